package io.zapas.stocksync.api;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What of a SKU can be sold: the value of {@code stock.availability} and the answer of {@code GET /v1/availability/{sku}}.
 *
 * @param available ATP: sum over sellable locations of on-hand less reserved less buffer, never below 0; of a kit the smallest floor(ATP of
 *     component / its quantity)
 * @param shortfall units promised beyond on-hand: max(0, -(sum of on-hand - reserved)); 0 when healthy
 * @param shortOrders orders that the shortfall hits, those of the channel with the lowest priority first, then the youngest, at most 20; empty when healthy
 * @param channels exposure of every channel that has a rule, an offer or locations of its own; any other channel may show {@code available} less what is
 *     ring-fenced for others: {@link #exposure}
 * @param locations per location, sorted by name; empty for a kit
 * @param incoming expected deliveries, sorted by ETA
 * @param product master data with {@code sku} set, other fields null when unknown
 * @param version counts the changes of this SKU (of a kit: the sum over its components); never falls
 * @param asOf when the newest change was recorded
 * @param preorder what may be promised beyond {@code available} against deliveries on their way; null unless the product allows it
 * @param stale whether its source has been silent for longer than declared
 */
public record Availability(
        String sku,
        long available,
        long shortfall,
        List<String> shortOrders,
        Map<String, Long> channels,
        List<LocationLevel> locations,
        List<Incoming> incoming,
        Product product,
        long version,
        Instant asOf,
        boolean stale,
        Preorder preorder) {

    /** Of a SKU that is only sold from the shelf. */
    public Availability(
            String sku,
            long available,
            long shortfall,
            List<String> shortOrders,
            Map<String, Long> channels,
            List<LocationLevel> locations,
            List<Incoming> incoming,
            Product product,
            long version,
            Instant asOf,
            boolean stale) {
        this(
                sku,
                available,
                shortfall,
                shortOrders,
                channels,
                locations,
                incoming,
                product,
                version,
                asOf,
                stale,
                null);
    }

    public Availability {
        shortOrders = shortOrders == null ? List.of() : List.copyOf(shortOrders);
        channels = channels == null ? Map.of() : Map.copyOf(channels);
        locations = locations == null ? List.of() : List.copyOf(locations);
        incoming = incoming == null ? List.of() : List.copyOf(incoming);
    }

    /**
     * Units at one location.
     *
     * @param onHand as stated and moved, may be negative
     * @param reserved held or confirmed, not yet shipped
     * @param buffer safety stock kept back here
     * @param available max(0, max(0, onHand) - reserved - buffer)
     * @param lots unexpired lots with units, first expired first; null where nothing is counted by lots
     * @param sellable false: shown, but nothing of it may be sold (returns, quarantine), and {@code available} is 0; null: true
     */
    public record LocationLevel(
            String location,
            long onHand,
            long reserved,
            long buffer,
            long available,
            Boolean sellable,
            List<Lot> lots) {

        public LocationLevel {
            lots = lots == null ? null : List.copyOf(lots);
        }

        /** A location that is sold from, not counted by lots. */
        public LocationLevel(String location, long onHand, long reserved, long buffer, long available) {
            this(location, onHand, reserved, buffer, available, null, null);
        }
    }

    /**
     * Units of one lot; negative when more was taken from it than it had.
     *
     * @param expires the day from which on nothing of it is available, null: never
     */
    public record Lot(String lot, LocalDate expires, long onHand) {}

    /** A delivery on its way. */
    public record Incoming(long quantity, LocalDate eta, String purchaseOrder, String location, Boolean confirmed) {}

    /**
     * Units that may be promised before they are here.
     *
     * @param quantity units a reservation with {@code allowPreorder} may get beyond {@code available}
     * @param availableFrom when the first of them is expected; null when there is none
     * @param promised units promised so and not shipped yet; a receipt serves them before {@code available} rises
     */
    public record Preorder(long quantity, LocalDate availableFrom, long promised) {}

    /** What {@code channel} may show. */
    public long exposure(String channel) {
        Long own = channels.get(channel);
        return own != null ? own : Math.max(0, available - ringFenced());
    }

    private long ringFenced() {
        if (product == null) {
            return 0;
        }
        return product.channels().values().stream()
                .mapToLong(rule -> rule.reserved() == null ? 0 : rule.reserved())
                .sum();
    }
}
