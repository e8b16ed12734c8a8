package io.zapas.stocksync.statement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.stocksync.api.Order;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * What a shop says of one of its orders, whatever it says of it.
 *
 * @param placedAt null: not told
 * @param externalId null: none
 */
public record OrderStatement(String channel, String orderId, String externalId, Instant placedAt) {

    public void state(
            Statements statements,
            String fact,
            Instant time,
            Order.Status status,
            Map<LineName, Long> lines,
            Order.Payment payment,
            String location) {
        ObjectNode data = Statements.data()
                .put("orderId", orderId)
                .put("channel", channel)
                .put("status", status.name().toLowerCase(Locale.ROOT));
        Statements.lines(data, lines);
        if (placedAt != null) {
            data.put("placedAt", placedAt.toString());
        }
        if (externalId != null) {
            data.put("externalOrderId", externalId);
        }
        if (payment != null) {
            data.put("payment", payment.name().toLowerCase(Locale.ROOT));
        }
        if (location != null) {
            data.put("location", location);
        }
        statements.state(fact, Order.TYPE, orderId, time, data);
    }
}
