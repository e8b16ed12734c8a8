package io.zapas.testkit;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for something that other threads bring about, up to a bound. Used on test threads only. */
public final class Await {
    private static final long PAUSE_NANOS = 5_000_000L;
    private static final Duration FUTURE_BOUND = Duration.ofSeconds(30);

    /** Something that may hold by now; exceptions count as "not yet" and are shown when the bound is reached. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** An assertion that may pass by now. */
    @FunctionalInterface
    public interface Check {
        void run() throws Exception;
    }

    private Await() {}

    /** Returns as soon as the condition holds; throws {@link AssertionError} when it does not within the bound. */
    public static void until(Duration bound, Condition condition) {
        until(bound, () -> "the condition did not hold", condition);
    }

    /** @param otherwise says what is the case instead */
    public static void until(Duration bound, Supplier<String> otherwise, Condition condition) {
        long deadline = System.nanoTime() + bound.toNanos();
        Throwable last;
        do {
            try {
                if (condition.holds()) {
                    return;
                }
                last = null;
            } catch (Exception | AssertionError e) {
                last = e;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        } while (System.nanoTime() < deadline);
        throw new AssertionError(otherwise.get() + " within " + bound, last);
    }

    /** Returns as soon as the assertion passes; throws what it threw last when it does not within the bound. */
    public static void untilPasses(Duration bound, Check check) {
        until(bound, () -> "the assertion did not pass", () -> {
            check.run();
            return true;
        });
    }

    /** The result of a future, waited for at most 30 s. Its failure is thrown as the cause of an {@link AssertionError}. */
    public static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(FUTURE_BOUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no result within " + FUTURE_BOUND, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The failure of a future, waited for at most 30 s. */
    public static Throwable failure(Future<?> future) {
        Object result;
        try {
            result = result(future);
        } catch (AssertionError e) {
            return e.getCause();
        }
        throw new AssertionError("expected a failure, got " + result);
    }
}
