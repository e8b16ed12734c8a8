package io.zapas.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Carries out one plan on the calling thread.
 *
 * <p>Closed loop: every connection sends its next request as soon as it has its answer; latency counts from sending. Open loop: requests are due at a
 * fixed rate whatever the server does, those of one millisecond together at its beginning; a request that finds no free connection waits, and its
 * latency counts from when it was due, so that a stall of the server is seen by all requests it delays (no coordinated omission). The driver wakes at most a
 * millisecond late, and that counts too.
 *
 * <p>Bounds: the plan's requests and time, then {@value #DRAIN_MILLIS} ms for the answers on their way. A connection that breaks is not replaced.
 */
public final class LoadDriver {
    static final long DRAIN_MILLIS = 10_000;
    private static final int READ_BYTES = 256 * 1024;
    private static final long TICK_NANOS = 1_000_000;
    private static final long MAX_LATENCY_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;

    private final LoadPlan plan;
    private final double intervalNanos;
    private final Histogram latency = new Histogram(MAX_LATENCY_NANOS, DIGITS);
    private final Map<Integer, Long> statuses = new TreeMap<>();
    private final Deque<Connection> free = new ArrayDeque<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    private long beginNanos;
    private long lastAnswerNanos;
    private long begun;
    private long answered;
    private long lost;
    private int alive;
    private String trouble;

    /** @param intervalNanos 0: closed loop */
    private LoadDriver(LoadPlan plan, double intervalNanos) {
        this.plan = plan;
        this.intervalNanos = intervalNanos;
    }

    /** As fast as the answers come. Blocks. */
    public static LoadResult closed(LoadPlan plan) throws IOException {
        return new LoadDriver(plan, 0).run();
    }

    /** At a fixed rate. Blocks. */
    public static LoadResult open(LoadPlan plan, double perSecond) throws IOException {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("the rate must be positive, was " + perSecond);
        }
        return new LoadDriver(plan, 1e9 / perSecond).run();
    }

    private LoadResult run() throws IOException {
        List<Connection> connections = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            try {
                for (int i = 0; i < plan.connections(); i++) {
                    connections.add(new Connection(
                            plan.target(), selector, plan.requests().maxBytes()));
                }
                free.addAll(connections);
                alive = connections.size();
                drive(selector);
            } finally {
                for (Connection connection : connections) {
                    connection.close();
                }
            }
        }
        lost = begun - answered;
        if (lost > 0 && trouble == null) {
            trouble = "no answer within " + DRAIN_MILLIS + " ms";
        }
        return new LoadResult(answered, lastAnswerNanos - beginNanos, latency, statuses, lost, trouble);
    }

    private void drive(Selector selector) throws IOException {
        beginNanos = System.nanoTime();
        lastAnswerNanos = beginNanos;
        long endNanos = beginNanos + plan.maxTime().toNanos();
        long giveUpNanos = endNanos + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
        while (alive > 0) {
            long now = System.nanoTime();
            boolean more = begun < plan.maxRequests() && dueNanos() < endNanos && now < giveUpNanos;
            if (more && (intervalNanos > 0 || now < endNanos)) {
                begin(now, endNanos);
            } else if (begun == answered + lost || now >= giveUpNanos) {
                return;
            }
            long wait = waitMillis(System.nanoTime(), endNanos);
            if (wait == 0) {
                selector.selectNow(this::ready);
            } else {
                selector.select(this::ready, wait);
            }
        }
    }

    /** When the next request is due. */
    private long dueNanos() {
        if (intervalNanos == 0) {
            return beginNanos;
        }
        long offset = (long) (begun * intervalNanos);
        return beginNanos + offset - offset % TICK_NANOS;
    }

    private void begin(long now, long endNanos) {
        while (begun < plan.maxRequests() && !free.isEmpty()) {
            long due = dueNanos();
            if (due > now || due >= endNanos) {
                return;
            }
            send(free.poll(), intervalNanos == 0 ? System.nanoTime() : due);
        }
    }

    private void send(Connection connection, long timedFromNanos) {
        long number = plan.firstNumber() + begun;
        begun++;
        try {
            connection.send(plan.requests(), number, timedFromNanos);
        } catch (IOException e) {
            broken(connection, e);
        }
    }

    private long waitMillis(long now, long endNanos) {
        boolean waitsForTime = intervalNanos > 0 && begun < plan.maxRequests() && !free.isEmpty();
        long until = waitsForTime ? dueNanos() : endNanos + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
        return until <= now ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - now));
    }

    private void ready(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            boolean asked = connection.busy();
            if (connection.ready(in) && asked) {
                answered(connection);
            }
        } catch (IOException | IllegalStateException e) {
            broken(connection, e);
        }
    }

    private void answered(Connection connection) {
        long now = System.nanoTime();
        lastAnswerNanos = now;
        answered++;
        latency.recordValue(Math.min(MAX_LATENCY_NANOS, Math.max(0, now - connection.startNanos())));
        statuses.merge(connection.status(), 1L, Long::sum);
        free.add(connection);
        if (intervalNanos == 0 && now - beginNanos < plan.maxTime().toNanos() && begun < plan.maxRequests()) {
            // At once, not after the other answers of this round have been read.
            send(free.pollLast(), now);
        }
    }

    private void broken(Connection connection, Exception cause) {
        if (trouble == null) {
            trouble = cause.getMessage();
        }
        alive--;
        free.remove(connection);
        try {
            connection.close();
        } catch (IOException e) {
            trouble += ", then " + e.getMessage();
        }
        if (connection.busy()) {
            lost++;
        }
    }
}
