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
import org.junit.jupiter.params.provider.ValueSource;

class TrendTest {
    private static final int FIRST = 18_000;
    private static final int HORIZON = 28;

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
        Trend trend = new Trend(line(728, 5, 3), ones(728), 0.1, 364);
        assertThat(trend.slope(728)).isCloseTo(3, within(1e-9));
        assertThat(trend.slope(364)).isCloseTo(3, within(1e-9));
        assertThat(trend.slope(182)).isCloseTo(1.5, within(1e-9));
        assertThat(trend.slope(13)).isZero();
    }

    /** By hand: of a smoothing of 0.1 the newest period is one period old and has a tenth of the weight, and so on: 10 periods on average. */
    @Test
    void aLevelIsBehindByItsMeanAge() {
        Trend trend = new Trend(line(728, 5, 3), ones(728), 0.1, 364);
        assertThat(trend.behind(728)).isCloseTo(3 * 10, within(1e-9));
        assertThat(Trend.drift(0.5, 1)).isZero();
        assertThat(Trend.drift(0.5, 3)).isEqualTo(0.75);
        assertThat(Trend.meanDrift(0.5, 3)).isCloseTo((0 + 0.5 + 0.75) / 3, within(1e-12));
    }

    /** Closed days bend no line: Sundays sell nothing, the other days rise. */
    @Test
    void closedDaysHaveNoPartInTheSlope() {
        double[] units = line(728, 5, 3);
        double[] factor = ones(728);
        for (int t = 0; t < units.length; t += 7) {
            units[t] = 0;
            factor[t] = 0;
        }
        assertThat(new Trend(units, factor, 0.1, 364).slope(728)).isCloseTo(3, within(1e-9));
    }

    /** A line without noise is carried on; the fastest flat level is short by what it lags and what it does not see. */
    @ParameterizedTest
    @CsvSource({"20, 0.05", "5, 0.2", "200, -0.15"})
    void aLineGoesOn(double start, double slope) {
        double[] all = line(728 + HORIZON, start, slope);
        double[] known = Arrays.copyOf(all, 728);
        double truth = Arrays.stream(all, 728, all.length).sum();
        SeriesForecast made = DemandPool.prior(PeriodCalendar.DAYS, 7, HORIZON)
                .fit(new DemandSeries("line", FIRST, known, null, null));
        double flat = Baseline.fit(Baseline.Method.SES, known, 0.3).cumulated(HORIZON);
        assertThat(made.cumulated(HORIZON) / truth).isCloseTo(1, within(0.001));
        assertThat(Math.abs(flat / truth - 1)).isGreaterThan(0.01);
    }

    /** Demand that grows by what it was at first every 150 days, or loses eight ninths of it in two years, counts that scatter, 60 SKUs: how far off a flat level is, and the engine. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.00667, 0.6",
        "2, 0.00667, 0.6",
        "3, 0.00667, 0.6",
        "1, -0.0012, 0.8",
        "2, -0.0012, 0.8",
        "3, -0.0012, 0.8"
    })
    void aTrendThatScattersIsForecastWithLessBiasThanByAFlatLevel(long seed, double growth, double most) {
        double bias = bias(seed, growth);
        double flat = flatBias(seed, growth);
        assertThat(-Math.signum(growth) * flat).as("flat, seed %s", seed).isGreaterThan(0.02);
        assertThat(Math.abs(bias / flat))
                .as("%s against %s, seed %s", bias, flat, seed)
                .isLessThan(most);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatDoesNotMoveIsNotMoved(long seed) {
        assertThat(Math.abs(bias(seed, 0))).as("seed %s", seed).isLessThan(0.01);
    }

    /** However long the horizon, a trend goes on for no longer than it was seen. */
    @Test
    void aTrendEnds() {
        SeriesForecast made = DemandPool.prior(PeriodCalendar.DAYS, 7, HORIZON)
                .fit(new DemandSeries("line", FIRST, line(728, 10, 0.1), null, null));
        assertThat(made.mean(3_650)).isBetween(150.0, 10 + 0.1 * 728 + 0.1 * 728 + 1);
    }

    /** Counts of one SKU, mean {@code base} x (1 + growth x t). */
    private static double[] counts(Random random, double base, double growth, int periods) {
        double[] units = new double[periods];
        for (int t = 0; t < periods; t++) {
            double mean = base * (1 + growth * t);
            units[t] = Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        return units;
    }

    private static double bias(long seed, double growth) {
        Random random = new Random(seed);
        List<DemandSeries> shop = new ArrayList<>();
        double truth = 0;
        for (int i = 0; i < 60; i++) {
            double base = 20 + 40 * random.nextDouble();
            shop.add(new DemandSeries("s" + i, FIRST, counts(random, base, growth, 728), null, null));
            truth += HORIZON * base * (1 + growth * (728 + (HORIZON - 1) / 2.0));
        }
        double made = 0;
        for (SeriesForecast forecast :
                DemandPool.fit(shop, PeriodCalendar.DAYS, 7, HORIZON).forecasts()) {
            made += forecast.cumulated(HORIZON);
        }
        return made / truth - 1;
    }

    /** Of a level smoothed as the one is that the engine gives its drift to. */
    private static double flatBias(long seed, double growth) {
        Random random = new Random(seed);
        double made = 0;
        double truth = 0;
        for (int i = 0; i < 60; i++) {
            double base = 20 + 40 * random.nextDouble();
            double[] units = counts(random, base, growth, 728);
            made += Baseline.fit(Baseline.Method.SES, units, 0.1).cumulated(HORIZON);
            truth += HORIZON * base * (1 + growth * (728 + (HORIZON - 1) / 2.0));
        }
        return made / truth - 1;
    }
}
