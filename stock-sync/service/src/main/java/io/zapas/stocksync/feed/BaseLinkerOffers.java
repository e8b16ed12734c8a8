package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.BaseLinkerCalls;
import io.zapas.stocksync.account.BaseLinkerCalls.Reply;
import io.zapas.stocksync.account.TimeLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one warehouse of BaseLinker's inventory shows, gone through page by page: 1,000 products a call. SKUs are asked for once, and again after {@value #SKUS_FOR_ROUNDS} rounds, since one may
 * be renamed; they are kept in memory only. A product with variants is shown by them. What has no SKU is nobody's listing.
 *
 * <p>The cursor is the page to read next.
 */
final class BaseLinkerOffers extends HttpFeed {
    private static final int PAGE = 1_000;
    private static final int PRODUCTS_PER_CALL = 100;
    private static final int SKUS_FOR_ROUNDS = 50;

    private final BaseLinkerCalls calls;
    private final long inventory;
    private final String warehouse;
    /** By product or variant; an empty text: it has none. */
    private final Map<String, String> skus = new HashMap<>();

    private int rounds;

    BaseLinkerOffers(Account account, Duration every, String token, long inventory, String warehouse) {
        super("baselinker", OFFERS, account, every);
        this.calls = new BaseLinkerCalls(account, token);
        this.inventory = inventory;
        this.warehouse = warehouse;
    }

    @Override
    Future<FeedPage> page(String cursor, TimeLimit limit) {
        int page = cursor != null && cursor.matches("[1-9]\\d{0,6}") ? Integer.parseInt(cursor) : 1;
        if (page == 1 && rounds++ % SKUS_FOR_ROUNDS == 0) {
            skus.clear();
        }
        Instant asked = account.clock().instant();
        return ask("getInventoryProductsStock", parameters().put("page", page), limit)
                .compose(reply -> {
                    JsonNode products = reply.json().path("products");
                    Shown shown = new Shown(products);
                    return name(page, shown, limit)
                            .map(named ->
                                    state(shown, asked, products.size() < PAGE ? "1" : Integer.toString(page + 1)));
                });
    }

    /** What a page shows. */
    private final class Shown {
        /** By product or variant. */
        private final Map<String, Long> units = new LinkedHashMap<>();

        private final Map<String, Set<String>> variants = new LinkedHashMap<>();

        Shown(JsonNode products) {
            products.properties().forEach(product -> {
                JsonNode all = product.getValue().path("variants");
                if (all.isObject() && !all.isEmpty()) {
                    all.properties().forEach(variant -> {
                        units.put(variant.getKey(), units(variant.getValue()));
                        variants.computeIfAbsent(product.getKey(), id -> new LinkedHashSet<>())
                                .add(variant.getKey());
                    });
                } else {
                    units.put(product.getKey(), units(product.getValue().path("stock")));
                }
            });
        }

        /** Negative stock is real there. */
        private long units(JsonNode stock) {
            return stock.path(warehouse).asLong();
        }

        boolean allNamed() {
            return skus.keySet().containsAll(units.keySet());
        }
    }

    /** Finds out the SKUs of a page that are not known yet. */
    private Future<Void> name(int page, Shown shown, TimeLimit limit) {
        if (shown.allNamed()) {
            return Future.succeededFuture();
        }
        return ask("getInventoryProductsList", parameters().put("page", page), limit)
                .compose(reply -> {
                    reply.json()
                            .path("products")
                            .properties()
                            .forEach(product -> skus.put(product.getKey(), sku(product.getValue())));
                    List<String> unnamed = new ArrayList<>();
                    shown.variants.forEach((product, variants) -> {
                        if (!skus.keySet().containsAll(variants)) {
                            unnamed.add(product);
                        }
                    });
                    shown.units.keySet().stream()
                            .filter(id -> !skus.containsKey(id))
                            .filter(id -> shown.variants.values().stream().noneMatch(of -> of.contains(id)))
                            .forEach(unnamed::add);
                    return nameVariants(unnamed, limit);
                })
                .onSuccess(named -> shown.units.keySet().forEach(id -> skus.putIfAbsent(id, "")));
    }

    private Future<Void> nameVariants(List<String> products, TimeLimit limit) {
        if (products.isEmpty()) {
            return Future.succeededFuture();
        }
        List<String> first = products.subList(0, Math.min(PRODUCTS_PER_CALL, products.size()));
        ObjectNode parameters = parameters();
        ArrayNode ids = parameters.putArray("products");
        first.forEach(ids::add);
        return ask("getInventoryProductsData", parameters, limit).compose(reply -> {
            reply.json().path("products").properties().forEach(product -> {
                skus.putIfAbsent(product.getKey(), sku(product.getValue()));
                product.getValue()
                        .path("variants")
                        .properties()
                        .forEach(variant -> skus.put(variant.getKey(), sku(variant.getValue())));
            });
            return nameVariants(products.subList(first.size(), products.size()), limit);
        });
    }

    private FeedPage state(Shown shown, Instant asked, String next) {
        PageBuilder page = builder();
        shown.units.forEach((id, units) -> {
            String sku = skus.getOrDefault(id, "");
            if (!sku.isEmpty()) {
                page.offer(id, sku, units, asked);
            }
        });
        return page.page(next, next.equals("1"));
    }

    private ObjectNode parameters() {
        return Json.mapper().createObjectNode().put("inventory_id", inventory);
    }

    /** PHP writes an empty object as []. */
    private Future<Reply> ask(String method, ObjectNode parameters, TimeLimit limit) {
        return calls.call(method, parameters, limit).map(reply -> {
            if (!reply.json().path("products").isContainerNode()) {
                throw reply.answer().unusable("an answer without products");
            }
            return reply;
        });
    }

    private static String sku(JsonNode product) {
        return product.path("sku").asText("").strip();
    }
}
