package io.zapas.stocksync.api;

/**
 * The absolute level a source states for a SKU at a location.
 *
 * @param quantity units, -1,000,000,000 to 1,000,000,000; below 0 counts as 0 for availability
 * @param basis what the source already subtracted
 * @param version monotone per source, SKU and location; null: the event's time orders
 */
public record StockLevel(String sku, String location, long quantity, Basis basis, Long version) implements StockEvent {
    public static final String TYPE = "stock.level";

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
