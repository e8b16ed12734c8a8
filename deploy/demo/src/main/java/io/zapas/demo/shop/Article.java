package io.zapas.demo.shop;

import io.zapas.stocksync.api.Product;
import java.util.Map;

/**
 * One thing the sample shop sells.
 *
 * @param product as the ERP knows it
 * @param dailyUnits mean units a day over all channels
 * @param offers offer id by channel that lists it
 * @param role what the sample shop shows with it
 */
record Article(Product product, double dailyUnits, Map<String, String> offers, Role role) {
    Article {
        offers = Map.copyOf(offers);
    }

    String sku() {
        return product.sku();
    }

    boolean kit() {
        return !product.kit().isEmpty();
    }

    /** What becomes of its stock. */
    enum Role {
        /** Enough for its lead time and more. */
        STEADY,
        /** A handful is left: gone within the first minute. */
        SELLS_OUT,
        /** Runs out before an order placed today could arrive. */
        SHORT,
        /** Lasts until the next delivery, but not with the campaign. */
        CAMPAIGN,
        /** A pallet gets damaged, and one channel goes on showing what was. */
        STUCK,
        /** Sells less than one a day. */
        SLOW,
        /** Is sold off and no longer bought. */
        DISCONTINUED
    }
}
