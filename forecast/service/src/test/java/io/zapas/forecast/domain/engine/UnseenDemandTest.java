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

    /** It sold 8 a day, nothing for half a year, then 8 a day again and ran out on the third: the days without stock would have sold 8, not the mean with the silence. */
    @Test
    void whatCameBackAfterASilenceAndRanOutCountsAsSinceItCameBack() {
        double[] units = new double[360];
        double[] inStock = new double[360];
        Arrays.fill(inStock, 1);
        Arrays.fill(units, 0, 120, 8);
        Arrays.fill(units, 300, 302, 8);
        Arrays.fill(inStock, 302, 309, 0);
        Arrays.fill(units, 309, 360, 8);
        UnseenDemand.Filled filled = filled("a", FIRST, units, inStock);
        assertThat(sum(Arrays.copyOfRange(filled.expected(), 302, 309), 0)).isCloseTo(7 * 8, within(1e-6));
        assertThat(sum(Arrays.copyOfRange(filled.expected(), 120, 300), 0)).isZero();
    }

    /** Twelve a day, four days without stock, then 24 a day: the forecast of those days knows of 12 alone, what they sold is supposed to lie between. */
    @Test
    void whatWasNotSeenIsExpectedFromBeforeAndDrawnFromBothSides() {
        double drawn = 0;
        for (int i = 0; i < 200; i++) {
            double[] units = new double[120];
            double[] inStock = new double[120];
            Arrays.fill(inStock, 1);
            Arrays.fill(units, 0, 60, 12);
            Arrays.fill(units, 64, 120, 24);
            Arrays.fill(inStock, 60, 64, 0);
            UnseenDemand.Filled filled = filled("sku " + i, FIRST, units, inStock);
            assertThat(filled.expected()[63]).isCloseTo(12, within(0.01));
            drawn += sum(Arrays.copyOfRange(filled.drawn(), 60, 64), 0) / 4 / 200;
        }
        assertThat(drawn).isBetween(15.0, 21.0);
    }

    /** Two sides of a gap: seven days that nothing was seen in count less by time, so one day after them moves the level more than it moves one after days seen. */
    @Test
    void daysThatWereNotSeenAreForgottenToo() {
        assertThat(levelAfter(0)).isGreaterThan(1.3 * levelAfter(1));
    }

    /** What is expected of a day without stock after 4 a day, a week with stock or without, and three days of 12. */
    private static double levelAfter(double stockOfWeek) {
        double[] units = new double[111];
        double[] inStock = new double[111];
        Arrays.fill(inStock, 1);
        Arrays.fill(units, 0, 110, 4);
        Arrays.fill(units, 100, 107, 4 * stockOfWeek);
        Arrays.fill(inStock, 100, 107, stockOfWeek);
        Arrays.fill(units, 107, 110, 12);
        inStock[110] = 0;
        return filled("a", FIRST, units, inStock).expected()[110] - 4;
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
