package io.zapas.stocksync;

import java.util.Random;

/** Randomness of a test: a new one each time, printed; {@code -Dzapas.test.seed=…} repeats one. */
public final class Seed {
    private Seed() {}

    public static Random random(String test) {
        long seed = Long.getLong("zapas.test.seed", System.nanoTime());
        System.out.println(test + ": -Dzapas.test.seed=" + seed);
        return new Random(seed);
    }
}
