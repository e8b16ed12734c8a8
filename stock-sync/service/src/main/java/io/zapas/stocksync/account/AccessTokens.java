package io.zapas.stocksync.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.AccountHttp.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

/** An OAuth access token got by a refresh token that stays, kept in memory until shortly before its end, and got anew once when it is not accepted. */
public final class AccessTokens {
    private static final Duration BEFORE_ITS_END = Duration.ofMinutes(1);
    private static final int LONGEST_SECONDS = 24 * 3_600;

    private final Account account;
    private final Call call;
    private String token;
    private Instant end = Instant.MIN;

    /** @param call that gets one */
    public AccessTokens(Account account, Call call) {
        this.account = account;
        this.call = call;
    }

    /** Makes calls with a token. */
    public <T> Future<T> with(TimeLimit limit, Function<String, Future<T>> calls) {
        boolean kept = isGood();
        return token(limit).compose(calls).recover(failure -> {
            boolean denied = failure instanceof AccountException e && e.kind() == Kind.DENIED;
            if (!denied) {
                return Future.failedFuture(failure);
            }
            token = null;
            return kept ? token(limit).compose(calls) : Future.failedFuture(failure);
        });
    }

    private boolean isGood() {
        InstantSource clock = account.clock();
        return token != null && clock.instant().isBefore(end);
    }

    private Future<String> token(TimeLimit limit) {
        if (isGood()) {
            return Future.succeededFuture(token);
        }
        return account.http().sendUnpaced("access token", call, limit, 400).map(this::read);
    }

    private String read(Answer answer) {
        JsonNode json = answer.jsonOrEmpty();
        if (!answer.ok()) {
            // invalid_grant, invalid_client: words of RFC 6749, 5.2; the description may hold what was sent.
            throw new AccountException(
                    Kind.DENIED,
                    answer.call() + ": " + Words.clean(json.path("error").asText("HTTP " + answer.status())),
                    null);
        }
        String got = json.path("access_token").asText("");
        if (got.isBlank()) {
            throw answer.unusable("an answer without access_token");
        }
        int seconds =
                Math.min(LONGEST_SECONDS, Math.max(0, json.path("expires_in").asInt(0)));
        token = got;
        end = account.clock().instant().plusSeconds(seconds).minus(BEFORE_ITS_END);
        return got;
    }
}
