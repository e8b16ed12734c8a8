package io.zapas.stocksync.desync;

import java.util.Arrays;

/**
 * How long one channel takes to follow: the 99.9 % quantile of the last {@value #MAX_SAMPLES} observed lags, from a new target to the moment we
 * hear the channel show it. Never below the configured floor, never above {@value
 * #MAX_TIMES_FLOOR} times the floor.
 */
final class SettleTime {
    static final int MAX_SAMPLES = 1_024;
    private static final int MAX_TIMES_FLOOR = 10;
    private static final double QUANTILE = 0.999;

    private final long floorMillis;
    private final long ceilingMillis;
    private final long[] samples = new long[MAX_SAMPLES];
    private int count;
    private int next;
    private long millis;

    SettleTime(long floorMillis) {
        this.floorMillis = floorMillis;
        this.ceilingMillis = ceilingMillis(floorMillis);
        this.millis = this.floorMillis;
    }

    /** The longest a settle time can get. */
    static long ceilingMillis(long floorMillis) {
        return floorMillis * MAX_TIMES_FLOOR;
    }

    /** A lag above the ceiling is an outage that ended, not a habit: it teaches nothing. */
    void observe(long lagMillis) {
        if (lagMillis < 0 || lagMillis > ceilingMillis) {
            return;
        }
        samples[next] = lagMillis;
        next = (next + 1) % MAX_SAMPLES;
        count = Math.min(count + 1, MAX_SAMPLES);
    }

    /** Takes what was observed since into account. */
    void update() {
        if (count > 0) {
            long[] sorted = Arrays.copyOf(samples, count);
            Arrays.sort(sorted);
            int rank = (int) Math.ceil(QUANTILE * count) - 1;
            millis = Math.max(floorMillis, sorted[rank]);
        }
    }

    long millis() {
        return millis;
    }
}
