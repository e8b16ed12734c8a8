package io.zapas.stocksync.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** How long one push may take, all its calls together, from the turn of the first one on. */
public final class TimeLimit {
    private final InstantSource clock;
    private final Duration length;
    private final Duration perCall;
    /** Null: no call has been made. */
    private Instant end;

    /** @param perCall how long a single call may take */
    public TimeLimit(InstantSource clock, Duration length, Duration perCall) {
        this.clock = clock;
        this.length = length;
        this.perCall = perCall;
    }

    /** A call is made. */
    public void begin() {
        if (end == null) {
            end = clock.instant().plus(length);
        }
    }

    /** What is left; null before the first call. */
    public Duration left() {
        if (end == null) {
            return null;
        }
        Duration left = Duration.between(clock.instant(), end);
        // A clock that is set back makes nothing longer.
        return left.compareTo(length) > 0 ? length : left;
    }

    /** How long the next call may take; not above 0: no time is left. */
    public Duration forCall() {
        Duration left = left();
        return left != null && left.compareTo(perCall) < 0 ? left : perCall;
    }

    /** Whether there is time for a wait and something after it. */
    public boolean allows(Duration wait) {
        Duration left = left();
        return left == null || left.compareTo(wait) > 0;
    }
}
