package io.zapas.stocksync.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.zapas.stocksync.account.AccountHttp.Answer;

/** Calls to Allegro, with the token that its file holds when the call is made. */
public final class AllegroCalls {
    public static final String TYPE = "application/vnd.allegro.public.v1+json";

    private final Account account;
    private final TokenFile token;

    public AllegroCalls(Account account, TokenFile token) {
        this.account = account;
        this.token = token;
    }

    /** A call by whoever has read the token. */
    public static Call call(Account account, HttpMethod method, String path, String bearer) {
        return Call.of(method, account.url() + path)
                .header("Authorization", "Bearer " + bearer)
                .header("Accept", TYPE);
    }

    /**
     * Asks.
     *
     * @param path with the query
     * @param taken statuses that are an answer, too
     */
    public Future<Answer> get(String name, String path, TimeLimit limit, Integer... taken) {
        return token.read().compose(bearer -> account.http()
                .send("GET " + name, call(account, HttpMethod.GET, path, bearer), limit, taken));
    }

    /**
     * Asks for a list. Fails as unusable when the answer has none, or something in it lacks what names it.
     *
     * @param id the field that names each
     */
    public Future<JsonNode> list(String name, String path, String list, String id, TimeLimit limit) {
        return get(name, path, limit).map(answer -> {
            JsonNode parts = answer.json().path(list);
            if (!parts.isArray()) {
                throw answer.unusable("an answer without " + list);
            }
            for (JsonNode part : parts) {
                if (part.path(id).asText("").isEmpty()) {
                    throw answer.unusable("one of " + list + " without " + id);
                }
            }
            return parts;
        });
    }
}
