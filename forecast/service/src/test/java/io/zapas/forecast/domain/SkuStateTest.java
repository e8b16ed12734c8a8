package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkuStateTest {
    private static final int DAYS = 400;

    private static DemandHistory first(DemandHistory whole, int days) {
        double[] units = new double[days];
        double[] inStock = new double[days];
        for (int i = 0; i < days; i++) {
            units[i] = whole.units(i);
            inStock[i] = whole.inStock(i);
        }
        return new DemandHistory(whole.firstDay(), units, inStock);
    }

    private static SkuState carried(DemandHistory whole, int days) {
        SkuState state = Demand.state(first(whole, whole.days() - days));
        for (int i = whole.days() - days; i < whole.days(); i++) {
            state = state.next(whole.units(i), whole.inStock(i));
        }
        return state;
    }

    /** A day carried on is a day fitted, but for weights, weekdays and dispersions, which a day hardly moves. */
    @ParameterizedTest
    @CsvSource({"40, 2, 0, 0.1", "4, 3, 0, 0.15", "0.3, 1.5, 0, 0.3", "20, 2, 0.2, 0.15"})
    void carriedOnIsNearlyFitted(double mean, double dispersion, double out, double tolerance) {
        for (long seed = 1; seed <= 20; seed++) {
            double[] units = Demand.series(seed, DAYS, mean, dispersion);
            DemandHistory history = out > 0 ? Demand.censored(units, out, seed) : Demand.history(units);
            SkuState fitted = Demand.state(history);
            SkuState carried = carried(history, 1);
            LocalDate today = Demand.after(history);
            assertThat(carried.nextDay()).isEqualTo(today);
            assertThat(carried.demand().level() / fitted.demand().level())
                    .as("level, seed %s", seed)
                    .isCloseTo(1, within(0.06));
            double q95 = fitted.demand().forecast(today, 1, 28).quantile(0.95, 28);
            assertThat(carried.demand().forecast(today, 1, 28).quantile(0.95, 28) / q95)
                    .as("quantile, seed %s", seed)
                    .isCloseTo(1, within(tolerance));
            assertThat(carried.past().days()).isEqualTo(fitted.past().days());
            assertThat(carried.past().outOfStockDays()).isEqualTo(fitted.past().outOfStockDays());
            assertThat(carried.past().lastSale()).isEqualTo(fitted.past().lastSale());
        }
    }

    @Test
    void aShiftOfDemandIsFollowedWithoutAFit() {
        double[] units = Demand.series(5, DAYS, 10, 1.5);
        for (int i = DAYS - 40; i < DAYS; i++) {
            units[i] *= 3;
        }
        SkuState carried = carried(Demand.history(units), 40);
        assertThat(carried.demand().level()).isBetween(18.0, 33.0);
    }

    @Test
    void whatIsKeptIsTheSameAgain() {
        DemandHistory history = Demand.censored(Demand.series(3, DAYS, 7, 2), 0.1, 3);
        SkuState state = carried(history, 3);
        SkuState again = SkuState.decoded(state.encoded()).orElseThrow();
        assertThat(again.encoded()).isEqualTo(state.encoded());
        assertThat(again.next(5, 0.5).encoded()).isEqualTo(state.next(5, 0.5).encoded());
        assertThat(state.encoded().length()).isLessThan(1_800);
        LocalDate today = Demand.after(history);
        assertThat(again.demand().forecast(today, 1, 90).quantile(0.95, 90))
                .isEqualTo(state.demand().forecast(today, 1, 90).quantile(0.95, 90));
    }

    @Test
    void whatIsDamagedIsFittedAnew() {
        String kept = Demand.state(Demand.history(Demand.series(3, DAYS, 7, 2))).encoded();
        assertThat(SkuState.decoded("")).isEmpty();
        assertThat(SkuState.decoded("no base 64")).isEmpty();
        assertThat(SkuState.decoded(kept.substring(0, 400))).isEmpty();
        assertThat(SkuState.decoded("A" + kept)).isEmpty();
        char[] damaged = kept.toCharArray();
        Arrays.fill(damaged, 20, 120, '/');
        assertThat(SkuState.decoded(new String(damaged))).isEmpty();
    }

    /** Invariant 21 for states that were carried on through anything. */
    @Test
    void whateverDaysBringQuantilesNeverCross() {
        Random random = new Random(11);
        for (int run = 0; run < 40; run++) {
            SkuState state = Demand.state(Demand.history(Demand.series(run, 60 + run * 10, 0.1 + run, 2)));
            for (int day = 0; day < 100; day++) {
                double units = random.nextInt(4) == 0 ? random.nextInt(1_000_000) : random.nextInt(3);
                state = state.next(
                        random.nextInt(3) == 0 ? 0 : units, random.nextInt(5) == 0 ? random.nextDouble() : 1);
            }
            DemandPath path = state.demand().forecast(state.nextDay(), 0.4, 90);
            double before = 0;
            for (int horizon = 1; horizon <= 90; horizon++) {
                double low = path.quantile(0.1, horizon);
                assertThat(low).isFinite().isGreaterThanOrEqualTo(0);
                assertThat(path.quantile(0.95, horizon)).isGreaterThanOrEqualTo(path.quantile(0.5, horizon));
                assertThat(path.quantile(0.5, horizon)).isGreaterThanOrEqualTo(low);
                assertThat(path.mean(horizon)).isGreaterThanOrEqualTo(before);
                before = path.mean(horizon);
            }
        }
    }

    @Test
    void youngAndSilentSkusAreLookedAtUntilThereIsSomethingToLearn() {
        SkuState young = Demand.state(Demand.history(Demand.series(1, 10, 5, 2)));
        assertThat(young.demand()).isNull();
        assertThat(young.isCarried()).isFalse();
        SkuState silent = Demand.state(Demand.history(new double[100]));
        assertThat(silent.isCarried()).isTrue();
        assertThat(silent.next(0, 1).past().days()).isEqualTo(101);
        assertThat(Demand.state(Demand.history(Demand.series(1, 100, 5, 2))).isCarried())
                .isTrue();
    }
}
