package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.forecast.domain.engine.DemandPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PoolSampleTest {
    private static PoolSample sample(List<Integer> skus) {
        PoolSample sample = new PoolSample();
        for (int sku : skus) {
            sample.add("sku-" + sku, Demand.history(Demand.series(sku, 60, 4, 2)));
        }
        return sample;
    }

    private static List<Integer> range(int size) {
        List<Integer> range = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            range.add(i);
        }
        return range;
    }

    @Test
    void fewerThanTwentyTeachOnlyTheirWeek() {
        PoolSample sample = sample(range(19));
        assertThat(sample.pool()).isEmpty();
        assertThat(sample.week().factor(java.time.LocalDate.of(2026, 2, 15))).isBetween(0.35, 0.7);
        sample.add("one more", Demand.history(Demand.series(99, 60, 4, 2)));
        assertThat(sample.pool()).map(DemandPool::series).contains(20);
    }

    @Test
    void aRankNamesItsSku() {
        assertThat(PoolSample.sku(PoolSample.rank("LEŻAK 7"))).isEqualTo("LEŻAK 7");
    }

    @Test
    void whateverTheOrderTheSameSkusTeachTheSame() {
        List<Integer> shuffled = range(700);
        Collections.shuffle(shuffled, new Random(5));
        DemandHistory history = Demand.history(Demand.series(1_000, 200, 10, 3));
        SmoothingEnsemble one = new SmoothingEnsemble();
        SmoothingEnsemble two = new SmoothingEnsemble();
        DemandPool pool = sample(range(700)).pool().orElseThrow();
        assertThat(pool.series()).isEqualTo(PoolSample.MAX_SKUS);
        one.learn(pool);
        two.learn(sample(shuffled).pool().orElseThrow());
        double quantile = q95(one, history);
        assertThat(q95(two, history)).isEqualTo(quantile);
        assertThat(q95(new SmoothingEnsemble(), history)).isNotEqualTo(quantile);
    }

    @Test
    void whatCannotBeLearntFromIsLeftOut() {
        PoolSample sample = sample(range(30));
        sample.add("silent", Demand.history(new double[60]));
        sample.add("young", Demand.history(Demand.series(1, 13, 4, 2)));
        assertThat(sample.pool()).map(DemandPool::series).contains(30);
    }

    private static double q95(SmoothingEnsemble model, DemandHistory history) {
        return model.fit(history, WeekdayProfile.UNIFORM)
                .orElseThrow()
                .forecast(Demand.after(history), 1, 28)
                .quantile(0.95, 28);
    }

    /** The service's Gamma keeps the engine's 95 % where orders are decided. */
    @Test
    void theGammaHasTheEnginesQuantile() {
        for (double mean : new double[] {0.05, 0.4, 3, 40}) {
            DemandHistory history = Demand.history(Demand.series(17, 400, mean, 3));
            double engine = DemandPool.prior(
                            io.zapas.forecast.domain.engine.PeriodCalendar.DAYS, SmoothingEnsemble.HORIZONS)
                    .fit(SmoothingEnsemble.series("", history))
                    .quantile(0.95, 28);
            assertThat(q95(new SmoothingEnsemble(), history) / engine)
                    .as("mean %s", mean)
                    .isBetween(0.97, 1.1);
        }
    }
}
