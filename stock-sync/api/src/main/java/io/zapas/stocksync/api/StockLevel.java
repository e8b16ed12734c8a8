package io.zapas.stocksync.api;

import java.time.LocalDate;

/**
 * The absolute level a source states for a SKU at a location.
 *
 * @param quantity units, -1,000,000,000 to 1,000,000,000; below 0 counts as 0 for availability
 * @param basis what the source already subtracted
 * @param lot the level is that of this lot; null: of the units in no lot. Levels of lots are physical.
 * @param expires the day from which on the lot is not available (start of day, UTC); null: as stated before, if ever
 * @param version monotone per source, SKU and location; null: the event's time orders
 */
public record StockLevel(
        String sku, String location, long quantity, Basis basis, Long version, String lot, LocalDate expires)
        implements StockEvent {
    public static final String TYPE = "stock.level";

    /** A level of units that belong to no lot. */
    public StockLevel(String sku, String location, long quantity, Basis basis, Long version) {
        this(sku, location, quantity, basis, version, null, null);
    }

    /** What the stated quantity means. */
    public enum Basis {
        /** Units on the shelf, whether ordered or not. */
        PHYSICAL,
        /** Units on the shelf less the orders the source knows. */
        NET,
        /** Units on the shelf less those orders and less every reservation that was open at the time. */
        AVAILABLE
    }

    @Override
    public String type() {
        return TYPE;
    }
}
