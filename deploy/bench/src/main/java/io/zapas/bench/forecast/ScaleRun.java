package io.zapas.bench.forecast;

import com.sun.management.OperatingSystemMXBean;
import io.zapas.forecast.domain.engine.DemandPool;
import io.zapas.forecast.domain.engine.DemandSeries;
import io.zapas.forecast.domain.engine.PeriodCalendar;
import io.zapas.forecast.domain.engine.SeriesForecast;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How long a whole shop takes: a pool is learnt from the data set, then any number of SKUs of two years is fitted and asked for its quantiles. The SKUs are made of the data set's
 * own by a moving block bootstrap (Künsch, Annals of Statistics 1989): blocks of four weeks of one series, drawn at random, each kept on its weekdays.
 */
final class ScaleRun {
    private static final int DAYS = 730;
    private static final int BLOCK = 28;
    private static final int WEEK = 7;
    private static final int[] HORIZONS = {7, 28};
    private static final double[] LEVELS = {0.025, 0.1, 0.5, 0.9, 0.95, 0.975, 0.99};
    private static final int POOL_SERIES = 1_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long SEED = 20_260_101;

    private final List<DemandSeries> given;
    private final PeriodCalendar calendar;
    private final int firstDay;

    /** @param given series of days, of which those of eight weeks and more are used */
    ScaleRun(List<DemandSeries> given, PeriodCalendar calendar) {
        this.given =
                given.stream().filter(series -> series.periods() >= 2 * BLOCK).toList();
        if (this.given.isEmpty()) {
            throw new IllegalArgumentException("no series of " + 2 * BLOCK + " days");
        }
        this.calendar = calendar;
        this.firstDay =
                this.given.stream().mapToInt(DemandSeries::nextPeriod).max().orElseThrow() - DAYS;
    }

    /**
     * @param seconds wall time of fits and quantiles, learning the pool included, making the SKUs too
     * @param cpuSeconds CPU time of this process meanwhile: on a machine shared with others the wall says little
     * @param making CPU time of making the SKUs alone: what the run takes without our logic
     * @param heapMegabytes peak of the heap
     * @param units sum of all quantiles asked for, so that nothing is left out
     */
    record Result(double seconds, double cpuSeconds, double making, long heapMegabytes, double units) {}

    Result run(int skus, int threads) throws InterruptedException, ExecutionException {
        for (MemoryPoolMXBean memory : ManagementFactory.getMemoryPoolMXBeans()) {
            memory.resetPeakUsage();
        }
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = process.getProcessCpuTime();
        long begun = System.nanoTime();
        DemandPool pool = DemandPool.fit(given.subList(0, Math.min(POOL_SERIES, given.size())), calendar, HORIZONS)
                .pool();
        double units = spread(skus, threads, pool);
        double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
        long peak = 0;
        for (MemoryPoolMXBean memory : ManagementFactory.getMemoryPoolMXBeans()) {
            if (memory.getType() == MemoryType.HEAP) {
                peak += memory.getPeakUsage().getUsed();
            }
        }
        long fitted = process.getProcessCpuTime();
        spread(skus, threads, null);
        double making = (process.getProcessCpuTime() - fitted) / NANOS_PER_SECOND;
        return new Result(seconds, (fitted - cpu) / NANOS_PER_SECOND, making, peak >> 20, units);
    }

    private double spread(int skus, int threads, DemandPool pool) throws InterruptedException, ExecutionException {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Double>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int from = (int) ((long) skus * i / threads);
                int until = (int) ((long) skus * (i + 1) / threads);
                parts.add(workers.submit(() -> part(from, until, pool)));
            }
            double units = 0;
            for (Future<Double> part : parts) {
                units += part.get();
            }
            return units;
        } finally {
            workers.shutdownNow();
        }
    }

    private double part(int from, int until, DemandPool pool) {
        double units = 0;
        for (int i = from; i < until; i++) {
            DemandSeries sku = sku(i);
            units += pool == null ? sku.units(0) : quantiles(pool.fit(sku));
        }
        return units;
    }

    private static double quantiles(SeriesForecast forecast) {
        double units = 0;
        for (int horizon : HORIZONS) {
            for (double level : LEVELS) {
                units += forecast.quantile(level, horizon);
            }
        }
        return units;
    }

    DemandSeries sku(int number) {
        SplittableRandom random = new SplittableRandom(SEED + number);
        DemandSeries source = given.get(random.nextInt(given.size()));
        double[] units = new double[DAYS];
        double[] inStock = new double[DAYS];
        for (int block = 0; block < DAYS; block += BLOCK) {
            int start = random.nextInt(source.periods() - BLOCK - WEEK + 1);
            start += Math.floorMod(firstDay + block - source.firstPeriod() - start, WEEK);
            for (int day = block; day < Math.min(DAYS, block + BLOCK); day++) {
                units[day] = source.units(start + day - block);
                inStock[day] = source.inStock(start + day - block);
            }
        }
        return new DemandSeries("sku-" + number, firstDay, units, inStock, null);
    }
}
