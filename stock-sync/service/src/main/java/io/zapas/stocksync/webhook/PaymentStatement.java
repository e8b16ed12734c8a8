package io.zapas.stocksync.webhook;

import io.zapas.runtime.events.Fields;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Payment;
import io.zapas.stocksync.statement.Statements;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose orders an operator takes the money of, and how they stand in what it calls an order.
 *
 * @param channel the shop's channel
 * @param orderId its first group is the shop's order id within the operator's reference; a reference it does not fit is taken whole
 */
record PaymentStatement(String channel, Pattern orderId) {

    void state(Statements statements, String fact, Instant time, String reference, Order.Payment status) {
        Matcher matcher = orderId.matcher(reference);
        // What is longer is no id of an event, and a pattern might take its time over it.
        String order = reference.length() <= Fields.MAX_TEXT_LENGTH && matcher.matches() ? matcher.group(1) : reference;
        statements.state(
                fact,
                Payment.TYPE,
                order,
                time,
                Statements.data()
                        .put("orderId", order)
                        .put("channel", channel)
                        .put("status", status.name().toLowerCase(Locale.ROOT)));
    }
}
