package io.zapas.bench.losses;

/** The longest time without a sign of life. Safe on every thread. */
final class Gap {
    private long lastNanos = System.nanoTime();
    private long longestNanos;

    /** There is one now. */
    synchronized void sign() {
        long now = System.nanoTime();
        longestNanos = Math.max(longestNanos, now - lastNanos);
        lastNanos = now;
    }

    /** Forgets those before the newest sign. */
    synchronized void restart() {
        longestNanos = 0;
    }

    /** Seconds, up to now. */
    synchronized double longestSeconds() {
        return Math.max(longestNanos, System.nanoTime() - lastNanos) / 1e9;
    }
}
