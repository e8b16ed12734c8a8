package io.zapas.stocksync.erp.rows;

import java.math.BigDecimal;
import java.time.LocalDate;

/** What a row says, by the ERP's own numbers. */
public sealed interface Fact {

    /**
     * A product's names.
     *
     * @param sku null: it has none
     * @param goods whether its stock is that of one thing on a shelf; services and sets are none
     */
    record Product(String id, String sku, String name, String ean, boolean goods) implements Fact {}

    /** A warehouse's symbol. */
    record Warehouse(String id, String symbol) implements Fact {}

    /**
     * What one row says of a product in a warehouse.
     *
     * @param row which of the rows of this product and warehouse
     * @param reserved of them, by documents of the ERP; null: not told
     * @param day from which on it counts; null: from the beginning
     * @param field the column of the quantity, as errors name it
     * @param reservedField that of what is reserved
     */
    record Stock(
            String product,
            String warehouse,
            String row,
            BigDecimal onHand,
            BigDecimal reserved,
            LocalDate day,
            String field,
            String reservedField)
            implements Fact {}

    /** The row that said {@link Stock} is no longer there. */
    record NoStock(String product, String warehouse, String row, LocalDate day) implements Fact {}
}
