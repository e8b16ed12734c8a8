package io.zapas.stocksync.api;

/**
 * A change of on-hand at a location.
 *
 * @param delta signed units, not 0, at most 1,000,000,000 in size
 * @param documentId the source's document, may be null
 * @param orderId the order the movement belongs to (an {@code ISSUE} for it is that order's shipment, not a second one), may be null
 * @param lot null: what it takes is taken from the lots, first expired first. A movement of an order is always taken so.
 */
public record StockMovement(
        String sku, String location, long delta, Reason reason, String documentId, String orderId, String lot)
        implements StockEvent {
    public static final String TYPE = "stock.movement";

    /** A movement that names no lot. */
    public StockMovement(String sku, String location, long delta, Reason reason, String documentId, String orderId) {
        this(sku, location, delta, reason, documentId, orderId, null);
    }

    /** Why the level moved. */
    public enum Reason {
        RECEIPT,
        ISSUE,
        RETURN,
        ADJUSTMENT,
        TRANSFER
    }

    @Override
    public String type() {
        return TYPE;
    }
}
