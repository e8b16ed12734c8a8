package io.zapas.forecast.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HorizonPoolTest {
    private static final int SKUS = 200;
    private static final int PERIODS = 400;
    private static final int HORIZON = 7;
    private static final double MEAN = 10;

    /** Ten a period, more or less, or 200 in one period of twenty. */
    private static DemandSeries series(boolean lumpy, int number, Random random) {
        double[] units = new double[PERIODS + HORIZON];
        for (int t = 0; t < units.length; t++) {
            units[t] = lumpy
                    ? (random.nextInt(20) == 0 ? 20 * MEAN : 0)
                    : Math.max(0, Math.round(MEAN + 3 * random.nextGaussian()));
        }
        return new DemandSeries((lumpy ? "lumpy" : "smooth") + number, 19_000, units, null, null);
    }

    /** SKUs of the same volume, half of them smooth, half lumpy: each kind gets errors of its own shape, and both are held. */
    @Test
    void theShapeOfErrorsIsThatOfSkusAsSteadyAsOnesOwn() {
        Random random = new Random(5);
        List<DemandSeries> whole = new ArrayList<>();
        for (int i = 0; i < SKUS; i++) {
            whole.add(series(true, i, random));
            whole.add(series(false, i, random));
        }
        List<DemandSeries> known =
                whole.stream().map(series -> series.first(PERIODS)).toList();
        DemandPool pool = DemandPool.fit(known, PeriodCalendar.MONTHS, HORIZON).pool();
        double[] held = new double[2];
        double[] median = new double[2];
        double[] mean = new double[2];
        for (DemandSeries series : whole) {
            SeriesForecast forecast = pool.fit(series.first(PERIODS));
            double sold = 0;
            for (int t = PERIODS; t < PERIODS + HORIZON; t++) {
                sold += series.units(t);
            }
            int kind = series.id().startsWith("lumpy") ? 0 : 1;
            held[kind] += sold <= forecast.quantile(0.9, HORIZON) ? 1.0 / SKUS : 0;
            median[kind] += forecast.quantile(0.5, HORIZON);
            mean[kind] += forecast.cumulated(HORIZON);
        }
        assertThat(held[0]).isBetween(0.84, 0.97);
        assertThat(held[1]).isBetween(0.84, 0.97);
        assertThat(median[0] / mean[0])
                .as("most weeks of the lumpy sell nothing")
                .isLessThan(0.6);
        assertThat(median[1] / mean[1]).isBetween(0.97, 1.03);
    }
}
