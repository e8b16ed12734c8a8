package io.zapas.forecast.domain;

import io.zapas.forecast.domain.engine.DemandPool;
import io.zapas.forecast.domain.engine.DemandSeries;
import io.zapas.forecast.domain.engine.PeriodCalendar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The SKUs a pool is learnt from: up to {@value #MAX_SKUS} of all that were seen, those with the smallest hashes of their names (a bottom-k sketch), so the
 * same SKUs in whatever order they come, on every instance and after a restart. Confined to one thread; learning takes a tenth of a second.
 */
public final class PoolSample {
    public static final int MAX_SKUS = 500;
    /** Fewer teach nothing but their week. */
    public static final int MIN_SKUS = 20;

    private static final double MAX_UNITS_PER_SKU = 200;
    private static final int WEEK_DAYS = 364;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final TreeMap<String, DemandHistory> sample = new TreeMap<>();

    /** Where a SKU stands among all: the first {@value #MAX_SKUS} in the order of these texts are the sample. */
    public static String rank(String sku) {
        long hash = 0;
        for (int i = 0; i < sku.length(); i++) {
            hash = (hash ^ sku.charAt(i)) * GOLDEN;
            hash ^= hash >>> 29;
        }
        return String.format("%016x", hash) + sku;
    }

    /** The SKU of a {@link #rank}. */
    public static String sku(String rank) {
        return rank.substring(16);
    }

    /** The history of a SKU; one that cannot be learnt from is left out. */
    public void add(String sku, DemandHistory history) {
        if (history.days() < DemandModel.MIN_DAYS || history.total() <= 0) {
            return;
        }
        sample.put(rank(sku), history);
        if (sample.size() > MAX_SKUS) {
            sample.pollLastEntry();
        }
    }

    /** How the week looks over all of them; no SKU counts for more than {@value #MAX_UNITS_PER_SKU} units. */
    public WeekdayProfile week() {
        double[] week = new double[WeekdayProfile.DAYS];
        for (DemandHistory history : sample.values()) {
            DemandHistory year = history.last(WEEK_DAYS);
            double total = year.total();
            double weight = total > MAX_UNITS_PER_SKU ? MAX_UNITS_PER_SKU / total : 1;
            for (int i = 0; i < year.days(); i++) {
                week[WeekdayProfile.index(year.day(i))] += weight * year.units(i);
            }
        }
        return WeekdayProfile.of(week);
    }

    /** What they teach about each other; empty for fewer than {@value #MIN_SKUS}. */
    public Optional<DemandPool> pool() {
        if (sample.size() < MIN_SKUS) {
            return Optional.empty();
        }
        List<DemandSeries> series = sample.entrySet().stream()
                .map((Map.Entry<String, DemandHistory> entry) ->
                        SmoothingEnsemble.series(sku(entry.getKey()), entry.getValue()))
                .toList();
        return Optional.of(DemandPool.fit(series, PeriodCalendar.DAYS, SmoothingEnsemble.HORIZONS)
                .pool());
    }
}
