package io.zapas.bench.forecast;

import io.zapas.forecast.domain.engine.DemandPool;
import io.zapas.forecast.domain.engine.DemandSeries;
import io.zapas.forecast.domain.engine.PeriodCalendar;
import io.zapas.forecast.domain.engine.SeriesForecast;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What the engine does most, on one thread, each operation on the next series of the data set: a fit that leans on a pool, its quantiles, and for comparison a pass over the
 * same numbers that only adds them up. Learning a pool is an operation of its own, of all series at once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class InnerLoops {
    private static final int[] HORIZONS = {7, 28};
    private static final double[] LEVELS = {0.025, 0.1, 0.5, 0.9, 0.95, 0.975, 0.99};
    private static final int DAYS = 730;

    @Param("")
    private String dataset;

    /** Empty: without events. */
    @Param("")
    private String events;

    private List<DemandSeries> series;
    private PeriodCalendar calendar;
    private DemandPool pool;
    private SeriesForecast[] made;
    private int next;

    /** A pool that is learnt, and everybody fitted. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        series = DemandFile.read(Path.of(dataset)).series().stream()
                .filter(one -> one.periods() >= DAYS)
                .map(one -> one.last(DAYS))
                .toList();
        if (series.isEmpty()) {
            throw new IllegalArgumentException(dataset + " has no series of " + DAYS + " periods");
        }
        calendar = events.isEmpty() ? PeriodCalendar.DAYS : EventFile.read(Path.of(events));
        DemandPool.Fitted fitted = DemandPool.fit(series, calendar, HORIZONS);
        pool = fitted.pool();
        made = fitted.forecasts().toArray(SeriesForecast[]::new);
    }

    private int turn() {
        next = next + 1 == series.size() ? 0 : next + 1;
        return next;
    }

    /** One SKU's fit: factors, levels and their weights, errors over both horizons. */
    @Benchmark
    public SeriesForecast fit() {
        return pool.fit(series.get(turn()));
    }

    /** Seven quantiles of two horizons. */
    @Benchmark
    public double quantiles() {
        SeriesForecast one = made[turn()];
        double sum = 0;
        for (int horizon : HORIZONS) {
            for (double level : LEVELS) {
                sum += one.quantile(level, horizon);
            }
        }
        return sum;
    }

    /** Reading every number once: what no fit can be faster than. */
    @Benchmark
    public double readOnly() {
        DemandSeries one = series.get(turn());
        double sum = 0;
        for (int t = 0; t < one.periods(); t++) {
            sum += one.units(t) * one.inStock(t);
        }
        return sum;
    }

    /** All series: a pool, and a forecast for each. */
    @Benchmark
    public DemandPool.Fitted learnAll() {
        return DemandPool.fit(series, calendar, HORIZONS);
    }
}
