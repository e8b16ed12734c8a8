package io.zapas.stocksync.erp.rows;

import io.zapas.stocksync.api.StockLevel;

/** What the outside is to be told. The same change of the same book is told with the same id, however often. */
public sealed interface Statement {
    String id();

    String sku();

    /** When it was true. */
    long atMillis();

    /** Units of a SKU at a location. A higher version is newer, whatever its time. */
    record Level(
            String id, String sku, String location, long units, StockLevel.Basis basis, long version, long atMillis)
            implements Statement {}

    /** A product's names. */
    record Product(String id, String sku, String name, String ean, long atMillis) implements Statement {}
}
