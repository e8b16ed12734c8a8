package io.zapas.stocksync.api;

import java.time.Instant;
import java.util.List;

/**
 * A channel's order: a fact, recorded even if stock does not suffice.
 *
 * @param orderId unique within the channel
 * @param placedAt when the customer ordered; null: the event's time
 * @param externalOrderId joins the same sale seen through two systems, may be null
 * @param location shipped from; null: the locations the hold was allocated to
 */
public record Order(
        String orderId,
        String channel,
        Status status,
        List<Line> lines,
        Instant placedAt,
        String externalOrderId,
        String location)
        implements StockEvent {
    public static final String TYPE = "order";

    public Order {
        lines = List.copyOf(lines);
    }

    /** Where the order stands. */
    public enum Status {
        PLACED,
        PAID,
        CANCELLED,
        SHIPPED,
        RETURNED
    }

    /**
     * One line; exactly one of {@code sku} and {@code offerId} is needed, {@code sku} wins.
     *
     * @param quantity units, 1 to 1,000,000,000
     */
    public record Line(String sku, String offerId, long quantity) {}

    @Override
    public String type() {
        return TYPE;
    }
}
