package io.zapas.stocksync.account;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How fast a system is called: a bucket of a tenth of a minute's calls, at least one, filled evenly. Every call takes its turn, one after the other; a clock that
 * is set back makes nobody wait for it. For a few callers at once, each of whom makes one call after the other; of one Vert.x context.
 */
final class CallPace {
    private static final int BUCKETS_PER_MINUTE = 10;
    /** Nobody waits longer than for the calls of so many others; what is more, and not a timer's inaccuracy, is a clock that was set back. */
    private static final int CALLERS = 10;

    private static final Duration LEEWAY = Duration.ofSeconds(1);

    private final String name;
    private final InstantSource clock;
    private final Waits waits;
    private final Duration interval;
    private final Duration slack;
    /** When the bucket is full again. */
    private Instant full = Instant.MIN;

    /** @param name of the setting, for people */
    CallPace(String name, InstantSource clock, Waits waits, int callsPerMinute) {
        this.name = name;
        this.clock = clock;
        this.waits = waits;
        interval = Duration.ofMinutes(1).dividedBy(callsPerMinute);
        slack = interval.multipliedBy(Math.max(1, callsPerMinute / BUCKETS_PER_MINUTE) - 1L);
    }

    /**
     * Completes when a call may be made.
     *
     * @param longest how long the turn may be away; null: however long. Fails as busy, and takes no turn, when it is farther
     */
    Future<Void> turn(Duration longest) {
        Instant now = clock.instant();
        if (full.isBefore(now)) {
            full = now;
        }
        Duration wait = Duration.between(now, full).minus(slack);
        if (wait.compareTo(interval.multipliedBy(CALLERS).plus(LEEWAY)) > 0) {
            full = now.plus(slack);
            wait = Duration.ZERO;
        }
        if (longest != null && wait.compareTo(longest) > 0) {
            return Future.failedFuture(new AccountException(
                    AccountException.Kind.BUSY, "no call is left within the time limit (" + name + ")", wait));
        }
        full = full.plus(interval);
        return waits.after(wait);
    }
}
