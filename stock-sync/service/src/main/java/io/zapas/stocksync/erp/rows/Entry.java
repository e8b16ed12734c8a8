package io.zapas.stocksync.erp.rows;

import io.zapas.stocksync.api.StockLevel;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** One piece of what a {@link Book} knows, as it is kept. */
public sealed interface Entry {

    /** What it is of; the first part is its kind. */
    List<String> key();

    /** A product of the ERP. */
    record Product(String table, String id, String sku, String name, String ean, boolean goods, Position position)
            implements Entry {
        public static final String KIND = "product";

        @Override
        public List<String> key() {
            return List.of(KIND, table, id);
        }
    }

    /** A warehouse of the ERP. */
    record Warehouse(String table, String id, String symbol, Position position) implements Entry {
        public static final String KIND = "warehouse";

        @Override
        public List<String> key() {
            return List.of(KIND, table, id);
        }
    }

    /**
     * A product in a warehouse.
     *
     * @param rows what the ERP's rows say, by their keys
     * @param cut whether rows of earlier days were left out
     * @param counted where it counts for how much; null: nowhere yet
     */
    record Shelf(
            String table, String product, String warehouse, Map<String, StockRow> rows, boolean cut, Counted counted)
            implements Entry {
        public static final String KIND = "shelf";

        @Override
        public List<String> key() {
            return key(table, product, warehouse);
        }

        static List<String> key(String table, String product, String warehouse) {
            return List.of(KIND, table, product, warehouse);
        }
    }

    /**
     * One row of a shelf.
     *
     * @param reserved null: not told
     * @param gone the row was deleted: kept a while, as it may be told again
     */
    record StockRow(
            BigDecimal onHand, BigDecimal reserved, LocalDate day, Position position, long atMillis, boolean gone) {}

    /** @param atMillis when the units were as many */
    record Counted(String sku, String location, long units, long atMillis) {}

    /** The level that was stated last. */
    record Told(String sku, String location, long units, StockLevel.Basis basis, long version, long atMillis)
            implements Entry {
        public static final String KIND = "told";

        @Override
        public List<String> key() {
            return List.of(KIND, sku, location);
        }
    }
}
