package io.zapas.stocksync.erp.rows;

import java.util.List;

/** What the tables and columns of one ERP mean. Stateless. */
public interface Mapping {

    /**
     * Tables with their schemas.
     *
     * @param warehouses null: the ERP's warehouses have numbers only
     */
    record Tables(String stock, String products, String warehouses) {}

    Tables tables();

    Mode mode();

    /** Nothing for tables that say nothing here. A change that says something but lacks a column throws {@link UnusableRowException}. */
    List<Fact> facts(RowChange change);

    /** Of a deleted product or warehouse nothing follows: rows that still name it are of the same thing as before. */
    static List<Fact> unlessDeleted(RowChange change, Fact fact) {
        return change.kind() == RowChange.Kind.DELETED ? List.of() : List.of(fact);
    }
}
