package io.zapas.stocksync.api;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Units kept for an order: the answer of {@code POST /v1/reservations}.
 *
 * @param orderId as given by the channel
 * @param expiresAt when a HELD one lapses; null once confirmed
 * @param lines as granted; a kit is one line with the allocations of its components
 */
public record Reservation(
        String id,
        String orderId,
        String channel,
        State state,
        Instant createdAt,
        Instant expiresAt,
        List<Line> lines) {

    public Reservation {
        lines = List.copyOf(lines);
    }

    /** HELD to CONFIRMED to FULFILLED, or RELEASED, or EXPIRED. */
    public enum State {
        HELD,
        CONFIRMED,
        FULFILLED,
        RELEASED,
        EXPIRED
    }

    /**
     * @param quantity units kept (with {@code allowPartial} it may be fewer than requested)
     * @param shortfall units promised beyond stock, for an order that is a fact; else 0
     * @param fulfilled units that left, whoever told of it; kits only as a whole
     * @param released units given back, one part at a time or with the end of the reservation
     * @param remaining units still kept: 0 once it is over
     * @param preorder of the quantity, units promised against deliveries on their way (allocated at {@code incoming}); null: none
     * @param availableFrom the day by which these are expected, as it was when they were promised; null: unknown, or none
     */
    public record Line(
            String sku,
            long quantity,
            long shortfall,
            List<Allocation> allocations,
            long fulfilled,
            long released,
            long remaining,
            Long preorder,
            LocalDate availableFrom) {

        /** A line whose units are all on the shelf. */
        public Line(
                String sku,
                long quantity,
                long shortfall,
                List<Allocation> allocations,
                long fulfilled,
                long released,
                long remaining) {
            this(sku, quantity, shortfall, allocations, fulfilled, released, remaining, null, null);
        }

        public Line {
            allocations = allocations == null ? List.of() : List.copyOf(allocations);
        }
    }

    /** Where the units are taken; {@code sku} differs from the line's for a component of a kit. */
    public record Allocation(String sku, String location, long quantity) {}
}
