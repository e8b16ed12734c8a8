package io.zapas.demo.replay;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps the replay at its speed and moves the clock: smoothly while it waits for the next event, never past what the pipeline has absorbed by
 * more than {@link InFlight#MAX_LEAD}. One thread.
 */
final class Pace {
    private static final long STEP_MILLIS = 20;

    private final double speed;
    private final ReplayClock clock;
    private final InFlight inFlight;
    private final Instant startVirtual;
    private final long startNanos = System.nanoTime();

    Pace(double speed, ReplayClock clock, InFlight inFlight, Instant startVirtual) {
        this.speed = speed;
        this.clock = clock;
        this.inFlight = inFlight;
        this.startVirtual = startVirtual;
    }

    /** Returns when it is {@code at}, and the clock shows it. False: stopped. */
    boolean awaitTime(Instant at) throws InterruptedException {
        while (!Double.isInfinite(speed)) {
            Instant now = paced();
            if (!now.isBefore(at)) {
                break;
            }
            Instant latest = inFlight.latest();
            clock.advanceTo(now.isBefore(latest) ? now : latest);
            double waitMillis = Duration.between(now, at).toMillis() / speed;
            if (!inFlight.idle((long) Math.min(STEP_MILLIS, Math.ceil(waitMillis)))) {
                return false;
            }
        }
        if (!inFlight.awaitRoom(at)) {
            return false;
        }
        clock.advanceTo(at);
        return true;
    }

    private Instant paced() {
        double virtualNanos = (System.nanoTime() - startNanos) * speed;
        return startVirtual.plus(Duration.ofMillis((long) Math.min(virtualNanos / 1e6, 1e15)));
    }
}
