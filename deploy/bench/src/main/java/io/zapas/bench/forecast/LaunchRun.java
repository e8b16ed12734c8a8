package io.zapas.bench.forecast;

import io.zapas.forecast.domain.engine.DemandPool;
import io.zapas.forecast.domain.engine.DemandSeries;
import io.zapas.forecast.domain.engine.PeriodCalendar;
import io.zapas.forecast.domain.engine.SeriesForecast;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Forecasts of SKUs that are a few days old: each series that begins {@value #AFTER} days after the first one or later, as known after so many days, for the {@value #HORIZON} days that
 * follow. The pool is learnt from what was known at the beginning of the {@value #AFTER} days in which it was launched.
 */
final class LaunchRun {
    private static final int AFTER = 112;
    private static final int HORIZON = 28;
    private static final double[] LEVELS = {0.5, 0.95};

    private final List<DemandSeries> all;
    private final int begun;
    private final Map<Integer, DemandPool> pools = new HashMap<>();

    /** @param all days, at least one series */
    LaunchRun(List<DemandSeries> all) {
        this.all = all;
        this.begun = all.stream()
                .mapToInt(DemandSeries::firstPeriod)
                .min()
                .orElseThrow(() -> new IllegalArgumentException("no series"));
    }

    /**
     * Scores after some days; NaN without launches.
     *
     * @param error mean absolute error of the demand of the days that follow together / its mean
     * @param ownError the same for the mean of the days known
     * @param bias (sum of forecasts - demand) / demand
     * @param within95 share of launches whose demand the quantile of 95 % held
     * @param pinball50 200 x pinball loss / demand
     */
    record Score(
            int launches,
            double error,
            double ownError,
            double bias,
            double within95,
            double pinball50,
            double pinball95) {}

    Score after(int days) {
        int launches = 0;
        double sold = 0;
        double expected = 0;
        double error = 0;
        double ownError = 0;
        int within = 0;
        double[] pinball = new double[LEVELS.length];
        for (DemandSeries series : all) {
            if (series.firstPeriod() < begun + AFTER || series.periods() < days + HORIZON) {
                continue;
            }
            double seen = sum(series, 0, days);
            double follows = sum(series, days, days + HORIZON);
            SeriesForecast made = pool(series.firstPeriod()).fit(series.first(days));
            launches++;
            sold += follows;
            expected += made.cumulated(HORIZON);
            error += Math.abs(follows - made.cumulated(HORIZON));
            ownError += Math.abs(follows - HORIZON * seen / days);
            within += follows <= made.quantile(0.95, HORIZON) ? 1 : 0;
            for (int i = 0; i < LEVELS.length; i++) {
                double miss = follows - made.quantile(LEVELS[i], HORIZON);
                pinball[i] += Math.max(LEVELS[i] * miss, (LEVELS[i] - 1) * miss);
            }
        }
        return new Score(
                launches,
                error / sold,
                ownError / sold,
                expected / sold - 1,
                (double) within / launches,
                200 * pinball[0] / sold,
                200 * pinball[1] / sold);
    }

    private static double sum(DemandSeries series, int from, int until) {
        double sum = 0;
        for (int t = from; t < until; t++) {
            sum += Math.max(0, series.units(t));
        }
        return sum;
    }

    private DemandPool pool(int launched) {
        int known = begun + (launched - begun) / AFTER * AFTER;
        return pools.computeIfAbsent(known, end -> {
            List<DemandSeries> older = new ArrayList<>();
            for (DemandSeries series : all) {
                if (series.firstPeriod() < end) {
                    older.add(series.first(end - series.firstPeriod()));
                }
            }
            return DemandPool.fit(older, PeriodCalendar.DAYS, 7, HORIZON).pool();
        });
    }
}
