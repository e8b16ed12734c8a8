package io.zapas.stocksync.account;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Access to eBay: a token got by the seller's refresh token, with all scopes the seller agreed to. */
public final class EbayCalls {
    private final Account account;
    private final AccessTokens tokens;

    public EbayCalls(Account account, String clientId, String clientSecret, String refreshToken) {
        this.account = account;
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        tokens = new AccessTokens(
                account,
                Call.post(account.url() + "/identity/v1/oauth2/token")
                        .form(form)
                        .header("Authorization", Call.basic(clientId, clientSecret)));
    }

    /** Makes calls with what {@link #authorized} needs. */
    public <T> Future<T> with(TimeLimit limit, Function<String, Future<T>> calls) {
        return tokens.with(limit, calls);
    }

    public Call authorized(Call call, String token) {
        return call.header("Authorization", "Bearer " + token).header("Accept", Call.JSON);
    }

    /** @param path with its query */
    public Call get(String path, String token) {
        return authorized(Call.get(account.url() + path), token);
    }
}
