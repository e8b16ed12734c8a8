package io.zapas.bench.measure;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param quick smaller and shorter: to see that everything works, not to compare
 * @param seed of every random choice
 * @param pairs how often ceiling and ours are measured in turn
 */
public record BenchOptions(boolean quick, long seed, int pairs) {
    private static final Duration WARM_UP = Duration.ofSeconds(90);
    private static final Duration QUICK_WARM_UP = Duration.ofSeconds(12);
    private static final Duration RUN = Duration.ofSeconds(8);
    private static final Duration QUICK_RUN = Duration.ofSeconds(3);

    /** Upper bound. */
    Duration warmUp() {
        return quick ? QUICK_WARM_UP : WARM_UP;
    }

    /** Of one of the alternating runs. */
    Duration run() {
        return quick ? QUICK_RUN : RUN;
    }

    int pick(int full, int small) {
        return quick ? small : full;
    }
}
