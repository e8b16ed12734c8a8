package io.zapas.forecast.domain;

import io.zapas.forecast.domain.engine.DemandPool;
import io.zapas.forecast.domain.engine.DemandSeries;
import io.zapas.forecast.domain.engine.PeriodCalendar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The SKUs a pool is learnt from: up to {@value #MAX_SKUS} of all that were seen, those with the smallest hashes of their names (a bottom-k sketch), so the
 * same SKUs in whatever order they come and after a restart. A pool is worth learning when the day or the sample is new: another day, or twice as
 * many SKUs as last time. Safe on every thread; learning takes a tenth of a second.
 */
public final class PoolSample {
    static final int MAX_SKUS = 500;
    private static final int MIN_SKUS = 20;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final TreeMap<Key, DemandHistory> sample = new TreeMap<>();
    private long learntDay = Long.MIN_VALUE;
    private int learntSkus;

    private record Key(long hash, String sku) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byHash = Long.compare(hash, other.hash);
            return byHash != 0 ? byHash : sku.compareTo(other.sku);
        }
    }

    /** The newest history of a SKU; one that cannot be learnt from is left out. */
    public synchronized void add(String sku, DemandHistory history) {
        Key key = new Key(hash(sku), sku);
        if (history.days() < DemandModel.MIN_DAYS || history.total() <= 0) {
            sample.remove(key);
            return;
        }
        sample.put(key, history);
        if (sample.size() > MAX_SKUS) {
            sample.pollLastEntry();
        }
    }

    /**
     * Learns, if there is something new to learn.
     *
     * @param epochDay of today
     */
    public Optional<DemandPool> learn(long epochDay) {
        List<DemandSeries> series = new ArrayList<>();
        synchronized (this) {
            boolean due = epochDay != learntDay || sample.size() >= 2 * learntSkus;
            if (sample.size() < MIN_SKUS || !due) {
                return Optional.empty();
            }
            learntDay = epochDay;
            learntSkus = sample.size();
            sample.forEach((key, history) -> series.add(SmoothingEnsemble.series(key.sku(), history)));
        }
        return Optional.of(DemandPool.fit(series, PeriodCalendar.DAYS, SmoothingEnsemble.HORIZONS)
                .pool());
    }

    private static long hash(String sku) {
        long hash = 0;
        for (int i = 0; i < sku.length(); i++) {
            hash = (hash ^ sku.charAt(i)) * GOLDEN;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
