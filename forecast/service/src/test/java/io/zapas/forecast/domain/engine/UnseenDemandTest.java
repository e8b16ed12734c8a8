package io.zapas.forecast.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnseenDemandTest {
    private static final int FIRST = 19_002;

    private static UnseenDemand.Filled filled(String id, int first, double[] units, double[] inStock) {
        DemandSeries series = new DemandSeries(id, first, units, inStock, null);
        double[] factor = new double[units.length];
        Arrays.fill(factor, 1);
        return new UnseenDemand(series, series.netted()).filled(factor);
    }

    private static double sum(double[] values, int from) {
        return Arrays.stream(values, from, values.length).sum();
    }

    /** By hand: 4 a day throughout is smoothed to 4; variance 0 is the least dispersion. */
    @Test
    void aDayThatBeganWithoutStockCountsAsTheDaysBeforeIt() {
        double[] units = new double[60];
        double[] inStock = new double[60];
        Arrays.fill(units, 4);
        Arrays.fill(inStock, 1);
        units[30] = 0;
        inStock[30] = 0;
        UnseenDemand.Filled filled = filled("a", FIRST, units, inStock);
        assertThat(filled.expected()[30]).isCloseTo(4, within(1e-9));
        assertThat(filled.expected()[29]).isEqualTo(4);
        assertThat(filled.dispersion()).isEqualTo(1.05);
    }

    /** A day that sold 4 in half of itself sold at a rate between its own, 8, and the usual one, 4. */
    @Test
    void aDayThatRanOutCountsAsWhatItSoldAndItsUnseenPart() {
        double[] units = new double[60];
        double[] inStock = new double[60];
        Arrays.fill(units, 4);
        Arrays.fill(inStock, 1);
        inStock[40] = 0.5;
        UnseenDemand.Filled filled = filled("a", FIRST, units, inStock);
        assertThat(filled.expected()[40]).isBetween(6.0, 8.0);
    }

    @Test
    void theSamePeriodIsDrawnTheSameWhateverElseIsKnown() {
        Random random = new Random(3);
        double[] units = new double[400];
        double[] inStock = new double[400];
        for (int t = 0; t < units.length; t++) {
            inStock[t] = t % 5 == 4 ? 0 : 1;
            units[t] = inStock[t] * random.nextInt(8);
        }
        UnseenDemand.Filled all = filled("a", FIRST, units, inStock);
        assertThat(filled("a", FIRST, units, inStock).drawn()).isEqualTo(all.drawn());
        assertThat(filled("b", FIRST, units, inStock).drawn()).isNotEqualTo(all.drawn());
    }

    /**
     * Lost sales of a shelf filled up every week: of the true demand of two thousand days more than 4 % is not seen, and what is found differs from it by at most
     * 4 % of all, on the upper side: demand is even over the day here, which the engine does not suppose.
     */
    @Test
    void whatAShelfLostIsFoundAgain() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            double[] demand = new double[2_000];
            double[] units = new double[demand.length];
            double[] inStock = new double[demand.length];
            int stock = 0;
            for (int t = 0; t < demand.length; t++) {
                stock = t % 7 == 0 ? 42 : stock;
                double[] moments = new double[poisson(random, 6)];
                for (int i = 0; i < moments.length; i++) {
                    moments[i] = random.nextDouble();
                }
                Arrays.sort(moments);
                demand[t] = moments.length;
                units[t] = Math.min(moments.length, stock);
                inStock[t] = stock == 0 ? 0 : moments.length < stock ? 1 : moments[stock - 1];
                stock -= (int) units[t];
            }
            UnseenDemand.Filled filled = filled("a", FIRST, units, inStock);
            double truth = sum(demand, 0);
            assertThat(sum(units, 0) / truth).as("sold, seed %s", seed).isLessThan(0.96);
            assertThat(sum(filled.expected(), 0) / truth)
                    .as("expected, seed %s", seed)
                    .isBetween(0.98, 1.04);
            assertThat(sum(filled.drawn(), 0) / truth)
                    .as("drawn, seed %s", seed)
                    .isBetween(0.98, 1.04);
        }
    }

    private static int poisson(Random random, double mean) {
        int count = 0;
        for (double product = random.nextDouble(); product > Math.exp(-mean); product *= random.nextDouble()) {
            count++;
        }
        return count;
    }
}
