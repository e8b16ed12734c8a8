package io.zapas.forecast.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesForecastTest {
    /** A Monday. */
    private static final int FIRST = 19_002;

    private static DemandSeries days(double... units) {
        return new DemandSeries("a", FIRST, units, null, null);
    }

    private static double[] constant(int days, double units) {
        double[] constant = new double[days];
        Arrays.fill(constant, units);
        return constant;
    }

    /** By hand: every level is 6 and every error is 0, so the mean is 6 a day and nothing spreads but by the prior's eight windows. */
    @Test
    void steadyDemandIsForecastAsItIs() {
        DemandPool prior = DemandPool.prior(PeriodCalendar.DAYS, 7, 28);
        SeriesForecast forecast = prior.fit(days(constant(379, 6)));
        assertThat(forecast.level()).isCloseTo(6, within(1e-9));
        assertThat(forecast.cumulated(28)).isCloseTo(168, within(1e-6));
        // windows of 7 days: last start 372, first scored 14, 358 starts thinned by 3 = 120 windows = 51.43 independent
        // ones, each without error;
        // deviation = 8 x sqrt(2 (1 + 0.6 (1 + 1.3 / 6))) / 59.43 = 0.25040; typical = (379-day mean 6 + 365 x 6) / 366
        // = 6;
        // standard deviation of 7 days = 0.25040 sqrt(42) = 1.6228; Gamma(4) at 0.95: (7.75366 - 4) / 2 = 1.87683 -> 42
        // + 3.046
        assertThat(forecast.quantile(0.95, 7)).isCloseTo(45.046, within(0.01));
    }

    /** Two weeks of which nothing is known but their mean: the quantile says so. */
    @Test
    void aNewSkuIsForecastByItsMean() {
        double[] units = new double[14];
        Arrays.fill(units, 0, 7, 2);
        Arrays.fill(units, 7, 14, 4);
        SeriesForecast forecast = DemandPool.prior(PeriodCalendar.DAYS, 7, 28).fit(days(units));
        assertThat(forecast.level()).isCloseTo(3, within(0.35));
        assertThat(forecast.quantile(0.95, 28)).isGreaterThan(forecast.cumulated(28) * 1.3);
    }

    @Test
    void returnsAreTakenOffTheSalesBeforeThem() {
        assertThat(days(5, 3, -4, 2, -9).netted()).containsExactly(0, 0, 0, 0, 0);
        assertThat(days(5, 3, -4, 2, -1).netted()).containsExactly(4, 0, 0, 1, 0);
        assertThat(days(-2, 3).netted()).containsExactly(0, 3);
    }

    @Test
    void aSilenceThatIsTooLongToBeChanceIsAStockout() {
        double[] units = constant(100, 3);
        Arrays.fill(units, 40, 60, 0);
        DemandSeries suspected = days(units).withSuspectedStockouts();
        assertThat(suspected.inStock(39)).isEqualTo(1);
        assertThat(suspected.inStock(40)).isZero();
        assertThat(suspected.inStock(59)).isZero();
        assertThat(suspected.inStock(60)).isEqualTo(1);
        units = new double[100];
        for (int t = 0; t < units.length; t += 10) {
            units[t] = 1;
        }
        assertThat(days(units).withSuspectedStockouts().inStock(55)).isEqualTo(1);
    }

    /** Unbounded, the five levels together would stand at 10 + 0.134 x 4,990 = 679. */
    @Test
    void oneWholesaleOrderIsNoNewLevel() {
        double[] units = constant(200, 10);
        units[199] = 5_000;
        double level = DemandPool.prior(PeriodCalendar.DAYS, 7).fit(days(units)).level();
        assertThat(level).isLessThan(100);
    }

    /** A pool of shops that close on Sundays teaches a new SKU of one week that there is nothing to sell on Sundays. */
    @Test
    void theWeekIsLearntFromAll() {
        List<DemandSeries> all = new ArrayList<>();
        Random random = new Random(4);
        for (int i = 0; i < 30; i++) {
            double[] units = new double[200];
            for (int t = 0; t < units.length; t++) {
                units[t] = t % 7 == 6 ? 0 : 2 + random.nextInt(3);
            }
            all.add(new DemandSeries("s" + i, FIRST, units, null, null));
        }
        DemandPool pool = DemandPool.fit(all, PeriodCalendar.DAYS, 7).pool();
        assertThat(pool.series()).isEqualTo(30);
        assertThat(pool.season()[6]).isZero();
        SeriesForecast young = pool.fit(days(3, 3, 3, 3, 3, 3));
        assertThat(young.mean(1)).isZero();
        assertThat(young.mean(2)).isGreaterThan(2);
    }

    /** A sale that doubles demand every tenth day: the level stays what it is without, and only a planned sale doubles a day to come. */
    @Test
    void promotionsAreDividedOutAndMultipliedInOnlyWherePlanned() {
        List<DemandSeries> all = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) {
            double[] units = new double[400];
            long[] flags = new long[400];
            for (int t = 0; t < units.length; t++) {
                boolean sale = t / 5 % 8 == 3;
                flags[t] = sale ? 1L << 40 : 0;
                units[t] = Math.round((sale ? 2 : 1) * (8 + 2 * random.nextGaussian()));
            }
            all.add(new DemandSeries("s" + i, FIRST, units, null, flags));
        }
        SeriesForecast forecast =
                DemandPool.fit(all, PeriodCalendar.DAYS, 7).forecasts().get(0);
        assertThat(forecast.level()).isCloseTo(8, within(0.8));
        SeriesForecast planned = forecast.with(period -> period == FIRST + 402 ? 1L << 40 : 0);
        assertThat(planned.mean(3) / forecast.mean(3)).isCloseTo(2, within(0.15));
        assertThat(planned.mean(2)).isEqualTo(forecast.mean(2));
        assertThat(planned.quantile(0.95, 7)).isGreaterThan(forecast.quantile(0.95, 7));
    }

    @Test
    void wrongUseIsRefusedByName() {
        assertThatThrownBy(() -> DemandPool.fit(List.of(days(1)), PeriodCalendar.DAYS, 7, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("horizon 7");
        assertThatThrownBy(() -> new DemandSeries("x", 0, new double[] {Double.NaN}, null, null))
                .hasMessageContaining("series x");
        SeriesForecast forecast = DemandPool.prior(PeriodCalendar.DAYS, 7).fit(days(1, 2));
        assertThatThrownBy(() -> forecast.quantile(1, 7)).hasMessageContaining("probability 1.0");
        assertThatThrownBy(() -> forecast.quantile(0.5, 0)).hasMessageContaining("horizon 0");
    }
}
