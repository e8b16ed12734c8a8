package io.zapas.stocksync.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.account.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * WooCommerce, by batches whose rows succeed or fail one by one inside a 200. Our webhooks name products and variations alike by their numbers, but variations are set below
 * their product: what is not known to be a variation is sent as a product, and when the shop refuses the number it is looked up once. A listing may also be given as
 * {@code PRODUCT/VARIATION}.
 */
final class WooCommerceConnector extends HttpConnector {
    static final String NAME = "woocommerce";

    private static final Pattern IDS = Pattern.compile("[1-9][0-9]{0,17}(/[1-9][0-9]{0,17})?");
    /** What it says of a variation, and of no product at all. */
    private static final Pattern NO_PRODUCT =
            Pattern.compile("woocommerce_rest_(invalid_product_id|product_invalid_id|invalid_id)");

    private static final int MAX_KNOWN = 100_000;
    /** Variations cost a call per product. */
    private static final int AT_ONCE = 4;

    private final String authorization;
    private final int batch;
    /** Variation -> product. */
    private final Map<String, String> products = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX_KNOWN;
        }
    };

    WooCommerceConnector(Account account, String key, String secret, int batch) {
        super(NAME, account, IDS, "WooCommerce's number of a product or variation");
        authorization = Call.basic(key, secret);
        this.batch = batch;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    Future<Pushed> send(List<Wish> wishes, TimeLimit limit) {
        List<Wish> asProducts = new ArrayList<>();
        Map<String, List<Wish>> byProduct = new LinkedHashMap<>();
        for (Wish wish : wishes) {
            String product = product(wish);
            if (product == null) {
                asProducts.add(wish);
            } else {
                byProduct.computeIfAbsent(product, id -> new ArrayList<>()).add(wish);
            }
        }
        // What is known goes first: with many variations the time may not be enough for all, and next time more of them
        // are known.
        Outcome outcome = new Outcome();
        Map<Wish, String> unknown = new LinkedHashMap<>();
        Map<String, List<Wish>> found = new LinkedHashMap<>();
        return setVariations(byProduct, outcome, limit)
                .compose(set -> asProducts.isEmpty()
                        ? Future.<Void>succeededFuture()
                        : outcome.part(asProducts, () -> set("products/batch", asProducts, limit, unknown)))
                .compose(sent -> lookUp(unknown, found, outcome, limit))
                .compose(looked -> setVariations(found, outcome, limit))
                .compose(sent -> outcome.pushed());
    }

    private Future<Void> setVariations(Map<String, List<Wish>> byProduct, Outcome outcome, TimeLimit limit) {
        List<Supplier<Future<Void>>> calls = new ArrayList<>();
        byProduct.forEach((product, wishes) -> {
            String path = "products/" + product + "/variations/batch";
            calls.add(() -> outcome.part(wishes, () -> set(path, wishes, limit, null)));
        });
        return Outcome.atOnce(AT_ONCE, calls);
    }

    /** Null: not known to be a variation. */
    private String product(Wish wish) {
        int slash = wish.offerId().indexOf('/');
        return slash < 0 ? products.get(wish.offerId()) : wish.offerId().substring(0, slash);
    }

    private static String number(Wish wish) {
        return wish.offerId().substring(wish.offerId().indexOf('/') + 1);
    }

    private Call call(Call call) {
        return call.header("Authorization", authorization);
    }

    private String address(String path) {
        return account.url() + "/wp-json/wc/v3/" + path;
    }

    /** @param unknown takes what is no product, with what was said of it; null: that is refused like anything else */
    private Future<Pushed> set(String path, List<Wish> wishes, TimeLimit limit, Map<Wish, String> unknown) {
        ObjectNode body = Json.mapper().createObjectNode();
        ArrayNode rows = body.putArray("update");
        wishes.forEach(wish -> rows.addObject()
                .put("id", Long.parseLong(number(wish)))
                .put("manage_stock", true)
                .put("stock_quantity", wish.quantity()));
        String name = path.startsWith("products/batch") ? "products/batch" : "variations/batch";
        return account.http()
                .send(name, call(Call.post(address(path))).json(body), limit, 400, 404, 413)
                .map(answer -> read(answer, wishes, unknown));
    }

    /** Null: no listing has an answer yet. */
    private Pushed read(Answer answer, List<Wish> wishes, Map<Wish, String> unknown) {
        if (answer.status() == 404 && unknown == null) {
            wishes.forEach(wish -> products.remove(wish.offerId()));
        }
        if (!answer.ok()) {
            JsonNode error = answer.jsonOrEmpty();
            throw answer.unusable("HTTP " + answer.status() + " "
                    + Words.clean(error.path("code").asText("") + " "
                            + error.path("message").asText("")));
        }
        JsonNode answered = answer.json().path("update");
        if (!answered.isArray()) {
            throw answer.unusable("an answer without update");
        }
        Map<String, JsonNode> byId = new HashMap<>();
        answered.forEach(row -> byId.put(row.path("id").asText(), row));
        Refusals refusals = new Refusals();
        for (Wish wish : wishes) {
            JsonNode row = byId.get(number(wish));
            JsonNode error = row == null ? null : row.path("error");
            if (row == null) {
                refusals.unanswered(wish, "WooCommerce's answer does not name it");
            } else if (error.isObject()) {
                String code = error.path("code").asText("");
                String words = error.path("message").asText(code);
                if (unknown != null && NO_PRODUCT.matcher(code).matches()) {
                    unknown.put(wish, words);
                } else {
                    // If it was thought to be of another product, it is looked up again.
                    products.remove(wish.offerId());
                    refusals.refuse(wish, words);
                }
            } else if (row.hasNonNull("stock_quantity") && !shows(row.path("stock_quantity"), wish.quantity())) {
                refusals.refuse(wish, "it shows " + row.path("stock_quantity").asText() + " after it was set");
            }
        }
        return unknown != null && unknown.size() == wishes.size() ? null : refusals.pushed();
    }

    private static boolean shows(JsonNode quantity, long wanted) {
        try {
            return new BigDecimal(quantity.asText()).compareTo(BigDecimal.valueOf(wanted)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private Future<Void> lookUp(
            Map<Wish, String> unknown, Map<String, List<Wish>> byProduct, Outcome outcome, TimeLimit limit) {
        List<Supplier<Future<Void>>> calls = new ArrayList<>();
        for (Map.Entry<Wish, String> entry : unknown.entrySet()) {
            Wish wish = entry.getKey();
            Call call = call(Call.get(address("products/" + wish.offerId() + "?_fields=id,type,parent_id")));
            calls.add(() -> outcome.part(List.of(wish), () -> account.http()
                    .send("GET product", call, limit, 400, 404)
                    .map(answer -> {
                        String product =
                                answer.ok() ? answer.json().path("parent_id").asText("0") : "0";
                        if (!product.matches("[1-9][0-9]{0,17}")) {
                            return new Pushed(Map.of(wish.offerId(), Words.clean(entry.getValue())));
                        }
                        products.put(wish.offerId(), product);
                        byProduct
                                .computeIfAbsent(product, id -> new ArrayList<>())
                                .add(wish);
                        return null;
                    })));
        }
        return Outcome.atOnce(AT_ONCE, calls);
    }
}
