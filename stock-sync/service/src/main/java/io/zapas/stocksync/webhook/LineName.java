package io.zapas.stocksync.webhook;

/**
 * What an order line is of.
 *
 * @param offer whether the name is that of a listing, for want of a SKU
 */
record LineName(String name, boolean offer) {
    static LineName sku(String sku) {
        return new LineName(sku, false);
    }

    static LineName listing(String offerId) {
        return new LineName(offerId, true);
    }
}
