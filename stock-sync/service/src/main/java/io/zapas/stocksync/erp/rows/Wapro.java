package io.zapas.stocksync.erp.rows;

import java.util.ArrayList;
import java.util.List;

/** Wapro Mag: one row per article and warehouse holds names and level alike, so each is a product of its own here. */
public final class Wapro implements Mapping {
    private static final String ARTICLES = "dbo.ARTYKUL";

    private final String skuColumn;

    /** @param skuColumn which of an article's names is the SKU */
    public Wapro(String skuColumn) {
        this.skuColumn = skuColumn;
    }

    @Override
    public Tables tables() {
        return new Tables(ARTICLES, ARTICLES, null);
    }

    @Override
    public Mode mode() {
        return Mode.LEVEL;
    }

    @Override
    public List<Fact> facts(RowChange change) {
        Row row = change.row();
        if (!change.table().equals(ARTICLES)) {
            return List.of();
        }
        String warehouse = row.required("ID_MAGAZYNU");
        String product = row.required("ID_ARTYKULU") + "/" + warehouse;
        if (change.kind() == RowChange.Kind.DELETED) {
            return List.of(new Fact.NoStock(product, warehouse, "", null));
        }
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact.Product(
                product,
                Names.sku(row, skuColumn),
                Names.label(row.text("NAZWA")),
                Names.label(row.text("KOD_KRESKOWY")),
                true));
        facts.add(new Fact.Stock(
                product,
                warehouse,
                "",
                row.requiredDecimal("STAN"),
                row.decimal("ZAREZERWOWANO"),
                null,
                row.path("STAN"),
                row.path("ZAREZERWOWANO")));
        return facts;
    }
}
