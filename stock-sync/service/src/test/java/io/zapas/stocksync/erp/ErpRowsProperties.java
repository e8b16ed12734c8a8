package io.zapas.stocksync.erp;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.erp.rows.Mapping;
import io.zapas.stocksync.erp.rows.Optima;
import io.zapas.stocksync.erp.rows.SubiektGt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever comes twice, late or in between, and wherever the reader dies: whoever hears the events ends with what the ERP's rows say. */
class ErpRowsProperties {
    private static final ErpSimulation.Columns GT = new ErpSimulation.Columns(
            "tw_Id", "tw_Symbol", "mag_Id", "mag_Symbol", "", "st_TowId", "st_MagId", "st_Stan", "");
    private static final ErpSimulation.Columns DAYS = new ErpSimulation.Columns(
            "Twr_TwrId",
            "Twr_Kod",
            "Mag_MagId",
            "Mag_Symbol",
            "TwI_TwIId",
            "TwI_TwrId",
            "TwI_MagId",
            "TwI_Ilosc",
            "TwI_Data");
    private static final ErpSimulation.Columns LOTS = new ErpSimulation.Columns(
            "Twr_TwrId", "Twr_Kod", "Mag_MagId", "Mag_Symbol", "TwZ_TwZId", "TwZ_TwrId", "TwZ_MagId", "TwZ_Ilosc", "");

    @Property(tries = 100)
    void levelsEndAsTheRows(@ForAll long seed) {
        run(seed, new SubiektGt(), GT);
    }

    @Property(tries = 100)
    void levelsByDayEndAsTheRows(@ForAll long seed) {
        run(seed, new Optima(Optima.StockTable.DAYS), DAYS);
    }

    @Property(tries = 100)
    void sumsOfLotsEndAsTheRows(@ForAll long seed) {
        run(seed, new Optima(Optima.StockTable.LOTS), LOTS);
    }

    private static void run(long seed, Mapping mapping, ErpSimulation.Columns columns) {
        ErpSimulation erp = new ErpSimulation(new Random(seed), mapping, columns);
        erp.crashes = 0.08;
        erp.live(200);
        erp.finish();
        assertThat(erp.heard()).as("seed %d", seed).isEqualTo(erp.expected());
        assertThat(erp.deadLetters()).isZero();
        assertThat(erp.parked()).isZero();
        assertThat(erp.crashed).as("seed %d", seed).isPositive();
        assertThat(erp.events()).isPositive();
    }
}
