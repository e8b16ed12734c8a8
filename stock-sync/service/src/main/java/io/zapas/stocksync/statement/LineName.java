package io.zapas.stocksync.statement;

/**
 * What an order line is of.
 *
 * @param offer whether the name is that of a listing, for want of a SKU
 */
public record LineName(String name, boolean offer) {
    public static LineName sku(String sku) {
        return new LineName(sku, false);
    }

    public static LineName listing(String offerId) {
        return new LineName(offerId, true);
    }
}
