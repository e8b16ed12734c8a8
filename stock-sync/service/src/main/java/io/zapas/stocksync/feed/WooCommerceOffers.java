package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.TimeLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What WooCommerce's products and variations show, gone through {@value #PRODUCTS} products a page, with a call per product that has variations. Stock that is not counted, or is counted at the
 * parent, is shown by no number of its own.
 *
 * <p>The cursor is how many products were passed.
 */
final class WooCommerceOffers extends HttpFeed {
    private static final int PRODUCTS = 50;
    private static final int VARIATIONS = 100;
    private static final String FIELDS = "?_fields=id,type,sku,manage_stock,stock_quantity&orderby=id&order=asc";

    private final String authorization;

    WooCommerceOffers(Account account, Duration every, String key, String secret) {
        super("woocommerce", OFFERS, account, every);
        authorization = Call.basic(key, secret);
    }

    @Override
    Future<FeedPage> page(String cursor, TimeLimit limit) {
        int passed = cursor != null && cursor.matches("\\d{1,7}") ? Integer.parseInt(cursor) : 0;
        PageBuilder page = builder();
        return list("products", PRODUCTS, passed, page, limit).compose(products -> {
            List<String> variable = new ArrayList<>();
            for (JsonNode product : products) {
                if (product.path("type").asText().startsWith("variable")
                        && product.path("id").isIntegralNumber()) {
                    variable.add("products/" + product.path("id").asText() + "/variations");
                }
            }
            boolean last = products.size() < PRODUCTS;
            return variations(variable.iterator(), 0, null, page, limit)
                    .map(read -> page.page(last ? "0" : Integer.toString(passed + PRODUCTS), last));
        });
    }

    /** @param of the products whose variations are read on with; null: of the next one */
    private Future<Void> variations(Iterator<String> next, int passed, String of, PageBuilder page, TimeLimit limit) {
        if (of == null && !next.hasNext()) {
            return Future.succeededFuture();
        }
        String path = of == null ? next.next() : of;
        return list(path, VARIATIONS, passed, page, limit)
                .compose(variations -> variations.size() < VARIATIONS
                        ? variations(next, 0, null, page, limit)
                        : variations(next, passed + VARIATIONS, path, page, limit));
    }

    private Future<JsonNode> list(String path, int count, int passed, PageBuilder page, TimeLimit limit) {
        Instant asked = account.clock().instant();
        Call call = Call.get(
                        account.url() + "/wp-json/wc/v3/" + path + FIELDS + "&per_page=" + count + "&offset=" + passed)
                .header("Authorization", authorization);
        String name = path.equals("products") ? "GET products" : "GET variations";
        return account.http().send(name, call, limit).map(answer -> {
            JsonNode rows = answer.json();
            if (!rows.isArray()) {
                throw answer.unusable("an answer that is no list");
            }
            rows.forEach(row -> show(row, asked, page));
            return rows;
        });
    }

    private static void show(JsonNode row, Instant asked, PageBuilder page) {
        page.add(row.path("id").asText(), row, (product, statements) -> {
            String id = product.requiredText("id");
            Long shown = product.units("stock_quantity");
            if (product.is("manage_stock") && shown != null) {
                page.offer(id, product.text("sku"), shown, asked);
            }
        });
    }
}
