package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.forecast.api.DemandForecast.Backtest;
import io.zapas.forecast.api.DemandForecast.Signal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignalsTest {
    private static final int DAYS = 300;

    private static List<Signal> signals(DemandHistory history, double soldToday, long available) {
        SkuState state = Demand.state(history);
        return Signals.of(state.past(), state.demand(), Demand.after(history), soldToday, available);
    }

    private static DemandHistory silentFor(int days, double mean, double inStock) {
        double[] units = Demand.series(9, DAYS, mean, 2);
        double[] shares = new double[DAYS];
        java.util.Arrays.fill(shares, 1);
        for (int i = DAYS - days; i < DAYS; i++) {
            units[i] = 0;
            shares[i] = inStock;
        }
        return new DemandHistory(Demand.FIRST, units, shares);
    }

    @Test
    void demandAsExpectedSaysNothing() {
        int told = 0;
        for (long seed = 1; seed <= 200; seed++) {
            told += signals(Demand.history(Demand.series(seed, DAYS, 1 + seed / 10.0, 2)), 1, 50)
                            .isEmpty()
                    ? 0
                    : 1;
        }
        assertThat(told).isLessThanOrEqualTo(4);
    }

    @Test
    void aSpikeIsSeenOnTheDayItComes() {
        DemandHistory history = Demand.history(Demand.series(9, DAYS, 10, 2));
        assertThat(signals(history, 90, 50)).hasSize(1).allSatisfy(signal -> {
            assertThat(signal.kind()).isEqualTo("SPIKE");
            assertThat(signal.since()).isEqualTo(Demand.after(history));
            assertThat(signal.actual()).isEqualTo(90);
            assertThat(signal.expected()).isBetween(4.0, 18.0);
        });
        assertThat(signals(history, 16, 50)).isEmpty();
        double[] units = Demand.series(9, DAYS, 10, 2);
        units[DAYS - 1] = 90;
        assertThat(signals(Demand.history(units), 0, 50))
                .anyMatch(signal ->
                        signal.kind().equals("SPIKE") && signal.since().equals(Demand.FIRST.plusDays(DAYS - 1)));
    }

    @Test
    void silenceWithStockIsSeenAndWithoutItIsNot() {
        assertThat(signals(silentFor(4, 10, 1), 0, 50)).anySatisfy(signal -> {
            assertThat(signal.kind()).isEqualTo("SILENCE");
            assertThat(signal.since()).isEqualTo(Demand.FIRST.plusDays(DAYS - 4));
            assertThat(signal.expected()).isBetween(20.0, 60.0);
            assertThat(signal.probability()).isLessThan(0.001);
        });
        assertThat(kinds(signals(silentFor(4, 10, 1), 2, 50))).doesNotContain("SILENCE");
        assertThat(kinds(signals(silentFor(4, 10, 1), 0, 0))).doesNotContain("SILENCE");
        assertThat(kinds(signals(silentFor(4, 10, 0), 0, 50))).doesNotContain("SILENCE");
        assertThat(kinds(signals(silentFor(4, 0.3, 1), 0, 50))).doesNotContain("SILENCE");
    }

    @Test
    void aSilenceIsTheSameWhetherCarriedOnOrFitted() {
        DemandHistory history = silentFor(5, 10, 1);
        SkuState state = Demand.state(new DemandHistory(
                Demand.FIRST, java.util.Arrays.copyOf(Demand.series(9, DAYS, 10, 2), DAYS - 5), ones(DAYS - 5)));
        for (int day = 0; day < 5; day++) {
            state = state.next(0, 1);
        }
        LocalDate today = Demand.after(history);
        List<Signal> carried = Signals.of(state.past(), state.demand(), today, 0, 50);
        List<Signal> fitted = signals(history, 0, 50);
        assertThat(kinds(carried)).contains("SILENCE").isEqualTo(kinds(fitted));
        assertThat(carried.get(0).since()).isEqualTo(fitted.get(0).since());
        assertThat(carried.get(0).expected() / fitted.get(0).expected()).isBetween(0.9, 1.1);
    }

    @Test
    void anotherLevelIsDriftEitherWay() {
        double[] up = Demand.series(9, DAYS, 10, 2);
        double[] down = up.clone();
        for (int i = DAYS - 28; i < DAYS; i++) {
            up[i] *= 4;
            down[i] = Math.floor(down[i] / 6);
        }
        assertThat(kinds(signals(Demand.history(up), 0, 50))).contains("DRIFT_UP");
        assertThat(kinds(signals(Demand.history(down), 3, 50))).contains("DRIFT_DOWN");
    }

    @Test
    void theBacktestBeatsWhatNeedsNoModelOnAWeek() {
        int better = 0;
        for (long seed = 1; seed <= 20; seed++) {
            SkuState state = Demand.state(Demand.history(Demand.series(seed, DAYS, 40, 1.5)));
            Backtest backtest = Backtests.of(state.past(), state.demand());
            assertThat(backtest.days()).isEqualTo(28);
            assertThat(backtest.within95()).isBetween(0.75, 1.0);
            better +=
                    backtest.error() < backtest.seasonalNaive() && backtest.error() < backtest.movingAverage() ? 1 : 0;
        }
        assertThat(better).isGreaterThanOrEqualTo(18);
    }

    private static double[] ones(int days) {
        double[] ones = new double[days];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    private static List<String> kinds(List<Signal> signals) {
        return signals.stream().map(Signal::kind).toList();
    }
}
