package io.zapas.stocksync.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.KauflandSigning;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.account.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Kaufland: units of one storefront, by {@code units/bulk}. Every row has its own status; the whole call is refused when it is signed wrongly or holds a unit twice. */
final class KauflandConnector extends HttpConnector {
    static final String NAME = "kaufland";

    private static final String CALL = "units/bulk";
    private static final int BATCH = 150;

    private final KauflandSigning signing;
    private final String storefront;
    private final Long warehouse;

    /** @param warehouse its number; null: the only one */
    KauflandConnector(Account account, KauflandSigning signing, String storefront, Long warehouse) {
        super(NAME, account, NUMBER, "Kaufland's number of a unit");
        this.signing = signing;
        this.storefront = storefront;
        this.warehouse = warehouse;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    Future<Pushed> send(List<Wish> wishes, TimeLimit limit) {
        ArrayNode body = Json.mapper().createArrayNode();
        for (Wish wish : wishes) {
            ObjectNode unit = body.addObject().put("id_unit", Long.parseLong(wish.offerId()));
            ObjectNode data = unit.putObject("unit_data").put("amount", wish.quantity());
            if (warehouse != null) {
                data.put("id_warehouse", warehouse);
            }
        }
        String address = account.url() + "/" + CALL + "?storefront=" + storefront;
        String text = Json.text(body);
        return account.http()
                .send(CALL, () -> signing.call(HttpMethod.POST, address, text), limit, 400)
                .map(answer -> read(answer, wishes));
    }

    private static Pushed read(Answer answer, List<Wish> wishes) {
        if (!answer.ok()) {
            throw answer.unusable("HTTP " + answer.status() + " " + Words.clean(words(answer.jsonOrEmpty())));
        }
        JsonNode rows = answer.json().path("data");
        if (!rows.isArray()) {
            throw answer.unusable("an answer without data");
        }
        Map<String, JsonNode> byUnit = new HashMap<>();
        rows.forEach(row -> byUnit.put(row.path("id_unit").asText(), row));
        Refusals refusals = new Refusals();
        for (Wish wish : wishes) {
            JsonNode row = byUnit.get(wish.offerId());
            if (row == null) {
                refusals.unanswered(wish, "Kaufland's answer does not name the unit");
            } else if (row.path("status_code").asInt() / 100 != 2) {
                refusals.refuse(wish, words(row));
            }
        }
        return refusals.pushed();
    }

    private static String words(JsonNode said) {
        List<String> words = new ArrayList<>();
        words.add(said.path("message").asText(""));
        for (JsonNode error : said.path("errors")) {
            words.add(error.path("message").asText(""));
        }
        words.removeIf(String::isBlank);
        return String.join("; ", words);
    }
}
