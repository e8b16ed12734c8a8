package io.zapas.bench.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.bench.decide.Shop.Outcome;
import io.zapas.bench.decide.Shop.Setting;
import io.zapas.bench.report.Plot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShopTest {
    private static final Setting SETTING = new Setting(84, 7, 10, 0, 0, 1);

    private static Series constant(double perDay) {
        double[] demand = new double[300];
        Arrays.fill(demand, perDay);
        return new Series("A", LocalDate.of(2025, 1, 1), demand);
    }

    @Test
    void whoNeverOrdersSellsTheFirstThreeWeeks() {
        Outcome outcome = new Shop(constant(5), SETTING).run((shop, today) -> 0);
        assertThat(outcome.sold).isEqualTo(21 * 5);
        assertThat(outcome.daysOut).isEqualTo(63);
        assertThat(outcome.demand).isEqualTo(84 * 5);
    }

    @Test
    void whoOrdersAWeeksDemandEachWeekSellsEverything() {
        Outcome outcome = new Shop(constant(5), SETTING).run((shop, today) -> 35);
        assertThat(outcome.sold).isEqualTo(outcome.demand);
        assertThat(outcome.daysOut).isZero();
        assertThat(outcome.orders).isEqualTo(12);
    }

    @Test
    void everyRuleHoldsMoreWhenMoreIsAskedOfIt() {
        Setting uncertain = new Setting(84, 7, 10, 3, 2, 1);
        List<Series> series = List.of(constant(5));
        Rules ours = new Rules(series, uncertain.days());
        assertThat(Decisions.outcome(series, uncertain, ours.suggestions(0.98)).stock)
                .isGreaterThan(Decisions.outcome(series, uncertain, ours.suggestions(0.8)).stock);
        assertThat(Decisions.outcome(series, uncertain, Rules.normal(0.98)).stock)
                .isGreaterThan(Decisions.outcome(series, uncertain, Rules.normal(0.8)).stock);
        assertThat(Decisions.outcome(series, uncertain, Rules.minimum(2, true)).stock)
                .isGreaterThan(Decisions.outcome(series, uncertain, Rules.minimum(1, true)).stock);
    }

    /** Never below two lead times of stock, a doubled demand ends in stockouts; the fewer alarms, the fewer are false. */
    @Test
    void alarmsAnnounceStockoutsAndMoreAlarmsAnnounceNoFewer() {
        double[] demand = new double[500];
        for (int day = 0; day < demand.length; day++) {
            demand[day] = 5 + day * 31 % 7 + (day % 61 > 40 ? 12 : 0);
        }
        List<Series> series = List.of(new Series("A", LocalDate.of(2025, 1, 1), demand));
        Setting uncertain = new Setting(182, 7, 10, 3, 0, 1);
        Alarms alarms = new Alarms(series, uncertain, new Rules(series, uncertain.days()), 1.5);
        assertThat(alarms.stockouts()).isPositive();
        for (int watcher = 0; watcher < Alarms.WATCHERS.size(); watcher++) {
            Alarms.Outcome many = alarms.with(watcher, 1_000);
            Alarms.Outcome few = alarms.with(watcher, 4);
            assertThat(many.announced()).isPositive().isLessThanOrEqualTo(alarms.stockouts());
            assertThat(many.falseAlarms()).isLessThanOrEqualTo(many.alarms());
            assertThat(few.announced()).isLessThanOrEqualTo(many.announced());
            assertThat(few.alarms()).isLessThanOrEqualTo(4);
        }
    }

    /** Rules learn from what was sold and which days had stock; customers come by the truth. */
    @Test
    void whatWasNotSeenBuysAllTheSame() throws Exception {
        Path seen = Files.createTempFile("seen", ".csv");
        Path whole = Files.createTempFile("true", ".csv");
        Files.writeString(seen, "series_id,date,y,in_stock\nA,2025-01-02,3,0.5\nA,2025-01-03,4,1\n");
        Files.writeString(whole, "series_id,date,y\nA,2025-01-01,9\nA,2025-01-02,8\nA,2025-01-03,4\n");
        Series joined = Series.read(seen).get(0).withDemandOf(Series.read(whole).get(0));
        assertThat(joined.demand(0)).isEqualTo(8);
        assertThat(joined.sold()).containsExactly(3, 4);
        assertThat(joined.inStock()).containsExactly(0.5, 1);
        assertThat(Series.read(whole).get(0).withDemandOf(Series.read(seen).get(0)))
                .isNull();
        Files.delete(seen);
        Files.delete(whole);
    }

    @Test
    void aPlotDrawsEveryPoint() {
        String svg = Plot.svg(List.of(new Plot.Panel(
                "a < b", "x", "y", List.of(new Plot.Curve("one", List.of(new double[] {1, 2}, new double[] {3, 4}))))));
        assertThat(svg).startsWith("<svg ").contains("a &lt; b").endsWith("</svg>\n");
        assertThat(svg.split("<circle ", -1)).hasSize(2 + 1 + 1);
    }
}
