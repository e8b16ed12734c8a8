package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;

class SmoothingEnsembleTest {
    private static final long SEED = 20261122;

    @Test
    void noFigureWithoutTwoWeeksOfHistoryOrWithoutDemand() {
        SmoothingEnsemble model = new SmoothingEnsemble();
        assertThat(model.fit(Demand.history(Demand.series(SEED, 13, 10, 2)), WeekdayProfile.UNIFORM))
                .isEmpty();
        assertThat(model.fit(Demand.history(new double[100]), WeekdayProfile.UNIFORM))
                .isEmpty();
        assertThat(model.fit(Demand.history(Demand.series(SEED, 14, 10, 2)), WeekdayProfile.UNIFORM))
                .isPresent();
    }

    /** Thirty old SKUs and thirty that were launched after them; the state of three days is kept and carried on like any other. */
    @Test
    void aLaunchIsForecastFromItsFirstDaysOnceLaunchesAreKnown() {
        SmoothingEnsemble model = new SmoothingEnsemble();
        DemandHistory young =
                new DemandHistory(Demand.FIRST.plusDays(300), Demand.series(SEED, 3, 10, 2), new double[] {1, 1, 1});
        assertThat(model.fit(young, WeekdayProfile.UNIFORM)).isEmpty();
        PoolSample sample = new PoolSample();
        for (int i = 0; i < 60; i++) {
            int begun = i < 30 ? 0 : 40 + i;
            double[] units = Demand.series(SEED + i, 300 - begun, 10, 2);
            double[] inStock = new double[units.length];
            Arrays.fill(inStock, 1);
            sample.add("sku" + i, new DemandHistory(Demand.FIRST.plusDays(begun), units, inStock));
        }
        model.learn(sample.pool().orElseThrow());
        assertThat(model.fit(young, WeekdayProfile.UNIFORM).orElseThrow().level())
                .isBetween(5.0, 20.0);
        SkuState state = SkuState.fit(young, model, WeekdayProfile.UNIFORM, young.day(3));
        assertThat(SkuState.decoded(state.encoded()).orElseThrow().demand().level())
                .isEqualTo(state.demand().level());
        assertThat(state.next(12, 1).demand().level()).isGreaterThan(0);
        DemandHistory silent = new DemandHistory(Demand.FIRST.plusDays(300), new double[3], new double[] {1, 1, 1});
        assertThat(model.fit(silent, WeekdayProfile.UNIFORM)).isEmpty();
    }

    /** A shop whose cuts to 14 of 20 sell twice as much for a week. The price is back today, was cut until yesterday: cut demand is no level; cut still: it is planned. */
    @Test
    void aCutOfThePriceIsNoNewLevelAndIsPlannedWhileItLasts() {
        PoolSample sample = new PoolSample();
        for (int i = 0; i < 40; i++) {
            sample.add("sku" + i, cuts(SEED + i, 3 + i % 30, 20));
        }
        SmoothingEnsemble model = new SmoothingEnsemble();
        model.learn(sample.pool().orElseThrow());
        double over = model.fit(cuts(SEED, 0, 20), WeekdayProfile.UNIFORM)
                .orElseThrow()
                .level();
        double lasting = model.fit(cuts(SEED, 0, 14), WeekdayProfile.UNIFORM)
                .orElseThrow()
                .level();
        DemandHistory known = cuts(SEED, 0, 20);
        double[] units = new double[known.days()];
        Arrays.setAll(units, known::units);
        double unaware = model.fit(Demand.history(units), WeekdayProfile.UNIFORM)
                .orElseThrow()
                .level();
        assertThat(over).isBetween(8.5, 11.5);
        assertThat(unaware).isGreaterThan(1.15 * over);
        assertThat(lasting).isGreaterThan(1.4 * over);
    }

    /** 400 days of 10 a day at 20, every fifth week 20 a day at 14, the last such week ends {@code ago} days ago. */
    private static DemandHistory cuts(long seed, int ago, double priceNow) {
        int days = 400;
        double[] single = Demand.series(seed, days, 10, 1.5);
        double[] more = Demand.series(seed + 1_000, days, 10, 1.5);
        double[] units = new double[days];
        double[] inStock = new double[days];
        double[] prices = new double[days + 1];
        for (int t = 0; t < days; t++) {
            boolean cut = (days - 1 - t - ago) >= 0 && (days - 1 - t - ago) % 35 < 7;
            units[t] = single[t] + (cut ? more[t] : 0);
            inStock[t] = 1;
            prices[t] = cut ? 14 : 20;
        }
        prices[days] = priceNow;
        return new DemandHistory(Demand.FIRST, units, inStock, prices);
    }

    @Test
    void aSkuThatWasNeverInStockHasNoForecast() {
        DemandHistory never = new DemandHistory(Demand.FIRST, new double[60], new double[60]);
        assertThat(new SmoothingEnsemble().fit(never, WeekdayProfile.UNIFORM)).isEmpty();
    }

    @Test
    void findsLevelAndWeekOfSteadyDemand() {
        FittedDemand fit = Demand.fit(Demand.history(Demand.series(SEED, 400, 40, 2)));
        assertThat(fit.level()).isCloseTo(40, within(4.0));
        assertThat(fit.profile().factor(LocalDate.of(2026, 2, 15))).isCloseTo(0.5, within(0.1));
        assertThat(fit.profile().factor(LocalDate.of(2026, 2, 13))).isCloseTo(1.3, within(0.15));
    }

    @Test
    void aDayOnWhichTheShopIsClosedStaysClosed() {
        double[] units = Demand.series(SEED, 200, 20, 2);
        for (int t = 5; t < units.length; t += 7) {
            units[t] = 0;
        }
        DemandHistory history = Demand.history(units);
        FittedDemand fit = Demand.fit(history);
        LocalDate saturday = Demand.after(history);
        while (saturday.getDayOfWeek() != DayOfWeek.SATURDAY) {
            saturday = saturday.plusDays(1);
        }
        assertThat(fit.day(saturday).mean()).isZero();
        assertThat(fit.forecast(saturday, 1, 1).quantile(0.95, 1)).isZero();
    }

    @Test
    void followsALevelThatHasDoubled() {
        double[] units = Demand.series(SEED, 300, 20, 1.5);
        double[] later = Demand.series(SEED + 1, 300, 40, 1.5);
        System.arraycopy(later, 240, units, 240, 60);
        assertThat(Demand.fit(Demand.history(units)).level()).isCloseTo(40, within(6.0));
    }

    /** A normal quantile of one day times the root of 28 would cover far less when the level wanders. */
    @Test
    void quantilesOfFourWeeksHoldWhatTheyPromiseWhenTheLevelWanders() {
        int cases = 400;
        int within90 = 0;
        int within95 = 0;
        int below50 = 0;
        for (int i = 0; i < cases; i++) {
            RandomGenerator random = new Well19937c(SEED + i);
            double[] units = new double[393];
            double logLevel = Math.log(0.5 + 20 * random.nextDouble());
            for (int t = 0; t < units.length; t++) {
                logLevel += 0.03 * random.nextGaussian();
                units[t] = Demand.day(random, Math.exp(logLevel), 2.5);
            }
            DemandHistory history = Demand.history(java.util.Arrays.copyOf(units, 365));
            if (history.total() == 0) {
                below50++;
                within90++;
                within95++;
                continue;
            }
            DemandPath path = Demand.fit(history).forecast(Demand.after(history), 1, 28);
            double actual = 0;
            for (int t = 365; t < 393; t++) {
                actual += units[t];
            }
            within90 += actual <= path.quantile(0.90, 28) ? 1 : 0;
            within95 += actual <= path.quantile(0.95, 28) ? 1 : 0;
            below50 += actual <= path.quantile(0.50, 28) ? 1 : 0;
        }
        assertThat(100.0 * within90 / cases)
                .as("share below q90, seed %s", SEED)
                .isBetween(86.0, 95.0);
        assertThat(100.0 * within95 / cases)
                .as("share below q95, seed %s", SEED)
                .isBetween(91.5, 98.5);
        assertThat(100.0 * below50 / cases).as("share below q50, seed %s", SEED).isBetween(42.0, 60.0);
    }

    /** Selling out by noon on every third day: taken as demand, those days would cost a sixth of the forecast. */
    @Test
    void daysSoldOutByNoonAreFilledUp() {
        double[] units = Demand.series(SEED, 365, 30, 2);
        double[] seen = units.clone();
        double[] inStock = new double[units.length];
        java.util.Arrays.fill(inStock, 1);
        for (int t = 0; t < units.length; t += 3) {
            inStock[t] = 0.5;
            seen[t] = Math.round(units[t] / 2);
        }
        double whole = Demand.fit(Demand.history(units)).level();
        double filled =
                Demand.fit(new DemandHistory(Demand.FIRST, seen, inStock)).level();
        double taken = Demand.fit(Demand.history(seen)).level();
        assertThat(filled / whole).isBetween(0.95, 1.05);
        assertThat(taken / whole).isLessThan(0.9);
    }

    /** Erratic sales, each seen in a minute before the shelf was empty again: a thousand minutes a day must not become a thousandfold demand. */
    @Test
    void aMinutesSalesAreNotStretchedToADayOfMinutes() {
        double[] seen = Demand.series(SEED, 200, 100, 80);
        double[] inStock = new double[seen.length];
        for (int t = 0; t < seen.length; t++) {
            inStock[t] = t % 2 == 0 ? 0.001 : 1;
        }
        double level =
                Demand.fit(new DemandHistory(Demand.FIRST, seen, inStock)).level();
        assertThat(level).isBetween(80.0, 600.0);
    }
}
