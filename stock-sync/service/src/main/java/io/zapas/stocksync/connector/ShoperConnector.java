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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Shoper: rows of {@code product-stocks}, 25 to a bulk call, each answered by itself. */
final class ShoperConnector extends HttpConnector {
    static final String NAME = "shoper";

    private static final String REST = "/webapi/rest";
    private static final String CALL = "bulk";
    private static final int BATCH = 25;

    private final String token;

    ShoperConnector(Account account, String token) {
        super(NAME, account, NUMBER, "Shoper's number of a stock row (stock_id)");
        this.token = token;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    Future<Pushed> send(List<Wish> wishes, TimeLimit limit) {
        ArrayNode body = Json.mapper().createArrayNode();
        for (Wish wish : wishes) {
            ObjectNode row = body.addObject()
                    .put("id", id(wish))
                    .put("path", REST + "/product-stocks/" + wish.offerId())
                    .put("method", "PUT");
            row.putObject("body").put("stock", wish.quantity());
        }
        Call call = Call.post(account.url() + REST + "/" + CALL)
                .json(body)
                .header("Authorization", "Bearer " + token)
                .header("Accept", Call.JSON);
        return account.http().send(CALL, call, limit).map(answer -> read(answer, wishes));
    }

    private static String id(Wish wish) {
        return "s-" + wish.offerId();
    }

    private static Pushed read(Answer answer, List<Wish> wishes) {
        JsonNode rows = answer.json().path("items");
        if (!rows.isArray()) {
            throw answer.unusable("an answer without items");
        }
        Map<String, JsonNode> byId = new HashMap<>();
        rows.forEach(row -> byId.put(row.path("id").asText(), row));
        Refusals refusals = new Refusals();
        for (Wish wish : wishes) {
            JsonNode row = byId.get(id(wish));
            if (row == null) {
                refusals.unanswered(wish, "Shoper's answer does not name it");
            } else if (row.path("code").asInt() / 100 != 2
                    || !row.path("body").asText().equals("1")) {
                JsonNode error = row.path("body");
                refusals.refuse(
                        wish,
                        error.path("error_description")
                                .asText(error.path("error")
                                        .asText("code " + row.path("code").asText())));
            }
        }
        return refusals.pushed();
    }
}
