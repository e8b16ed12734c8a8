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
 * @param payment what is known of its payment at the event's time, null: nothing
 */
public record Order(
        String orderId,
        String channel,
        Status status,
        List<Line> lines,
        Instant placedAt,
        String externalOrderId,
        String location,
        Payment payment)
        implements StockEvent {
    public static final String TYPE = "order";

    public Order {
        lines = List.copyOf(lines);
    }

    public Order(
            String orderId,
            String channel,
            Status status,
            List<Line> lines,
            Instant placedAt,
            String externalOrderId,
            String location) {
        this(orderId, channel, status, lines, placedAt, externalOrderId, location, null);
    }

    /** Where the order stands. */
    public enum Status {
        PLACED,
        PAID,
        CANCELLED,
        SHIPPED,
        RETURNED
    }

    /** How the newest attempt to pay stands; paid stays paid. */
    public enum Payment {
        /** The customer is paying: the hold lasts at least the channel's time for that. */
        PENDING,
        /** As status paid. */
        PAID,
        /** This attempt is over, another may follow: the hold lasts as long as without it. */
        FAILED,
        /** Given up: what nobody paid is released. */
        CANCELLED
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
