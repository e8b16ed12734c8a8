package io.zapas.stocksync.erp.rows;

import java.util.List;
import java.util.Set;

/** Subiekt GT: a row per product and warehouse. */
public final class SubiektGt implements Mapping {
    private static final Tables TABLES = new Tables("dbo.tw_Stan", "dbo.tw__Towar", "dbo.sl_Magazyn");
    /** Services, and sets that are made up of others when they are sold. */
    private static final Set<String> NO_GOODS = Set.of("2", "8");

    @Override
    public Tables tables() {
        return TABLES;
    }

    @Override
    public Mode mode() {
        return Mode.LEVEL;
    }

    @Override
    public List<Fact> facts(RowChange change) {
        Row row = change.row();
        return switch (change.table()) {
            case "dbo.tw_Stan" -> List.of(stock(change, row));
            case "dbo.tw__Towar" -> {
                String kind = row.text("tw_Rodzaj");
                yield Mapping.unlessDeleted(
                        change,
                        new Fact.Product(
                                row.required("tw_Id"),
                                Names.sku(row, "tw_Symbol"),
                                Names.label(row.text("tw_Nazwa")),
                                Names.label(row.text("tw_PodstKodKresk")),
                                kind == null || !NO_GOODS.contains(kind)));
            }
            case "dbo.sl_Magazyn" ->
                Mapping.unlessDeleted(
                        change, new Fact.Warehouse(row.required("mag_Id"), Names.symbol(row, "mag_Symbol")));
            default -> List.of();
        };
    }

    private static Fact stock(RowChange change, Row row) {
        String product = row.required("st_TowId");
        String warehouse = row.required("st_MagId");
        return change.kind() == RowChange.Kind.DELETED
                ? new Fact.NoStock(product, warehouse, "", null)
                : new Fact.Stock(
                        product,
                        warehouse,
                        "",
                        row.requiredDecimal("st_Stan"),
                        row.decimal("st_StanRez"),
                        null,
                        row.path("st_Stan"),
                        row.path("st_StanRez"));
    }
}
