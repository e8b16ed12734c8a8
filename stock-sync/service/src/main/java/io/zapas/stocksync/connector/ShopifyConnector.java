package io.zapas.stocksync.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.account.Words;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Shopify: {@code inventorySetQuantities} at one location, compared with what it showed as far as we know. An error names its row; without a change of any row the others are
 * sent once more without those named, twice at most.
 */
final class ShopifyConnector extends HttpConnector {
    static final String NAME = "shopify";
    /** From here on a mutation of stock is made once per key. */
    private static final String IDEMPOTENT_SINCE = "2026-04";

    private static final String CALL = "inventorySetQuantities";
    private static final int BATCH = 250;
    private static final int ROUNDS = 3;
    private static final String GROUP = "inventoryAdjustmentGroup";
    private static final String RESULT =
            GROUP + " { reason changes { name delta quantityAfterChange } } " + "userErrors { code field message }";

    private final String token;
    private final String location;
    private final String version;
    private final Supplier<String> keys;

    /** @param version of the API, as 2026-04 */
    ShopifyConnector(Account account, String token, String location, String version, Supplier<String> keys) {
        super(NAME, account, NUMBER, "the number of an inventory item of Shopify");
        this.token = token;
        this.location = location;
        this.version = version;
        this.keys = keys;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    Future<Pushed> send(List<Wish> wishes, TimeLimit limit) {
        return round(wishes, limit, new Refusals(), 1);
    }

    private Future<Pushed> round(List<Wish> wishes, TimeLimit limit, Refusals refusals, int round) {
        Call call = Call.post(account.url() + "/admin/api/" + version + "/graphql.json")
                .header("X-Shopify-Access-Token", token)
                .json(body(wishes));
        return account.http().send(CALL, call, limit).compose(answer -> {
            JsonNode result = result(answer);
            JsonNode errors = result.path("userErrors");
            if (!errors.isArray()) {
                throw answer.unusable("an answer without userErrors");
            }
            if (errors.isEmpty()) {
                return Future.succeededFuture(refusals.pushed());
            }
            List<Wish> others = new ArrayList<>(wishes);
            for (JsonNode error : errors) {
                Wish wish = named(error.path("field"), wishes);
                if (wish == null) {
                    throw answer.unusable(Words.clean(words(error)));
                }
                refusals.refuse(wish, words(error));
                others.remove(wish);
            }
            if (others.isEmpty() || result.path(GROUP).isObject()) {
                return Future.succeededFuture(refusals.pushed());
            }
            if (round == ROUNDS) {
                others.forEach(wish -> refusals.unanswered(
                        wish, "not set: Shopify refused others of the same call " + ROUNDS + " times"));
                return Future.succeededFuture(refusals.pushed());
            }
            return round(others, limit, refusals, round + 1).recover(failure -> {
                if (failure instanceof AccountException) {
                    others.forEach(wish -> refusals.unanswered(wish, failure.getMessage()));
                    return Future.succeededFuture(refusals.pushed());
                }
                return Future.failedFuture(failure);
            });
        });
    }

    private ObjectNode body(List<Wish> wishes) {
        boolean idempotent = version.compareTo(IDEMPOTENT_SINCE) >= 0;
        String key = keys.get();
        ObjectNode body = Json.mapper().createObjectNode();
        body.put(
                "query",
                idempotent
                        ? "mutation Set($input: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $input) @idempotent(key: $key) { "
                                + RESULT + " } }"
                        : "mutation Set($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) { "
                                + RESULT + " } }");
        ObjectNode variables = body.putObject("variables");
        if (idempotent) {
            variables.put("key", key);
        }
        ObjectNode input = variables.putObject("input");
        input.put("name", "available");
        input.put("reason", "correction");
        input.put("referenceDocumentUri", "zapas://push/" + key);
        ArrayNode rows = input.putArray("quantities");
        for (Wish wish : wishes) {
            // null must be written: it means that nothing is compared.
            rows.addObject()
                    .put("inventoryItemId", "gid://shopify/InventoryItem/" + wish.offerId())
                    .put("locationId", "gid://shopify/Location/" + location)
                    .put("quantity", wish.quantity())
                    .put("changeFromQuantity", wish.shown());
        }
        return body;
    }

    private static JsonNode result(Answer answer) {
        JsonNode json = answer.json();
        JsonNode errors = json.path("errors");
        if (errors.isTextual() || !errors.isEmpty()) {
            throw failure(answer, json, errors);
        }
        JsonNode result = json.path("data").path(CALL);
        if (!result.isObject()) {
            throw answer.unusable("an answer without a result");
        }
        return result;
    }

    private static AccountException failure(Answer answer, JsonNode json, JsonNode errors) {
        String code = errors.path(0).path("extensions").path("code").asText("");
        String words = Words.clean(
                errors.isTextual()
                        ? errors.asText()
                        : errors.path(0).path("message").asText(""));
        return switch (code) {
            case "THROTTLED" ->
                new AccountException(
                        Kind.BUSY,
                        answer.call() + ": THROTTLED",
                        refilled(json.path("extensions").path("cost")));
            case "ACCESS_DENIED" -> new AccountException(Kind.DENIED, answer.call() + ": " + words, null);
            case "INTERNAL_SERVER_ERROR" -> new AccountException(Kind.AWAY, answer.call() + ": " + words, null);
            default -> answer.unusable(words);
        };
    }

    /** When the bucket holds enough for the call; null: it does not say. */
    private static Duration refilled(JsonNode cost) {
        JsonNode bucket = cost.path("throttleStatus");
        BigDecimal rate = bucket.path("restoreRate").decimalValue();
        if (rate.signum() <= 0) {
            return null;
        }
        BigDecimal missing = cost.path("requestedQueryCost")
                .decimalValue()
                .subtract(bucket.path("currentlyAvailable").decimalValue());
        BigDecimal seconds = missing.divide(rate, 0, RoundingMode.CEILING).max(BigDecimal.ONE);
        return Duration.ofSeconds(seconds.min(BigDecimal.valueOf(3_600)).longValue());
    }

    /** The row an error is of; null: of none. */
    private static Wish named(JsonNode field, List<Wish> wishes) {
        for (int i = 0; i + 1 < field.size(); i++) {
            if (field.get(i).asText().equals("quantities")) {
                String index = field.get(i + 1).asText();
                if (index.matches("[0-9]{1,6}") && Integer.parseInt(index) < wishes.size()) {
                    return wishes.get(Integer.parseInt(index));
                }
            }
        }
        return null;
    }

    private static String words(JsonNode error) {
        String code = error.path("code").asText("");
        String message = error.path("message").asText("");
        return code.isEmpty() || error.path("code").isNull() ? message : code + ": " + message;
    }
}
