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
import io.zapas.stocksync.signing.Hmac;
import io.zapas.stocksync.signing.StandardSecret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/**
 * An endpoint of anybody's own, signed as Standard Webhooks: {@code {"channel", "items": [{"offerId", "sku", "quantity"}]}}. 2xx takes all of them, but those named in a body
 * {@code {"refused": {offerId: reason}}}.
 */
final class StandardConnector extends HttpConnector {
    static final String NAME = "standard";

    private static final String CALL = "POST";
    private static final int BATCH = 100;

    private final byte[] secret;
    private final Supplier<String> ids;

    StandardConnector(Account account, String secret, Supplier<String> ids) {
        super(NAME, account, ANY_ID, "text of 1 to 256 characters");
        this.secret = StandardSecret.key(secret);
        this.ids = ids;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    Future<Pushed> send(List<Wish> wishes, TimeLimit limit) {
        ObjectNode body = Json.mapper().createObjectNode().put("channel", channel());
        ArrayNode items = body.putArray("items");
        for (Wish wish : wishes) {
            ObjectNode item = items.addObject().put("offerId", wish.offerId());
            if (wish.sku() != null) {
                item.put("sku", wish.sku());
            }
            item.put("quantity", wish.quantity());
        }
        String text = Json.text(body);
        return account.http().send(CALL, () -> signed(text), limit).map(answer -> read(answer, wishes));
    }

    private Call signed(String body) {
        String id = "msg_" + ids.get();
        String time = Long.toString(account.clock().instant().getEpochSecond());
        byte[] signature = Hmac.sha256(secret, (id + "." + time + "." + body).getBytes(StandardCharsets.UTF_8));
        return Call.post(account.url())
                .body(Call.JSON, body.getBytes(StandardCharsets.UTF_8))
                .header("webhook-id", id)
                .header("webhook-timestamp", time)
                .header("webhook-signature", "v1," + Base64.getEncoder().encodeToString(signature));
    }

    private static Pushed read(Answer answer, List<Wish> wishes) {
        String text = answer.body().toString(StandardCharsets.UTF_8).stripLeading();
        if (text.startsWith("<")) {
            // A page of somebody else's on the way.
            throw answer.unusable("a page where an answer should be");
        }
        if (!text.startsWith("{")) {
            return Pushed.ALL;
        }
        JsonNode refused = answer.json().path("refused");
        if (!refused.isMissingNode() && !refused.isNull() && !refused.isObject()) {
            throw answer.unusable("refused must be an object of reasons by offerId");
        }
        Refusals refusals = new Refusals();
        for (Wish wish : wishes) {
            if (refused.has(wish.offerId())) {
                refusals.refuse(wish, refused.path(wish.offerId()).asText(""));
            }
        }
        return refusals.pushed();
    }
}
