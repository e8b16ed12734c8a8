package io.zapas.forecast.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Invariants 21 and 22 of the house over any series: nothing, one sale, spikes, gaps, returns, ten years. */
class SeriesForecastProperties {
    private static final double[] LEVELS = {0.001, 0.025, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999};
    private static final int[] HORIZONS = {1, 3, 7, 14, 28, 56};

    /** One series by its shape; each can be short or ten years long. */
    private static DemandSeries series(String id, int shape, int periods, long seed) {
        Random random = new Random(seed);
        double[] units = new double[periods];
        double[] inStock = new double[periods];
        for (int t = 0; t < periods; t++) {
            inStock[t] = 1;
            units[t] = switch (shape) {
                case 0 -> 0;
                case 1 -> t == periods / 2 ? 1 : 0;
                case 2 -> random.nextInt(40) == 0 ? 100_000 : random.nextInt(3);
                case 3 -> t > periods / 3 && t < 2 * periods / 3 ? 0 : random.nextInt(10);
                case 4 -> random.nextInt(20) - 10;
                case 5 -> t % 7 == 5 ? 0 : 1_000_000L + random.nextInt(1_000_000);
                case 6 -> random.nextInt(12) == 0 ? 1 : 0;
                default -> Math.max(0, Math.round(5 + 4 * random.nextGaussian()));
            };
            if (shape == 7 && random.nextInt(4) == 0) {
                inStock[t] = random.nextInt(3) / 3.0;
                units[t] = Math.floor(units[t] * inStock[t]);
            }
        }
        return new DemandSeries(id, 19_000, units, shape == 7 ? inStock : null, null);
    }

    @Provide
    Arbitrary<List<DemandSeries>> shops() {
        Arbitrary<Integer> periods = Arbitraries.oneOf(
                Arbitraries.integers().between(1, 30),
                Arbitraries.integers().between(31, 800),
                Arbitraries.just(3_653));
        return Arbitraries.integers().between(1, 8).flatMap(size -> Arbitraries.integers()
                .between(0, 8)
                .list()
                .ofSize(size)
                .flatMap(shapes -> periods.list().ofSize(size).flatMap(lengths -> Arbitraries.longs()
                        .between(1, 1_000_000)
                        .map(seed -> {
                            List<DemandSeries> shop = new ArrayList<>();
                            for (int i = 0; i < size; i++) {
                                shop.add(series("s" + i, shapes.get(i), lengths.get(i), seed + i));
                            }
                            return shop;
                        }))));
    }

    @Property(tries = 120)
    void quantilesNeverCrossNeverShrinkWithTheHorizonAndAreFinite(@ForAll("shops") List<DemandSeries> shop) {
        for (SeriesForecast forecast :
                DemandPool.fit(shop, PeriodCalendar.DAYS, HORIZONS).forecasts()) {
            check(forecast);
        }
    }

    @Property(tries = 60)
    void theSameHoldsOfOneSkuAloneWithoutAPool(@ForAll("shops") List<DemandSeries> shop) {
        DemandPool prior = DemandPool.prior(PeriodCalendar.DAYS, HORIZONS);
        shop.forEach(series -> check(prior.fit(series)));
    }

    private static void check(SeriesForecast forecast) {
        double[] before = new double[LEVELS.length];
        double cumulatedBefore = 0;
        for (int horizon : new int[] {1, 2, 3, 5, 7, 10, 14, 20, 28, 40, 56, 90, 365}) {
            double cumulated = forecast.cumulated(horizon);
            assertThat(cumulated).isFinite().isGreaterThanOrEqualTo(cumulatedBefore);
            cumulatedBefore = cumulated;
            double lower = 0;
            for (int i = 0; i < LEVELS.length; i++) {
                double quantile = forecast.quantile(LEVELS[i], horizon);
                assertThat(quantile)
                        .as("q%s of %s, %s periods", LEVELS[i], forecast.id(), horizon)
                        .isFinite()
                        .isGreaterThanOrEqualTo(lower)
                        .isGreaterThanOrEqualTo(before[i]);
                lower = quantile;
                before[i] = quantile;
            }
        }
    }

    @Property(tries = 40)
    void theOrderOfSeriesDoesNotMatterAndTheSameInputGivesTheSameBits(
            @ForAll("shops") List<DemandSeries> shop, @ForAll Random random) {
        List<DemandSeries> shuffled = new ArrayList<>(shop);
        Collections.shuffle(shuffled, random);
        List<SeriesForecast> one =
                DemandPool.fit(shop, PeriodCalendar.DAYS, HORIZONS).forecasts();
        DemandPool.Fitted two = DemandPool.fit(shuffled, PeriodCalendar.DAYS, HORIZONS);
        for (int i = 0; i < one.size(); i++) {
            SeriesForecast same = two.forecasts().get(i);
            assertThat(same.id()).isEqualTo(one.get(i).id());
            for (double level : LEVELS) {
                assertThat(Double.doubleToLongBits(same.quantile(level, 28)))
                        .isEqualTo(Double.doubleToLongBits(one.get(i).quantile(level, 28)));
            }
        }
        for (DemandSeries series : shop) {
            SeriesForecast alone = two.pool().fit(series);
            SeriesForecast among = two.forecasts().stream()
                    .filter(forecast -> forecast.id().equals(series.id()))
                    .findAny()
                    .orElseThrow();
            assertThat(alone.quantile(0.95, 28)).isEqualTo(among.quantile(0.95, 28));
        }
    }

    /** However it sold, and whatever the others do: a year and a half with stock and without a sale later nothing is expected, and one sale brings it back. */
    @Property(tries = 60)
    void aSkuThatIsDeadIsForecastToSellNothing(@ForAll("shops") List<DemandSeries> shop, @ForAll("seeds") long seed) {
        Random random = new Random(seed);
        int alive = 1 + random.nextInt(300);
        double mean = Math.exp(4 * random.nextDouble());
        double[] units = new double[alive + 546];
        for (int t = 0; t < alive; t++) {
            units[t] = random.nextBoolean() ? Math.ceil(mean * random.nextDouble()) : 0;
        }
        DemandPool pool = DemandPool.fit(shop, PeriodCalendar.DAYS, HORIZONS).pool();
        SeriesForecast dead = pool.fit(new DemandSeries("dead", 19_000, units, null, null));
        double[] outOfStock = new double[units.length];
        for (int t = 0; t < units.length; t++) {
            outOfStock[t] = t < alive ? 1 : 0;
        }
        SeriesForecast soldOut = pool.fit(new DemandSeries("dead", 19_000, units, outOfStock, null));
        for (int horizon : HORIZONS) {
            assertThat(dead.quantile(0.999, horizon)).as("seed %s", seed).isZero();
        }
        assertThat(dead.cumulated(365)).as("seed %s", seed).isZero();
        units[units.length - 1] = mean;
        SeriesForecast back = pool.fit(new DemandSeries("dead", 19_000, units, null, null));
        assertThat(back.quantile(0.99, 28)).as("seed %s", seed).isPositive();
        if (alive > 60) {
            assertThat(soldOut.quantile(0.99, 28)).as("seed %s", seed).isPositive();
        }
    }

    /**
     * Whole days without stock, drawn at random: at most three tenths of them. Small demand and many days out leave two levels apart by chance; the bound holds for every one of the
     * seeds there are (all were tried: 0.758 to 1.181), so that no run depends on luck.
     */
    @Property(tries = 60)
    void daysOutOfStockAreNotDaysWithoutDemand(@ForAll("seeds") long seed) {
        Random random = new Random(seed);
        double mean = 5 + 100 * random.nextDouble();
        double share = 0.3 * random.nextDouble();
        double[] units = new double[240];
        double[] seen = new double[240];
        double[] inStock = new double[240];
        for (int t = 0; t < units.length; t++) {
            units[t] = Math.max(0, Math.round(mean + Math.sqrt(2 * mean) * random.nextGaussian()));
            inStock[t] = random.nextDouble() < share ? 0 : 1;
            seen[t] = units[t] * inStock[t];
        }
        DemandPool prior = DemandPool.prior(PeriodCalendar.DAYS, HORIZONS);
        double whole =
                prior.fit(new DemandSeries("a", 19_000, units, null, null)).level();
        double censored =
                prior.fit(new DemandSeries("a", 19_000, seen, inStock, null)).level();
        assertThat(censored / whole).as("seed %s", seed).isBetween(0.75, 1.2);
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().between(1, 100_000);
    }
}
