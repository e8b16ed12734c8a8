package io.zapas.bench.forecast;

import io.zapas.bench.report.Plot;
import io.zapas.forecast.domain.engine.DemandSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How often demand did not exceed its quantiles, beside how often it should not have. */
final class Calibration {
    private static final int PERCENT = 100;

    private final Map<String, DemandSeries> demand;
    private final Period period;

    /** @param demand what really was asked for, after the origins too */
    Calibration(DemandFile demand) {
        this.demand = demand.series().stream().collect(Collectors.toMap(DemandSeries::id, Function.identity()));
        this.period = demand.period();
    }

    /**
     * Percent asked for and percent held, of one horizon; forecasts whose demand is not known in full are left out.
     *
     * @param index of the horizon
     */
    List<double[]> held(List<ForecastRun.Row> rows, int index, int horizon) {
        double[] levels = ForecastRun.levels();
        int[] held = new int[levels.length];
        int known = 0;
        for (ForecastRun.Row row : rows) {
            DemandSeries series = demand.get(row.id());
            int from = series == null ? 0 : period.number(row.origin()) - series.firstPeriod() + 1;
            if (series == null || from < 0 || from + horizon > series.periods()) {
                continue;
            }
            double sum = 0;
            for (int t = from; t < from + horizon; t++) {
                sum += series.units(t);
            }
            known++;
            for (int p = 0; p < levels.length; p++) {
                held[p] += sum <= row.quantile(index, p) ? 1 : 0;
            }
        }
        List<double[]> points = new ArrayList<>();
        for (int p = 0; p < levels.length && known > 0; p++) {
            points.add(new double[] {PERCENT * levels[p], (double) PERCENT * held[p] / known});
        }
        return points;
    }

    /** One curve per horizon, and what would be right. Throws {@link IllegalArgumentException} when no demand after an origin is known. */
    Plot.Panel panel(String name, List<ForecastRun.Row> rows, List<Integer> horizons) {
        List<Plot.Curve> curves = new ArrayList<>();
        curves.add(new Plot.Curve("right", List.of(new double[] {0, 0}, new double[] {PERCENT, PERCENT})));
        String unit = period == Period.MONTH ? "months" : "days";
        for (int i = 0; i < horizons.size(); i++) {
            List<double[]> points = held(rows, i, horizons.get(i));
            if (points.isEmpty()) {
                throw new IllegalArgumentException("no demand after the origins is known: --truth FILE names it");
            }
            curves.add(new Plot.Curve(String.format(Locale.ROOT, "%d %s", horizons.get(i), unit), points));
        }
        return new Plot.Panel(name, "probability asked for, %", "demand that was not above the quantile, %", curves);
    }
}
