package io.zapas.runtime.kafka;

import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts: doubling from 100 ms to 10 s, each drawn between half and all of it so that instances do not march in step. */
final class Backoff {
    private static final long FIRST_MILLIS = 100;
    private static final long LAST_MILLIS = 10_000;
    private static final int DOUBLINGS = 7;

    private Backoff() {}

    /** @param attempt how many attempts have failed, from 1 */
    static long millis(int attempt) {
        long whole = Math.min(LAST_MILLIS, FIRST_MILLIS << Math.min(DOUBLINGS, Math.max(0, attempt - 1)));
        return whole / 2 + ThreadLocalRandom.current().nextLong(whole / 2 + 1);
    }
}
