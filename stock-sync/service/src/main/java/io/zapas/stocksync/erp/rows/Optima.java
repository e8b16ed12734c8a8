package io.zapas.stocksync.erp.rows;

import java.util.List;

/** Comarch ERP Optima: a row per product, warehouse and day, or one per lot, whichever is configured; the other table says nothing. */
public final class Optima implements Mapping {
    /** The table that tells levels. */
    public enum StockTable {
        /** {@code CDN.TwrIlosci}: a row per day with a change. */
        DAYS("CDN.TwrIlosci"),
        /** {@code CDN.TwrZasoby}: a row per lot with units in it. */
        LOTS("CDN.TwrZasoby");

        private final String table;

        StockTable(String table) {
            this.table = table;
        }
    }

    private static final String PRODUCTS = "CDN.Towary";
    private static final String WAREHOUSES = "CDN.Magazyny";
    private static final String GOODS = "1";

    private final StockTable stockTable;

    public Optima(StockTable stockTable) {
        this.stockTable = stockTable;
    }

    @Override
    public Tables tables() {
        return new Tables(stockTable.table, PRODUCTS, WAREHOUSES);
    }

    @Override
    public Mode mode() {
        return stockTable == StockTable.DAYS ? Mode.LEVEL_BY_DAY : Mode.SUM_OF_LOTS;
    }

    @Override
    public List<Fact> facts(RowChange change) {
        Row row = change.row();
        if (change.table().equals(stockTable.table)) {
            return stockTable == StockTable.DAYS ? day(change, row) : List.of(lot(change, row));
        }
        return switch (change.table()) {
            case PRODUCTS -> {
                String kind = row.text("Twr_Typ");
                yield Mapping.unlessDeleted(
                        change,
                        new Fact.Product(
                                row.required("Twr_TwrId"),
                                Names.sku(row, "Twr_Kod"),
                                Names.label(row.text("Twr_Nazwa")),
                                Names.label(row.text("Twr_EAN")),
                                kind == null || kind.equals(GOODS)));
            }
            case WAREHOUSES ->
                Mapping.unlessDeleted(
                        change, new Fact.Warehouse(row.required("Mag_MagId"), Names.symbol(row, "Mag_Symbol")));
            default -> List.of();
        };
    }

    /** A row without a warehouse is the total of all of them, which would count everything twice. */
    private static List<Fact> day(RowChange change, Row row) {
        String warehouse = row.text("TwI_MagId");
        if (warehouse == null) {
            return List.of();
        }
        String id = row.required("TwI_TwIId");
        String product = row.required("TwI_TwrId");
        if (change.kind() == RowChange.Kind.DELETED) {
            return List.of(new Fact.NoStock(product, warehouse, id, row.requiredDay("TwI_Data")));
        }
        return List.of(new Fact.Stock(
                product,
                warehouse,
                id,
                row.requiredDecimal("TwI_Ilosc"),
                row.decimal("TwI_Rezerwacje"),
                row.requiredDay("TwI_Data"),
                row.path("TwI_Ilosc"),
                row.path("TwI_Rezerwacje")));
    }

    private static Fact lot(RowChange change, Row row) {
        String id = row.required("TwZ_TwZId");
        String product = row.required("TwZ_TwrId");
        String warehouse = row.required("TwZ_MagId");
        return change.kind() == RowChange.Kind.DELETED
                ? new Fact.NoStock(product, warehouse, id, null)
                : new Fact.Stock(
                        product,
                        warehouse,
                        id,
                        row.requiredDecimal("TwZ_Ilosc"),
                        null,
                        null,
                        row.path("TwZ_Ilosc"),
                        "erp.cdc.basis");
    }
}
