package io.zapas.stocksync.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.EbayCalls;
import io.zapas.stocksync.account.TimeLimit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * eBay: listings made with its Inventory API, by {@code bulk_update_price_quantity}. A listing that is a number is an offer of the item with its SKU, and both are set;
 * any other, and one that is called like its SKU, is the SKU of an inventory item as a whole. Rows answer by themselves.
 *
 * <p>What is written of it disagrees on whether a call may name several SKUs: when one is refused as a whole they are sent one by one, and if all are taken, it stays so
 * until the next start.
 */
final class EbayConnector extends HttpConnector {
    static final String NAME = "ebay";

    private static final String CALL = "bulk_update_price_quantity";
    private static final int BATCH = 25;
    private static final Pattern SKU = Pattern.compile("[^\\p{Cntrl}]{1,50}");

    private final EbayCalls calls;
    private boolean oneByOne;

    EbayConnector(Account account, String clientId, String clientSecret, String refreshToken) {
        super(NAME, account, SKU, "an offer's number or a SKU of eBay's Inventory API");
        calls = new EbayCalls(account, clientId, clientSecret, refreshToken);
    }

    @Override
    public int batch() {
        return oneByOne ? 1 : BATCH;
    }

    @Override
    Future<Pushed> send(List<Wish> wishes, TimeLimit limit) {
        Map<String, List<Wish>> bySku = new LinkedHashMap<>();
        wishes.forEach(wish ->
                bySku.computeIfAbsent(sku(wish), sku -> new ArrayList<>()).add(wish));
        return calls.with(limit, token -> {
            if (oneByOne || bySku.size() == 1) {
                return singly(token, bySku, limit);
            }
            return call(token, bySku, limit).compose(answer -> {
                if (answer.ok()) {
                    return Future.succeededFuture(read(answer, bySku));
                }
                return singly(token, bySku, limit).onSuccess(pushed -> {
                    // It was not for one of them.
                    oneByOne = pushed.refused().isEmpty();
                });
            });
        });
    }

    private static String sku(Wish wish) {
        boolean offer = wish.sku() != null && NUMBER.matcher(wish.offerId()).matches();
        return offer ? wish.sku() : wish.offerId();
    }

    private Future<Pushed> singly(String token, Map<String, List<Wish>> bySku, TimeLimit limit) {
        Outcome outcome = new Outcome();
        Future<Void> chain = Future.succeededFuture();
        for (Map.Entry<String, List<Wish>> entry : bySku.entrySet()) {
            Map<String, List<Wish>> one = Map.of(entry.getKey(), entry.getValue());
            chain = chain.compose(before ->
                    outcome.part(entry.getValue(), () -> call(token, one, limit).map(answer -> read(answer, one))));
        }
        return chain.compose(sent -> outcome.pushed());
    }

    private Future<Answer> call(String token, Map<String, List<Wish>> bySku, TimeLimit limit) {
        ObjectNode body = Json.mapper().createObjectNode();
        ArrayNode requests = body.putArray("requests");
        bySku.forEach((sku, wishes) -> {
            ObjectNode request = requests.addObject().put("sku", sku);
            // One item is one stock: its offers share it, and none shows more than the item has.
            long item = wishes.stream().mapToLong(Wish::quantity).max().orElse(0);
            request.putObject("shipToLocationAvailability").put("quantity", item);
            for (Wish wish : wishes) {
                if (!wish.offerId().equals(sku)) {
                    request.withArray("offers")
                            .addObject()
                            .put("offerId", wish.offerId())
                            .put("availableQuantity", wish.quantity());
                }
            }
        });
        return account.http()
                .send(
                        CALL,
                        calls.authorized(
                                Call.post(account.url() + "/sell/inventory/v1/" + CALL)
                                        .json(body),
                                token),
                        limit,
                        400);
    }

    private static Pushed read(Answer answer, Map<String, List<Wish>> bySku) {
        Refusals refusals = new Refusals();
        if (!answer.ok()) {
            String words = "HTTP " + answer.status() + " " + words(answer.jsonOrEmpty());
            bySku.values().forEach(wishes -> wishes.forEach(wish -> refusals.refuse(wish, words)));
            return refusals.pushed();
        }
        JsonNode rows = answer.json().path("responses");
        if (!rows.isArray()) {
            throw answer.unusable("an answer without responses");
        }
        bySku.forEach((sku, wishes) -> wishes.forEach(wish -> {
            Set<String> rowsOfIt = new HashSet<>();
            for (JsonNode row : rows) {
                String offer = row.path("offerId").asText("");
                boolean ofItem = offer.isEmpty() && row.path("sku").asText().equals(sku);
                if (ofItem || offer.equals(wish.offerId())) {
                    rowsOfIt.add(offer);
                    if (row.path("statusCode").asInt() / 100 != 2) {
                        refusals.refuse(wish, words(row));
                    }
                }
            }
            // An offer is confirmed by its own row.
            if (!rowsOfIt.contains(wish.offerId().equals(sku) ? "" : wish.offerId())) {
                refusals.unanswered(wish, "eBay's answer does not name it");
            }
        }));
        return refusals.pushed();
    }

    private static String words(JsonNode said) {
        List<String> words = new ArrayList<>();
        for (JsonNode error : said.path("errors")) {
            words.add(error.path("longMessage").asText(error.path("message").asText("")));
        }
        words.removeIf(String::isBlank);
        return words.isEmpty() && said.has("statusCode")
                ? "status " + said.path("statusCode").asText()
                : String.join("; ", words);
    }
}
