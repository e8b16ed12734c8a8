package io.zapas.demo.replay;

import io.zapas.demo.door.DoorException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What has been sent and not yet been seen in the ledger: the brake of the replay. The sender waits here while too many events or lines are under way, or while
 * the oldest of them is too far behind in virtual time. An event counts as absorbed when the first ledger entry that names it has reached Kafka.
 *
 * <p>Safe on every thread. If nothing is absorbed for {@link #STALL}, or something failed, waiting ends with a {@link DoorException}.
 */
final class InFlight {
    static final int MAX_EVENTS = 1_000;
    static final int MAX_LINES = 6_000;
    /** The clock is never further ahead of the oldest event under way: within a trading day the pipeline stays full. */
    static final Duration MAX_LEAD = Duration.ofHours(12);

    static final Duration STALL = Duration.ofSeconds(60);
    private static final long WAKE_MILLIS = 500;

    private final Map<String, Sent> sent = new LinkedHashMap<>();
    private int lines;
    private int unacknowledged;
    private long lastMoveNanos = System.nanoTime();
    private Throwable failure;
    private boolean stopped;

    private record Sent(Instant at, int lines) {}

    /** Blocks until an event of virtual time {@code at} may go out. False: stopped. */
    synchronized boolean awaitRoom(Instant at) throws InterruptedException {
        lastMoveNanos = System.nanoTime();
        while (!stopped && (full() || at.isAfter(latest()))) {
            pause();
        }
        return !stopped;
    }

    /** Blocks until everything sent has been absorbed. False: stopped. */
    synchronized boolean awaitEmpty() throws InterruptedException {
        lastMoveNanos = System.nanoTime();
        while (!stopped && (!sent.isEmpty() || unacknowledged > 0)) {
            pause();
        }
        return !stopped;
    }

    /** The latest time the clock may show. */
    synchronized Instant latest() {
        return sent.isEmpty()
                ? Instant.MAX
                : sent.values().iterator().next().at().plus(MAX_LEAD);
    }

    /** @param tracked whether the ledger will name it; otherwise only Kafka's acknowledgement is awaited */
    synchronized void sending(String id, Instant at, int lineCount, boolean tracked) {
        unacknowledged++;
        if (tracked && sent.put(id, new Sent(at, lineCount)) == null) {
            lines += lineCount;
        }
    }

    synchronized void acknowledged() {
        unacknowledged--;
        moved();
    }

    synchronized void absorbed(String id) {
        Sent gone = sent.remove(id);
        if (gone != null) {
            lines -= gone.lines();
            moved();
        }
    }

    synchronized void fail(Throwable cause) {
        failure = failure == null ? cause : failure;
        notifyAll();
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    synchronized int size() {
        return sent.size();
    }

    /** Waits for a pace, but wakes early when stopped. False: stopped. */
    @SuppressWarnings("WaitNotInLoop") // waking early is harmless: the caller looks at the time again
    synchronized boolean idle(long millis) throws InterruptedException {
        check();
        if (!stopped) {
            wait(Math.max(1, millis));
        }
        return !stopped;
    }

    private boolean full() {
        return sent.size() >= MAX_EVENTS || unacknowledged >= MAX_EVENTS || lines >= MAX_LINES;
    }

    private void moved() {
        lastMoveNanos = System.nanoTime();
        notifyAll();
    }

    @SuppressWarnings("WaitNotInLoop") // both callers are loops
    private void pause() throws InterruptedException {
        check();
        wait(WAKE_MILLIS);
    }

    private void check() {
        if (failure != null) {
            throw new DoorException("The replay cannot go on: " + failure.getMessage(), failure);
        }
        if ((!sent.isEmpty() || unacknowledged > 0) && System.nanoTime() - lastMoveNanos > STALL.toNanos()) {
            throw new DoorException("The suite has absorbed nothing for " + STALL.toSeconds() + " s; " + sent.size()
                    + " events wait" + (sent.isEmpty() ? "" : ", the oldest is " + oldest()));
        }
    }

    private String oldest() {
        Map.Entry<String, Sent> first = sent.entrySet().iterator().next();
        return first.getKey() + " of " + first.getValue().at();
    }
}
