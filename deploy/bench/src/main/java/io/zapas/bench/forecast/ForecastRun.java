package io.zapas.bench.forecast;

import io.zapas.forecast.domain.engine.Baseline;
import io.zapas.forecast.domain.engine.DemandPool;
import io.zapas.forecast.domain.engine.DemandSeries;
import io.zapas.forecast.domain.engine.PeriodCalendar;
import io.zapas.forecast.domain.engine.SeriesForecast;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.zip.GZIPOutputStream;

/** One data set: fits every origin on what was known then, and writes the forecasts. */
final class ForecastRun {
    private static final double[] LEVELS = {0.025, 0.1, 0.5, 0.9, 0.95, 0.975, 0.99};
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double SMOOTHING = 0.1;

    private final DemandFile file;
    private final PeriodCalendar calendar;
    private final Protocol protocol;
    private final Baseline.Method baseline;

    /** @param baseline a method of the text book in place of the engine; null: the engine */
    ForecastRun(DemandFile file, PeriodCalendar calendar, Protocol protocol, Baseline.Method baseline) {
        this.file = file;
        this.calendar = calendar;
        this.protocol = protocol;
        this.baseline = baseline;
    }

    /** Forecasts of one series at one origin. */
    static final class Row {
        private final String id;
        private final LocalDate origin;
        private final double[] steps;
        private final double[] cumulated;
        private final double[][] quantiles;

        Row(String id, LocalDate origin, double[] steps, double[] cumulated, double[][] quantiles) {
            this.id = id;
            this.origin = origin;
            this.steps = steps;
            this.cumulated = cumulated;
            this.quantiles = quantiles;
        }

        String id() {
            return id;
        }

        LocalDate origin() {
            return origin;
        }

        /** Of the horizon and of {@link #levels}, both by number. */
        double quantile(int horizon, int level) {
            return quantiles[horizon][level];
        }
    }

    /** Probabilities of the quantiles. */
    static double[] levels() {
        return LEVELS.clone();
    }

    /** Everything the protocol asks for, and the series forecast per second of CPU time of this thread. */
    record Result(List<Row> rows, double perSecond) {}

    Result forecast() {
        List<Row> rows = new ArrayList<>();
        long begun = cpuNanos();
        for (LocalDate origin : protocol.origins()) {
            List<DemandSeries> known = new ArrayList<>();
            for (DemandSeries series : file.series()) {
                int periods = file.period().number(origin) - series.firstPeriod() + 1;
                if (periods >= protocol.minHistory() && periods <= series.periods()) {
                    known.add(series.first(periods));
                }
            }
            int[] horizons =
                    protocol.cumulated().stream().mapToInt(Integer::intValue).toArray();
            if (baseline == null) {
                for (SeriesForecast made :
                        DemandPool.fit(known, calendar, horizons).forecasts()) {
                    rows.add(row(made.id(), origin, horizons, made::mean, made::cumulated, made::quantile));
                }
            } else {
                for (DemandSeries series : known) {
                    Baseline made = Baseline.fit(baseline, series, SMOOTHING);
                    rows.add(row(series.id(), origin, horizons, made::mean, made::cumulated, made::quantile));
                }
            }
        }
        return new Result(rows, rows.size() / ((cpuNanos() - begun) / NANOS_PER_SECOND));
    }

    /** Demand of a horizon that is not exceeded with a probability. */
    private interface Quantile {
        double at(double probability, int horizon);
    }

    private Row row(
            String id,
            LocalDate origin,
            int[] horizons,
            IntToDoubleFunction mean,
            IntToDoubleFunction sum,
            Quantile quantile) {
        double[] steps = new double[protocol.steps()];
        for (int h = 0; h < steps.length; h++) {
            steps[h] = mean.applyAsDouble(h + 1);
        }
        double[] cumulated = new double[horizons.length];
        double[][] quantiles = new double[horizons.length][LEVELS.length];
        for (int i = 0; i < horizons.length; i++) {
            cumulated[i] = sum.applyAsDouble(horizons[i]);
            for (int p = 0; p < LEVELS.length; p++) {
                quantiles[i][p] = quantile.at(LEVELS[p], horizons[i]);
            }
        }
        return new Row(id, origin, steps, cumulated, quantiles);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Writes the exchange format, compressed. */
    void write(List<Row> rows, Path target) throws IOException {
        try (Writer out = new BufferedWriter(
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(target)), StandardCharsets.UTF_8))) {
            out.write("series_id,origin,kind,h,mean,q025,q100,q500,q900,q950,q975,q990\n");
            for (Row row : rows) {
                String key = row.id + "," + row.origin + ",";
                for (int h = 0; h < row.steps.length; h++) {
                    out.write(key + "step," + (h + 1) + "," + number(row.steps[h]) + ",,,,,,,\n");
                }
                for (int i = 0; i < row.cumulated.length; i++) {
                    StringBuilder line = new StringBuilder(key)
                            .append("cum,")
                            .append(protocol.cumulated().get(i))
                            .append(',')
                            .append(number(row.cumulated[i]));
                    for (double quantile : row.quantiles[i]) {
                        line.append(',').append(number(quantile));
                    }
                    out.write(line.append('\n').toString());
                }
            }
        }
    }

    /** Ten thousandths of a unit are enough for a score. */
    private static String number(double value) {
        return Double.toString(Math.rint(value * 1e4) / 1e4);
    }
}
