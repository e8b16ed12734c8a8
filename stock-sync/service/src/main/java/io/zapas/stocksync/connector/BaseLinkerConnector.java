package io.zapas.stocksync.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.BaseLinkerCalls;
import io.zapas.stocksync.account.TimeLimit;
import java.util.List;

/**
 * BaseLinker (BASE): one warehouse of one inventory, by {@code updateInventoryProductsStock}. It counts what it changed
 * and warns of what it did not; when both do not add up to what was sent, nothing is known. Whether it counts what stayed as it was is not known for certain: the count can
 * be left out.
 */
final class BaseLinkerConnector extends HttpConnector {
    static final String NAME = "baselinker";

    private static final String METHOD = "updateInventoryProductsStock";

    private final BaseLinkerCalls calls;
    private final long inventory;
    private final String warehouse;
    private final boolean counted;

    /** @param counted whether the count must add up */
    BaseLinkerConnector(Account account, String token, long inventory, String warehouse, boolean counted) {
        super(NAME, account, NUMBER, "BaseLinker's number of a product or variant");
        this.calls = new BaseLinkerCalls(account, token);
        this.inventory = inventory;
        this.warehouse = warehouse;
        this.counted = counted;
    }

    @Override
    public int batch() {
        return 1_000;
    }

    @Override
    Future<Pushed> send(List<Wish> wishes, TimeLimit limit) {
        ObjectNode parameters = Json.mapper().createObjectNode().put("inventory_id", inventory);
        ObjectNode products = parameters.putObject("products");
        wishes.forEach(wish -> products.putObject(wish.offerId()).put(warehouse, wish.quantity()));
        return calls.call(METHOD, parameters, limit).map(reply -> read(reply.answer(), reply.json(), wishes));
    }

    private Pushed read(Answer answer, JsonNode json, List<Wish> wishes) {
        Refusals refusals = new Refusals();
        // PHP writes an empty object as [] or "".
        JsonNode warnings = json.path("warnings");
        int told = 0;
        for (Wish wish : wishes) {
            if (warnings.has(wish.offerId())) {
                refusals.refuse(wish, warnings.path(wish.offerId()).asText());
                told++;
            }
        }
        if (counted) {
            requireAll(answer, json.path("counter").asText(), told, wishes.size());
        }
        return refusals.pushed();
    }

    private static void requireAll(Answer answer, String counter, int told, int sent) {
        if (!counter.matches("[0-9]{1,9}")) {
            throw answer.unusable("an answer without a counter");
        }
        if (Integer.parseInt(counter) < sent - told) {
            throw answer.unusable("it took " + counter + " of " + sent + " listings and warned of " + told
                    + " (account.baselinker.counted=false if they had not changed)");
        }
    }
}
