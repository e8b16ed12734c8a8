package io.zapas.stocksync.api;

import java.time.LocalDate;

/**
 * A delivery on its way.
 *
 * @param location where it will arrive, may be null
 * @param quantity units; 0 cancels the line of this purchase order
 * @param eta expected day of arrival
 * @param purchaseOrder the supplier order; one line per SKU and purchase order
 * @param confirmed whether the supplier confirmed the date; null: unknown
 */
public record SupplyExpected(
        String sku, String location, long quantity, LocalDate eta, String purchaseOrder, Boolean confirmed)
        implements StockEvent {
    public static final String TYPE = "supply.expected";

    @Override
    public String type() {
        return TYPE;
    }
}
