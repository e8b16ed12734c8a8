package io.zapas.stocksync.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.zapas.stocksync.account.AccountHttp.Answer;

/** Asks Kaufland. */
public final class KauflandCalls {
    private final Account account;
    private final KauflandSigning signing;

    public KauflandCalls(Account account, KauflandSigning signing) {
        this.account = account;
        this.signing = signing;
    }

    /**
     * Asks.
     *
     * @param path with the query
     * @param taken statuses that are an answer, too
     */
    public Future<Answer> get(String name, String path, TimeLimit limit, Integer... taken) {
        String address = account.url() + path;
        return account.http().send("GET " + name, () -> signing.call(HttpMethod.GET, address, ""), limit, taken);
    }

    /** A page of a list, and whether there is more of it. */
    public record Page(JsonNode parts, boolean more) {}

    /**
     * Asks for a page of a list. Fails as unusable when the answer has none, or something in it lacks what names it.
     *
     * @param id the field that names each
     */
    public Future<Page> page(String name, String path, String id, int offset, int most, TimeLimit limit) {
        return get(name, path + "&limit=" + most + "&offset=" + offset, limit).map(answer -> {
            JsonNode json = answer.json();
            JsonNode parts = json.path("data");
            if (!parts.isArray()) {
                throw answer.unusable("an answer without data");
            }
            for (JsonNode part : parts) {
                if (part.path(id).asText("").isEmpty()) {
                    throw answer.unusable("one of its data without " + id);
                }
            }
            JsonNode total = json.path("pagination").path("total");
            boolean more = total.isIntegralNumber() ? offset + parts.size() < total.asLong() : parts.size() >= most;
            return new Page(parts, more && !parts.isEmpty());
        });
    }
}
