package io.zapas.stocksync.recovery;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Counts the calls to Kafka and Redis of a test; one of them can fail, or have something happen in front of it. */
final class Faults {
    private int calls;
    private int failing;
    private boolean done;
    private int meeting;
    private Supplier<Future<?>> event;

    /** The n-th call from now on fails, after it has been carried out or instead. */
    synchronized void failAt(int n, boolean carriedOut) {
        calls = 0;
        failing = n;
        done = carriedOut;
    }

    /** In front of the n-th call from now on something else happens, to its end. */
    synchronized void before(int n, Supplier<Future<?>> what) {
        calls = 0;
        meeting = n;
        event = what;
    }

    synchronized void none() {
        failing = 0;
        meeting = 0;
    }

    synchronized int calls() {
        return calls;
    }

    <T> Future<T> call(Supplier<Future<T>> work) {
        boolean fails;
        Supplier<Future<?>> first = null;
        synchronized (this) {
            calls++;
            fails = failing > 0 && calls == failing;
            if (meeting > 0 && calls == meeting) {
                meeting = 0;
                first = event;
            }
        }
        if (first != null) {
            return first.get().transform(happened -> call(work));
        }
        if (!fails) {
            return work.get();
        }
        return done
                ? work.get().transform(carriedOut -> Future.failedFuture(new IllegalArgumentException("answer lost")))
                : Future.failedFuture(new IllegalArgumentException("died"));
    }
}
