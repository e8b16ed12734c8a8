package io.zapas.bench.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.zapas.forecast.domain.engine.DemandSeries;
import io.zapas.forecast.domain.engine.PeriodCalendar;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleRunTest {
    /** Sells on Mondays only, 1 more each week. */
    private static DemandSeries mondays(int firstDay, int days) {
        double[] units = new double[days];
        for (int t = 0; t < days; t++) {
            units[t] = PeriodCalendar.DAYS.season(firstDay + t) == 0 ? 1 + t / 7 : 0;
        }
        return new DemandSeries("a", firstDay, units, null, null);
    }

    @Test
    void theSkusMadeHaveTwoYearsOnTheWeekdaysOfTheirSource() {
        ScaleRun run = new ScaleRun(List.of(mondays(19_003, 117), mondays(19_000, 56)), PeriodCalendar.DAYS);
        for (int i = 0; i < 50; i++) {
            DemandSeries sku = run.sku(i);
            assertThat(sku.periods()).isEqualTo(730);
            assertThat(sku.nextPeriod()).isEqualTo(19_120);
            for (int t = 0; t < sku.periods(); t++) {
                assertThat(sku.units(t) > 0).isEqualTo(PeriodCalendar.DAYS.season(sku.firstPeriod() + t) == 0);
            }
        }
    }

    @Test
    void theNumberOfThreadsDoesNotChangeTheAnswer() throws Exception {
        ScaleRun run = new ScaleRun(List.of(mondays(19_003, 200), mondays(19_000, 180)), PeriodCalendar.DAYS);
        double one = run.run(30, 1).units();
        assertThat(one).isPositive();
        assertThat(run.run(30, 3).units()).isCloseTo(one, within(1e-6 * one));
    }

    @Test
    void seriesThatAreTooShortAreRefused() {
        assertThatThrownBy(() -> new ScaleRun(List.of(mondays(19_000, 55)), PeriodCalendar.DAYS))
                .hasMessageContaining("56 days");
    }
}
