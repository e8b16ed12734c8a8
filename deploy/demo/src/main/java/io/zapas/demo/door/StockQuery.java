package io.zapas.demo.door;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the availability of many SKUs. */
public final class StockQuery {
    /** SKUs of one call; the contract allows 1,000. */
    static final int PAGE = 500;

    private StockQuery() {}

    /** The suite's answer by SKU, page after page; SKUs that it does not know are absent. */
    public static Future<Map<String, JsonNode>> ask(HttpDoor http, List<String> skus) {
        return page(http, skus, 0, new HashMap<>());
    }

    /** Units on the shelves of all locations. */
    public static long onHand(JsonNode item) {
        long units = 0;
        for (JsonNode location : item.path("locations")) {
            units += location.path("onHand").asLong();
        }
        return units;
    }

    private static Future<Map<String, JsonNode>> page(
            HttpDoor http, List<String> skus, int from, Map<String, JsonNode> items) {
        if (from >= skus.size()) {
            return Future.succeededFuture(items);
        }
        int to = Math.min(skus.size(), from + PAGE);
        return http.post("/v1/availability/query", Map.of("skus", skus.subList(from, to)))
                .compose(answer -> answer.orFail("Availability could not be read"))
                .compose(answer -> {
                    answer.body()
                            .path("items")
                            .forEach(item -> items.put(item.path("sku").asText(), item));
                    return page(http, skus, to, items);
                });
    }
}
