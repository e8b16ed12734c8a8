package io.zapas.forecast.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchCurveTest {
    private static final int BEGUN = 19_000;
    private static final int NOW = BEGUN + 400;
    private static final int HORIZON = 28;

    /** A life that begins with twice the demand of its later days in the first week. */
    private static double[] life(Random random, double later, int periods) {
        double[] units = new double[periods];
        for (int t = 0; t < periods; t++) {
            double mean = t < 7 ? 2 * later : later;
            units[t] = Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        return units;
    }

    private static double usual(Random random) {
        return 5 * Math.exp(0.7 * random.nextGaussian());
    }

    private static double[] steady(Random random, int periods) {
        double mean = usual(random);
        double[] units = new double[periods];
        Arrays.setAll(units, t -> Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian())));
        return units;
    }

    /** A shop of so many old SKUs, and so many that were launched between its 60th and its 300th day. */
    private static DemandPool shop(Random random, int old, int launched) {
        List<DemandSeries> all = new ArrayList<>();
        for (int i = 0; i < old; i++) {
            all.add(new DemandSeries("old" + i, BEGUN, steady(random, NOW - BEGUN), null, null));
        }
        for (int i = 0; i < launched; i++) {
            int first = BEGUN + 60 + random.nextInt(240);
            all.add(new DemandSeries("launched" + i, first, life(random, usual(random), NOW - first), null, null));
        }
        return DemandPool.fit(all, PeriodCalendar.DAYS, 7, HORIZON).pool();
    }

    /** Forty new SKUs after three days: their own mean is twice what follows, the launches before them say so. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void launchesSayWhatFollowsTheFirstDays(long seed) {
        Random random = new Random(seed);
        DemandPool pool = shop(random, 60, 60);
        double own = 0;
        double made = 0;
        double truth = 0;
        int held = 0;
        for (int i = 0; i < 40; i++) {
            double[] units = life(random, usual(random), 3 + HORIZON);
            SeriesForecast forecast =
                    pool.fit(new DemandSeries("new" + i, NOW - 3, Arrays.copyOf(units, 3), null, null));
            double follows = Arrays.stream(units, 3, units.length).sum();
            own += HORIZON * (units[0] + units[1] + units[2]) / 3;
            made += forecast.cumulated(HORIZON);
            truth += follows;
            held += follows <= forecast.quantile(0.95, HORIZON) ? 1 : 0;
        }
        assertThat(own / truth).as("own mean, seed %s", seed).isGreaterThan(1.6);
        assertThat(made / truth).as("seed %s", seed).isBetween(0.8, 1.25);
        assertThat(held).as("within the quantile of 95 %%, seed %s", seed).isGreaterThanOrEqualTo(36);
    }

    /** A SKU that sells ten times what launches do: its own days outweigh the class at once, and after four weeks they are alone. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itsOwnHistoryTakesOver(long seed) {
        Random random = new Random(seed);
        DemandPool pool = shop(random, 60, 60);
        double[] units = new double[40];
        Arrays.setAll(units, t -> 80 + random.nextInt(5));
        double before = 0;
        for (int k : new int[] {1, 7, 14, 27, 28, 40}) {
            SeriesForecast forecast = pool.fit(new DemandSeries("new", NOW - k, Arrays.copyOf(units, k), null, null));
            double level = forecast.cumulated(HORIZON) / HORIZON;
            assertThat(level)
                    .as("%s days, seed %s", k, seed)
                    .isGreaterThan(before)
                    .isLessThan(90);
            before = 0.95 * level;
            assertThat(pool.isLaunch(NOW - k, k)).isEqualTo(k < 28);
        }
        assertThat(before).as("seed %s", seed).isGreaterThan(0.95 * 75);
    }

    /** All SKUs begin when a shop begins to be recorded; and of nineteen launches nothing is learnt. */
    @Test
    void whatBeginsWithTheShopIsNoLaunch() {
        DemandPool pool = shop(new Random(1), 40, 60);
        assertThat(pool.isLaunch(BEGUN + 27, 5)).isFalse();
        assertThat(pool.isLaunch(BEGUN + 28, 5)).isTrue();
        assertThat(pool.isLaunch(BEGUN + 28, 0)).isFalse();
        assertThat(shop(new Random(1), 40, 19).isLaunch(NOW - 5, 5)).isFalse();
        assertThat(shop(new Random(1), 40, 20).isLaunch(NOW - 5, 5)).isTrue();
    }

    /** Whatever its first days were: nothing, one spike, returns, no stock. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void quantilesOfAnyLaunchAreFiniteAndInOrder(long seed) {
        Random random = new Random(seed);
        DemandPool pool = shop(random, 20, 30);
        for (int k = 1; k <= 30; k++) {
            double[] units = new double[k];
            double[] inStock = new double[k];
            int shape = random.nextInt(4);
            for (int t = 0; t < k; t++) {
                inStock[t] = shape == 3 && random.nextBoolean() ? 0 : 1;
                units[t] = inStock[t]
                        * switch (shape) {
                            case 0 -> 0;
                            case 1 -> t == 0 ? 100_000 : 0;
                            case 2 -> random.nextInt(9) - 4;
                            default -> random.nextInt(5);
                        };
            }
            SeriesForecast forecast = pool.fit(new DemandSeries("new", NOW - k, units, inStock, null));
            double before = 0;
            for (double p : new double[] {0.025, 0.1, 0.5, 0.9, 0.95, 0.99}) {
                double quantile = forecast.quantile(p, HORIZON);
                assertThat(quantile)
                        .as("q%s after %s days, seed %s", p, k, seed)
                        .isFinite()
                        .isGreaterThanOrEqualTo(before)
                        .isGreaterThanOrEqualTo(forecast.quantile(p, 7));
                before = quantile;
            }
        }
    }
}
