package io.zapas.stocksync.erp.rows;

import java.math.BigDecimal;
import java.util.List;

/** Subiekt nexo: a row per product and warehouse, whose available quantity has or has not its reservations taken off. */
public final class SubiektNexo implements Mapping {
    private static final String STOCK = "ModelDanychContainer.StanyMagazynowe";
    private static final String PRODUCTS = "ModelDanychContainer.Asortymenty";
    private static final String WAREHOUSES = "ModelDanychContainer.Magazyny";
    private static final String AVAILABLE = "IloscDostepna";
    private static final String RESERVED = "IloscZarezerwowanaIlosciowo";
    /** All that is promised to somebody: by quantity, from certain deliveries, and in dispositions. */
    private static final List<String> PROMISED = List.of(RESERVED, "IloscZarezerwowanaDostawowo", "IloscZadysponowana");

    private final boolean lessReserved;

    /** @param lessReserved whether {@code IloscDostepna} is what is left after the reservations */
    public SubiektNexo(boolean lessReserved) {
        this.lessReserved = lessReserved;
    }

    @Override
    public Tables tables() {
        return new Tables(STOCK, PRODUCTS, WAREHOUSES);
    }

    @Override
    public Mode mode() {
        return Mode.LEVEL;
    }

    @Override
    public List<Fact> facts(RowChange change) {
        Row row = change.row();
        return switch (change.table()) {
            case STOCK -> List.of(stock(change, row));
            case PRODUCTS ->
                Mapping.unlessDeleted(
                        change,
                        new Fact.Product(
                                row.required("Id"),
                                Names.sku(row, "Symbol"),
                                Names.label(row.text("Nazwa")),
                                null,
                                true));
            case WAREHOUSES ->
                Mapping.unlessDeleted(change, new Fact.Warehouse(row.required("Id"), Names.symbol(row, "Symbol")));
            default -> List.of();
        };
    }

    private Fact stock(RowChange change, Row row) {
        String product = row.required("Asortyment_Id");
        String warehouse = row.required("Magazyn_Id");
        if (change.kind() == RowChange.Kind.DELETED) {
            return new Fact.NoStock(product, warehouse, "", null);
        }
        BigDecimal available = row.requiredDecimal(AVAILABLE);
        BigDecimal promised = promised(row);
        return new Fact.Stock(
                product,
                warehouse,
                "",
                lessReserved ? available.add(promised) : available,
                promised,
                null,
                row.path(AVAILABLE),
                row.path(RESERVED));
    }

    /** All three or none: a sum of some of them would be neither. */
    private BigDecimal promised(Row row) {
        if (!lessReserved && PROMISED.stream().allMatch(column -> row.decimal(column) == null)) {
            return null;
        }
        return PROMISED.stream().map(row::requiredDecimal).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
