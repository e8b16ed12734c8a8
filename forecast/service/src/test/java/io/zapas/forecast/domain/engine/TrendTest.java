package io.zapas.forecast.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrendTest {
    private static final int FIRST = 18_000;
    private static final int DAYS = 728;
    private static final int HORIZON = 28;
    private static final int SKUS = 60;

    private static double[] line(int periods, double start, double slope) {
        double[] units = new double[periods];
        Arrays.setAll(units, t -> start + slope * t);
        return units;
    }

    private static double[] ones(int periods) {
        double[] ones = new double[periods];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** By hand: the line itself once it was seen for a year; half of its slope after half a year, none after 13 periods. */
    @Test
    void aSlopeIsBelievedAsFarAsAYearOfItWasSeen() {
        Trend trend = new Trend(line(DAYS, 5, 3), ones(DAYS), 10, 364);
        assertThat(trend.slope(728)).isCloseTo(3, within(1e-9));
        assertThat(trend.slope(364)).isCloseTo(3, within(1e-9));
        assertThat(trend.slope(182)).isCloseTo(1.5, within(1e-9));
        assertThat(trend.slope(13)).isZero();
        assertThat(trend.age(728)).isEqualTo(10);
        assertThat(trend.age(10)).isEqualTo(5);
    }

    /** Closed days bend no line: Sundays sell nothing, the other days rise. */
    @Test
    void closedDaysHaveNoPartInTheSlope() {
        double[] units = line(DAYS, 5, 3);
        double[] factor = ones(DAYS);
        for (int t = 0; t < units.length; t += 7) {
            units[t] = 0;
            factor[t] = 0;
        }
        assertThat(new Trend(units, factor, 10, 364).slope(DAYS)).isCloseTo(3, within(1e-9));
    }

    @Test
    void driftIsDamped() {
        assertThat(Trend.drift(0.5, 1)).isZero();
        assertThat(Trend.drift(0.5, 3)).isEqualTo(0.75);
        assertThat(Trend.meanDrift(0.5, 3)).isCloseTo((0 + 0.5 + 0.75) / 3, within(1e-12));
    }

    /** By hand: a level that is 4 behind a line of slope 0.5 for windows of one period, all of one block: of a drift of 0.5 x 8 = 4 all is earned by what is missed. */
    @Test
    void aShareIsTheRegressionOfWhatTheLevelMissedOnTheDrift() {
        double[] units = line(400, 100, 0.5);
        double[] sums = new double[401];
        double[] factors = new double[401];
        double[] level = new double[401];
        for (int t = 0; t < 400; t++) {
            sums[t + 1] = sums[t] + units[t];
            factors[t + 1] = t + 1;
            level[t] = units[t] - 4;
        }
        Trend trend = new Trend(units, ones(400), 8, 0).measured(level, sums, factors, 100, 1, 0);
        assertThat(trend.product(Trend.RISING) / trend.square(Trend.RISING)).isCloseTo(1, within(1e-9));
        assertThat(trend.square(Trend.RISING)).isCloseTo(300, within(1e-6));
        assertThat(trend.square(Trend.FALLING)).isZero();
        assertThat(TrendPool.PRIOR.shares(trend)[Trend.RISING]).isCloseTo(300.0 / 316, within(1e-9));
        assertThat(TrendPool.PRIOR.shares(trend)[Trend.FALLING]).isZero();
    }

    /** A line without noise is carried on with no others to learn from; the fastest flat level is short by what it lags and what it does not see. */
    @ParameterizedTest
    @CsvSource({"20, 0.05", "5, 0.2", "200, -0.15"})
    void aLineGoesOn(double start, double slope) {
        double[] all = line(DAYS + HORIZON, start, slope);
        double[] known = Arrays.copyOf(all, DAYS);
        double truth = Arrays.stream(all, DAYS, all.length).sum();
        SeriesForecast made = DemandPool.prior(PeriodCalendar.DAYS, 7, HORIZON)
                .fit(new DemandSeries("line", FIRST, known, null, null));
        double flat = Baseline.fit(Baseline.Method.SES, known, 0.3).cumulated(HORIZON);
        assertThat(Math.abs(made.cumulated(HORIZON) / truth - 1)).isLessThan(0.5 * Math.abs(flat / truth - 1));
    }

    /** Demand that grows by what it was at first every 150 days, or loses nearly nine tenths of it in two years, counts that scatter: how far off a flat level is, and the engine. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.00667, 0.1",
        "2, 0.00667, 0.1",
        "3, 0.00667, 0.1",
        "1, -0.0012, 0.2",
        "2, -0.0012, 0.2",
        "3, -0.0012, 0.2"
    })
    void aTrendThatScattersIsForecastWithLessBiasThanByAFlatLevel(long seed, double growth, double most) {
        double bias = bias(seed, growth);
        double flat = flatBias(seed, growth);
        assertThat(-Math.signum(growth) * flat).as("flat, seed %s", seed).isGreaterThan(0.02);
        assertThat(Math.abs(bias / flat))
                .as("%s against %s, seed %s", bias, flat, seed)
                .isLessThan(most);
    }

    /** Neither all of them nor any of them: a slope that is noise is taken for none. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void whatDoesNotMoveIsNotMoved(long seed) {
        Random random = new Random(seed);
        List<DemandSeries> shop = shop(random, 0);
        for (SeriesForecast made :
                DemandPool.fit(shop, PeriodCalendar.DAYS, 7, HORIZON).forecasts()) {
            assertThat(made.mean(91 + 7) / made.mean(7))
                    .as("%s, seed %s", made.id(), seed)
                    .isCloseTo(1, within(0.02));
        }
    }

    /** Whatever is left of a level that fell for two years: it stays above 0, so that a shop that sold out orders one to find out. */
    @Test
    void whatFallsNeverFallsToNothing() {
        double[] units = new double[DAYS];
        for (int t = 0; t < 300; t++) {
            units[t] = 30 - t / 10.0;
        }
        DemandPool pool = DemandPool.fit(shop(new Random(1), -0.0012), PeriodCalendar.DAYS, 7, HORIZON)
                .pool();
        SeriesForecast made = pool.fit(new DemandSeries("gone", FIRST, units, null, null));
        assertThat(made.cumulated(HORIZON)).isPositive();
        assertThat(made.mean(3_650)).isPositive();
    }

    /** However long the horizon, a trend adds no more than as much again. */
    @Test
    void aTrendEnds() {
        SeriesForecast made = DemandPool.prior(PeriodCalendar.DAYS, 7, HORIZON)
                .fit(new DemandSeries("line", FIRST, line(DAYS, 10, 0.1), null, null));
        assertThat(made.mean(91)).isGreaterThan(made.mean(7));
        assertThat(made.mean(521 * 7)).isLessThan(2 * made.mean(7));
    }

    /** Counts of one SKU, mean {@code base} x (1 + growth x t). */
    private static double[] counts(Random random, double base, double growth) {
        double[] units = new double[DAYS];
        for (int t = 0; t < DAYS; t++) {
            double mean = base * (1 + growth * t);
            units[t] = Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        return units;
    }

    private static double base(Random random) {
        return 20 + 40 * random.nextDouble();
    }

    private static List<DemandSeries> shop(Random random, double growth) {
        List<DemandSeries> shop = new ArrayList<>();
        for (int i = 0; i < SKUS; i++) {
            shop.add(new DemandSeries("s" + i, FIRST, counts(random, base(random), growth), null, null));
        }
        return shop;
    }

    private static double bias(long seed, double growth) {
        double made = 0;
        for (SeriesForecast forecast : DemandPool.fit(shop(new Random(seed), growth), PeriodCalendar.DAYS, 7, HORIZON)
                .forecasts()) {
            made += forecast.cumulated(HORIZON);
        }
        return made / truth(seed, growth) - 1;
    }

    private static double truth(long seed, double growth) {
        Random random = new Random(seed);
        double truth = 0;
        for (int i = 0; i < SKUS; i++) {
            double base = base(random);
            counts(random, base, growth);
            truth += HORIZON * base * (1 + growth * (DAYS + (HORIZON - 1) / 2.0));
        }
        return truth;
    }

    /** Of a level smoothed by 0.1. */
    private static double flatBias(long seed, double growth) {
        Random random = new Random(seed);
        double made = 0;
        for (int i = 0; i < SKUS; i++) {
            made += Baseline.fit(Baseline.Method.SES, counts(random, base(random), growth), 0.1)
                    .cumulated(HORIZON);
        }
        return made / truth(seed, growth) - 1;
    }
}
