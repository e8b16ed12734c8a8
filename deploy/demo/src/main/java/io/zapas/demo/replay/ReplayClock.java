package io.zapas.demo.replay;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time of a replay: stands still until it is advanced, never goes back. Safe on every thread; one thread advances it. Resolution
 * is a millisecond.
 */
public final class ReplayClock implements InstantSource {
    private final AtomicLong nowMillis;

    private ReplayClock(Instant start) {
        nowMillis = new AtomicLong(start.toEpochMilli());
    }

    public static ReplayClock startingAt(Instant start) {
        return new ReplayClock(start);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMillis.get());
    }

    @Override
    public long millis() {
        return nowMillis.get();
    }

    /** Moves to {@code time}; an earlier time than now has no effect. */
    void advanceTo(Instant time) {
        long millis = time.toEpochMilli();
        nowMillis.accumulateAndGet(millis, Math::max);
    }
}
