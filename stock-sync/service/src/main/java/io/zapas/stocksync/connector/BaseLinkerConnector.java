package io.zapas.stocksync.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.connector.ChannelException.Kind;
import io.zapas.stocksync.connector.ChannelHttp.Answer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * BaseLinker (BASE): one warehouse of one inventory, by {@code updateInventoryProductsStock}. Every answer is HTTP 200: its {@code status} tells. It counts what it changed
 * and warns of what it did not; when both do not add up to what was sent, nothing is known. Whether it counts what stayed as it was is not known for certain: the count can
 * be left out.
 */
final class BaseLinkerConnector extends HttpConnector {
    static final String NAME = "baselinker";

    private static final String METHOD = "updateInventoryProductsStock";
    /** Until when, is said as a time of day without a zone: two minutes are longer than any of its windows. */
    private static final Duration BLOCKED = Duration.ofMinutes(2);

    private static final Pattern DENIED = Pattern.compile(".*(TOKEN|AUTH|PERMISSION|ACCESS).*");

    private final String token;
    private final long inventory;
    private final String warehouse;
    private final boolean counted;

    /** @param counted whether the count must add up */
    BaseLinkerConnector(Channel channel, String token, long inventory, String warehouse, boolean counted) {
        super(NAME, channel, NUMBER, "BaseLinker's number of a product or variant");
        this.token = token;
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
        Map<String, String> form = new LinkedHashMap<>();
        form.put("method", METHOD);
        form.put("parameters", Json.text(parameters));
        Call call = Call.post(channel.url()).header("X-BLToken", token).form(form);
        return channel.http().send(METHOD, call, limit).map(answer -> read(answer, wishes));
    }

    private Pushed read(Answer answer, List<Wish> wishes) {
        JsonNode json = answer.json();
        String status = json.path("status").asText();
        if (status.equals("ERROR")) {
            throw error(answer, json);
        }
        if (!status.equals("SUCCESS")) {
            throw answer.unusable("an answer without a status");
        }
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
                    + " (push.baselinker.counted=false if they had not changed)");
        }
    }

    private static ChannelException error(Answer answer, JsonNode json) {
        String code = json.path("error_code").asText().toUpperCase(Locale.ROOT);
        String words = Refusals.clean(json.path("error_message").asText());
        if (code.contains("BLOCKED") || words.toLowerCase(Locale.ROOT).contains("limit exceeded")) {
            return new ChannelException(Kind.BUSY, answer.call() + ": " + code, BLOCKED);
        }
        if (DENIED.matcher(code).matches()) {
            return new ChannelException(Kind.DENIED, answer.call() + ": " + code, null);
        }
        return answer.unusable(code + " (" + words + ")");
    }
}
