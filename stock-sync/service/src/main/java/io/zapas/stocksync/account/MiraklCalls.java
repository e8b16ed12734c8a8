package io.zapas.stocksync.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;

/**
 * Calls to a Mirakl operator. What is asked for, unlike imports, is not counted by {@code calls-per-minute}: operators limit each call by itself, and say with 429 when it was too many.
 */
public final class MiraklCalls {
    private final Account account;
    private final String key;
    private final String shop;

    /** @param shop its number, for users with several; null: the only one */
    public MiraklCalls(Account account, String key, String shop) {
        this.account = account;
        this.key = key;
        this.shop = shop;
    }

    /** @param path may have a query */
    public String address(String path) {
        String address = account.url() + path;
        return shop == null ? address : address + (path.contains("?") ? "&" : "?") + "shop_id=" + shop;
    }

    /** The same call by whom the operator knows. */
    public Call known(Call call) {
        return call.header("Authorization", key).header("Accept", Call.JSON);
    }

    /** A page of a list, and how many there are in all. */
    public record Page(JsonNode parts, int total) {}

    /**
     * Asks for a page of a list; fails as unusable when the answer has none, or does not count it.
     *
     * @param name of the call, such as OR11
     * @param path with the query
     */
    public Future<Page> page(String name, String path, String list, TimeLimit limit) {
        return account.http()
                .sendUnpaced(name, known(Call.get(address(path))), limit)
                .map(answer -> {
                    JsonNode json = answer.json();
                    if (!json.path(list).isArray()) {
                        throw answer.unusable("an answer without " + list);
                    }
                    if (!json.path("total_count").canConvertToInt()
                            || !json.path("total_count").isIntegralNumber()) {
                        throw answer.unusable("an answer without total_count");
                    }
                    return new Page(json.path(list), json.path("total_count").intValue());
                });
    }
}
