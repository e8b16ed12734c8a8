package io.zapas.stocksync.statement;

import io.zapas.stocksync.api.Order;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an order of WooCommerce says as it stands. Orders in the bin or in a customer's draft are passed over. */
public final class WooCommerceOrder {
    private WooCommerceOrder() {}

    /** @param byNumber whether the number people see joins it with what others say of the same order */
    public static void state(Part order, String channel, boolean byNumber, Statements statements) {
        String status = order.requiredText("status");
        String id = order.requiredText("id");
        Instant modified = order.required("date_modified_gmt", order.utc("date_modified_gmt"));
        OrderStatement statement =
                new OrderStatement(channel, id, byNumber ? order.text("number") : null, order.utc("date_created_gmt"));
        Map<LineName, Long> lines = lines(order);
        if (lines.isEmpty()) {
            return;
        }
        Instant completed = order.utc("date_completed_gmt");
        switch (status) {
            case "trash", "checkout-draft", "auto-draft", "draft" -> {
                return;
            }
            case "cancelled" ->
                statement.state(statements, "cancelled", modified, Order.Status.CANCELLED, lines, null, null);
            case "pending", "on-hold" ->
                statement.state(
                        statements, "placed", modified, Order.Status.PLACED, lines, Order.Payment.PENDING, null);
            case "failed" ->
                statement.state(statements, "placed", modified, Order.Status.PLACED, lines, Order.Payment.FAILED, null);
            case "processing", "completed" ->
                statement.state(statements, "paid", modified, Order.Status.PAID, lines, null, null);
            case "refunded" -> {
                // What had left does not come back by being paid back.
                if (completed == null) {
                    statement.state(statements, "cancelled", modified, Order.Status.CANCELLED, lines, null, null);
                }
            }
            default ->
                // A status of some extension.
                statement.state(
                        statements,
                        order.has("date_paid_gmt") ? "paid" : "placed",
                        modified,
                        order.has("date_paid_gmt") ? Order.Status.PAID : Order.Status.PLACED,
                        lines,
                        null,
                        null);
        }
        if (completed != null) {
            statement.state(statements, "shipped", completed, Order.Status.SHIPPED, lines, null, null);
        }
    }

    private static Map<LineName, Long> lines(Part order) {
        Map<LineName, Long> lines = new LinkedHashMap<>();
        for (Part line : order.requiredList("line_items")) {
            long units = line.requiredUnits("quantity");
            if (units > 0) {
                lines.merge(name(line), units, Long::sum);
            }
        }
        return lines;
    }

    /** A line of a deleted product has only its own number left: it is named by that, and waits where people see it. */
    private static LineName name(Part line) {
        String sku = line.text("sku");
        if (sku != null) {
            return LineName.sku(sku);
        }
        for (String field : new String[] {"variation_id", "product_id"}) {
            Long id = line.units(field);
            if (id != null && id > 0) {
                return LineName.listing(id.toString());
            }
        }
        return LineName.listing("line/" + line.requiredText("id"));
    }
}
