package io.zapas.stocksync.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.AccountException.Kind;

/**
 * An access token that another program keeps fresh in a file: the bare token, or the JSON its authorization server answered, with {@code access_token}. It is read for every
 * push, so that a new one counts at once; the other program replaces the file in one step.
 */
public final class TokenFile {
    private static final long MAX_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final String key;
    private final String path;

    /** @param key the configuration's, which names the file */
    public TokenFile(Vertx vertx, String key, String path) {
        this.vertx = vertx;
        this.key = key;
        this.path = path;
    }

    /** Fails as denied when there is no token in it. */
    public Future<String> read() {
        return vertx.fileSystem()
                .props(path)
                .compose(file -> file.isRegularFile() && file.size() <= MAX_BYTES
                        ? vertx.fileSystem().readFile(path)
                        : Future.failedFuture(unusable("is no file of up to " + MAX_BYTES + " bytes")))
                .map(bytes -> token(bytes.toString().strip()))
                .recover(e -> Future.failedFuture(
                        e instanceof AccountException
                                ? e
                                : unusable("cannot be read (" + e.getClass().getSimpleName() + ")")));
    }

    private String token(String text) {
        String token = text;
        if (text.startsWith("{")) {
            try {
                JsonNode json = Json.read(text, JsonNode.class);
                token = json.path("access_token").asText("");
            } catch (RuntimeException e) {
                throw unusable("is neither a token nor JSON with access_token");
            }
        }
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw unusable("has no token");
        }
        return token;
    }

    private AccountException unusable(String what) {
        return new AccountException(Kind.DENIED, "the file of " + key + " " + what, null);
    }
}
