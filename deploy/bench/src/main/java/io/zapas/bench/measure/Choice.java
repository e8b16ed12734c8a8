package io.zapas.bench.measure;

/** Seeded choices as a function of a number, so that the same request is the same in every run. */
final class Choice {
    private Choice() {}

    /** Uniform from 0 to {@code bound} - 1 (SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). */
    static long below(long bound, long seed, long number) {
        long z = seed + (number + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return Long.remainderUnsigned(z ^ (z >>> 31), bound);
    }
}
