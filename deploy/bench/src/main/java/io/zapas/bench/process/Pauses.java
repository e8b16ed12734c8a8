package io.zapas.bench.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Bounded waiting for what only asking can tell. Blocks the calling thread. */
public final class Pauses {
    private static final long ASK_EVERY_MILLIS = 20;

    private Pauses() {}

    /** A question that may fail for any reason. */
    public interface Question {
        boolean answer() throws Exception;
    }

    /** Asks about fifty times a second until the answer is yes; throws {@link TimeoutException} with {@code what} after the limit. */
    public static void until(String what, Duration limit, Question question) throws Exception {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (!question.answer()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new TimeoutException("not within " + limit.toSeconds() + " s: " + what);
            }
            millis(ASK_EVERY_MILLIS);
        }
    }

    /** Waits that long, or shorter when interrupted. */
    public static void millis(long millis) {
        long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = untilNanos - System.nanoTime();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(left);
            left = untilNanos - System.nanoTime();
        }
    }
}
