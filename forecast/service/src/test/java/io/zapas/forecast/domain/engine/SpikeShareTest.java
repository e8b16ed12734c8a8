package io.zapas.forecast.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Large orders are no new level, and yet the mean has them. */
class SpikeShareTest {
    private static final int SKUS = 60;
    private static final int PERIODS = 420;
    private static final double STEADY_MEAN = 20;
    private static final double LUMPY_MEAN = 2;
    private static final double ORDERS_PER_PERIOD = 0.1;

    private static DemandSeries steady(int number, Random random) {
        double[] units = new double[PERIODS];
        for (int t = 0; t < PERIODS; t++) {
            units[t] = Math.max(0, Math.rint(STEADY_MEAN + Math.sqrt(STEADY_MEAN) * random.nextGaussian()));
        }
        return new DemandSeries("steady" + number, 0, units, null, null);
    }

    /** One period in ten an order, of sizes of which one in seven is beyond three times the mean. */
    private static double[] lumpy(Random random) {
        double[] units = new double[PERIODS];
        for (int t = 0; t < PERIODS; t++) {
            if (random.nextDouble() < ORDERS_PER_PERIOD) {
                double size = Math.exp(1.2 * random.nextGaussian() - 0.72);
                units[t] = Math.max(1, Math.rint(LUMPY_MEAN / ORDERS_PER_PERIOD * size));
            }
        }
        return units;
    }

    /** Mean forecast per period / what was sold per period, of both kinds together. */
    private static double[] ratios(List<DemandSeries> shop) {
        double[] forecast = new double[2];
        double[] sold = new double[2];
        for (SeriesForecast each : DemandPool.fit(shop, PeriodCalendar.DAYS, 28).forecasts()) {
            forecast[each.id().startsWith("steady") ? 0 : 1] += each.cumulated(28) / 28;
        }
        for (DemandSeries each : shop) {
            for (int t = 0; t < PERIODS; t++) {
                sold[each.id().startsWith("steady") ? 0 : 1] += each.units(t) / PERIODS;
            }
        }
        return new double[] {forecast[0] / sold[0], forecast[1] / sold[1]};
    }

    @ParameterizedTest
    @CsvSource({"0.01, 3", "0.5, 20", "2, 1.5", "2, 60", "40, 8"})
    void whatTheBoundTakesFromAGamma(double mean, double dispersion) {
        double bound = SkuTrack.most(mean, dispersion);
        GammaDistribution demand = new GammaDistribution(null, mean / dispersion, dispersion);
        double beyond = 0;
        int steps = 400_000;
        double last = 10 * bound + 40 * dispersion;
        for (int i = 0; i < steps; i++) {
            double x = bound + (i + 0.5) * (last - bound) / steps;
            beyond += (x - bound) * demand.density(x) * (last - bound) / steps;
        }
        double expected = beyond / (mean - beyond);
        assertThat(SpikeShare.expected(mean, dispersion)).isCloseTo(expected, within(0.01 * expected + 1e-9));
    }

    @Test
    void nothingIsExpectedOfWhatDoesNotSell() {
        assertThat(SpikeShare.expected(0, 2)).isZero();
    }

    /** A level that smoothing left behind, a million a day, one order of a year as large as may be. */
    @Test
    void whateverSellsHasAShareThatIsANumber() {
        for (double mean = 1e-24; mean < 2e9; mean *= 7) {
            for (double dispersion = 1.05; dispersion < 2e9; dispersion *= 5) {
                assertThat(SpikeShare.expected(mean, dispersion))
                        .as("mean %s, dispersion %s", mean, dispersion)
                        .isBetween(0.0, 2_000.0);
            }
        }
        for (double order = 1; order < 2e9; order *= 3) {
            assertThat(SpikeShare.expected(order / 366, order)).isBetween(0.0, 5.0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ofLargeOrdersTheMeanIsNotShort(long seed) {
        Random random = new Random(seed);
        List<DemandSeries> shop = new ArrayList<>();
        for (int i = 0; i < SKUS; i++) {
            shop.add(steady(i, random));
            shop.add(new DemandSeries("lumpy" + i, 0, lumpy(random), null, null));
        }
        double[] ratios = ratios(shop);
        assertThat(ratios[0]).as("those without spikes stay as they are").isBetween(0.97, 1.03);
        assertThat(ratios[1]).isBetween(0.93, 1.07);
    }

    @Test
    void oneOrderRaisesNobodyElse() {
        Random random = new Random(7);
        List<DemandSeries> shop = new ArrayList<>();
        for (int i = 0; i < SKUS; i++) {
            shop.add(steady(i, random));
        }
        double[] units = new double[PERIODS];
        Arrays.fill(units, 1);
        units[300] = 50_000;
        shop.add(new DemandSeries("wholesale", 0, units, null, null));
        assertThat(ratios(shop)[0]).isBetween(0.99, 1.01);
    }

    @Test
    void longSilencesThatEndedAreNoUsualDemand() {
        double[] units = new double[300];
        Arrays.fill(units, 4);
        Arrays.fill(units, 100, 200, 0);
        assertThat(typical(units)).isCloseTo(4, within(0.1));
        Arrays.fill(units, 200, 300, 0);
        assertThat(typical(units)).as("it may be over").isLessThan(2);
    }

    private static double typical(double[] units) {
        return new SkuTrack(new DemandSeries("a", 0, units, null, null), PeriodCalendar.DAYS, Seasonality.uniform(7))
                .typical();
    }
}
