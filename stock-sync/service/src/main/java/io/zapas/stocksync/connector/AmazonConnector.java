package io.zapas.stocksync.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.AccessTokens;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.account.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Amazon: stock the seller ships by himself, by PATCH of one listings item. What Amazon accepts it works off later; an issue it finds then is told nobody here. */
final class AmazonConnector extends HttpConnector {
    static final String NAME = "amazon";

    private static final String CALL = "PATCH listings item";

    private final AccessTokens tokens;
    private final String seller;
    private final String marketplace;
    private final String productType;

    AmazonConnector(
            Account account,
            String tokenUrl,
            String clientId,
            String clientSecret,
            String refreshToken,
            String seller,
            String marketplace,
            String productType) {
        super(NAME, account, ANY_ID, "a seller SKU");
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        form.put("client_id", clientId);
        form.put("client_secret", clientSecret);
        tokens = new AccessTokens(account, Call.post(tokenUrl).form(form));
        this.seller = seller;
        this.marketplace = marketplace;
        this.productType = productType;
    }

    @Override
    public int batch() {
        return 1;
    }

    @Override
    Future<Pushed> send(List<Wish> wishes, TimeLimit limit) {
        Wish wish = wishes.get(0);
        ObjectNode body = Json.mapper().createObjectNode().put("productType", productType);
        ObjectNode patch = body.putArray("patches")
                .addObject()
                .put("op", "replace")
                .put("path", "/attributes/fulfillment_availability");
        patch.putArray("value")
                .addObject()
                .put("fulfillment_channel_code", "DEFAULT")
                .put("quantity", wish.quantity());
        String address = account.url() + "/listings/2021-08-01/items/" + Call.segment(seller) + "/"
                + Call.segment(wish.offerId()) + "?marketplaceIds=" + Call.encoded(marketplace);
        return tokens.with(limit, token -> account.http()
                .send(
                        CALL,
                        Call.of(HttpMethod.PATCH, address)
                                .json(body)
                                .header("Accept", Call.JSON)
                                .header("x-amz-access-token", token),
                        limit,
                        400,
                        404)
                .map(answer -> read(answer, wish)));
    }

    private static Pushed read(Answer answer, Wish wish) {
        JsonNode json = answer.ok() ? answer.json() : answer.jsonOrEmpty();
        if (!answer.ok()) {
            return new Pushed(
                    Map.of(wish.offerId(), Words.clean("HTTP " + answer.status() + " " + words(json.path("errors")))));
        }
        String status = json.path("status").asText("");
        if (!wish.offerId().equals(json.path("sku").asText())) {
            throw answer.unusable("an answer that does not name the SKU");
        }
        return status.equals("ACCEPTED")
                ? Pushed.ALL
                : new Pushed(Map.of(wish.offerId(), Words.clean(status + " " + words(json.path("issues")))));
    }

    private static String words(JsonNode issues) {
        List<String> words = new ArrayList<>();
        for (JsonNode issue : issues) {
            if (!issue.path("severity").asText("ERROR").equals("WARNING")) {
                words.add(issue.path("message").asText(issue.path("code").asText("")));
            }
        }
        return String.join("; ", words);
    }
}
