package io.zapas.bench.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.bench.decide.Shop.Outcome;
import io.zapas.bench.decide.Shop.Setting;
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
        assertThat(Decisions.outcome(series, uncertain, Rules.suggestions(0.98)).stock)
                .isGreaterThan(Decisions.outcome(series, uncertain, Rules.suggestions(0.8)).stock);
        assertThat(Decisions.outcome(series, uncertain, Rules.normal(0.98)).stock)
                .isGreaterThan(Decisions.outcome(series, uncertain, Rules.normal(0.8)).stock);
        assertThat(Decisions.outcome(series, uncertain, Rules.minimum(2)).stock)
                .isGreaterThan(Decisions.outcome(series, uncertain, Rules.minimum(1)).stock);
    }
}
