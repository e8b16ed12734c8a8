package io.zapas.stocksync;

import java.util.Random;

/**
 * Randomness of a test, printed; {@code -Dzapas.test.seed=…} repeats one. A build draws once: a test it runs again because it was red meets the same draw, so that only what time did to it can turn it green.
 */
public final class Seed {
    private static long build = Long.getLong("zapas.test.seed", System.nanoTime());

    private Seed() {}

    public static synchronized Random random(String test) {
        System.out.println(test + ": -Dzapas.test.seed=" + build);
        return new Random(build);
    }

    /** Other draws from now on, unless a seed is given. */
    static synchronized void redraw() {
        build = Long.getLong("zapas.test.seed", System.nanoTime());
    }
}
