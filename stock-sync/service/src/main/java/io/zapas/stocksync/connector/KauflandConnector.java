package io.zapas.stocksync.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.connector.ChannelHttp.Answer;
import io.zapas.stocksync.signing.Hmac;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Kaufland: units of one storefront, by {@code units/bulk}. Every row has its own status; the whole call is refused when it is signed wrongly or holds a unit twice. */
final class KauflandConnector extends HttpConnector {
    static final String NAME = "kaufland";

    /** How a signature is written; what is published of it disagrees. */
    enum Encoding {
        HEX {
            @Override
            String of(byte[] signature) {
                return HexFormat.of().formatHex(signature);
            }
        },
        BASE64 {
            @Override
            String of(byte[] signature) {
                return Base64.getEncoder().encodeToString(signature);
            }
        };

        abstract String of(byte[] signature);
    }

    private static final String CALL = "units/bulk";
    private static final int BATCH = 150;

    private final String clientKey;
    private final byte[] secretKey;
    private final String storefront;
    private final Long warehouse;
    private final Encoding encoding;

    /** @param warehouse its number; null: the only one */
    KauflandConnector(
            Channel channel, String clientKey, String secretKey, String storefront, Long warehouse, Encoding encoding) {
        super(NAME, channel, NUMBER, "Kaufland's number of a unit");
        this.clientKey = clientKey;
        this.secretKey = secretKey.getBytes(StandardCharsets.UTF_8);
        this.storefront = storefront;
        this.warehouse = warehouse;
        this.encoding = encoding;
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
        String address = channel.url() + "/" + CALL + "?storefront=" + storefront;
        String text = Json.text(body);
        return channel.http()
                .send(CALL, () -> signed(HttpMethod.POST, address, text), limit, 400)
                .map(answer -> read(answer, wishes));
    }

    /** The time is of the moment it is sent, which may be long after it took its place in the queue. */
    private Call signed(HttpMethod method, String address, String body) {
        String time = Long.toString(channel.clock().instant().getEpochSecond());
        String signed = method.name() + "\n" + address + "\n" + body + "\n" + time;
        byte[] signature = Hmac.sha256(secretKey, signed.getBytes(StandardCharsets.UTF_8));
        return Call.of(method, address)
                .body(Call.JSON, body.getBytes(StandardCharsets.UTF_8))
                .header("Accept", Call.JSON)
                .header("Shop-Client-Key", clientKey)
                .header("Shop-Timestamp", time)
                .header("Shop-Signature", encoding.of(signature));
    }

    private static Pushed read(Answer answer, List<Wish> wishes) {
        if (!answer.ok()) {
            throw answer.unusable("HTTP " + answer.status() + " " + Refusals.clean(words(answer.jsonOrEmpty())));
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
