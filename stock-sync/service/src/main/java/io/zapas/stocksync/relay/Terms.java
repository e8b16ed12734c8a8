package io.zapas.stocksync.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Terms of leading, one after the other: one begins when this instance is found to lead, and ends when it is found to lead no more. Looks every
 * {@value #CHECK_MILLIS} ms from {@link #start()} to {@link #stop()}. Methods may be called on any thread; terms begin, work and end on the context.
 *
 * @param <T> what lives for a term
 */
public final class Terms<T> {
    private static final long CHECK_MILLIS = 500;
    private static final long NONE = -1;

    private final Context context;
    private final BooleanSupplier leads;
    private final Supplier<T> begin;
    private final Consumer<T> end;
    private volatile T current;
    private long timer = NONE;

    /**
     * @param context the Vert.x context everything is done on
     * @param leads whether this instance leads now; asked often, on the context
     */
    public Terms(Context context, BooleanSupplier leads, Supplier<T> begin, Consumer<T> end) {
        this.context = context;
        this.leads = leads;
        this.begin = begin;
        this.end = end;
    }

    /** Begins to look. */
    public void start() {
        onContext(() -> timer = context.owner().setPeriodic(CHECK_MILLIS, id -> look()));
    }

    /** The term that is on, or null. */
    public T current() {
        return current;
    }

    /** Done on the context, if a term is on by then. */
    public void run(Consumer<T> work) {
        if (current != null) {
            onContext(() -> {
                T term = current;
                if (term != null) {
                    work.accept(term);
                }
            });
        }
    }

    /** Ends the term that is on, and begins another one if this instance leads: what was learned may never have happened. */
    public void startOver() {
        onContext(() -> {
            close();
            if (timer != NONE) {
                look();
            }
        });
    }

    /** Looks no more, and ends the term that is on. */
    public Future<Void> stop() {
        return stop(term -> Future.succeededFuture(), Duration.ofSeconds(1));
    }

    /**
     * Looks no more, and ends the term that is on after its last work, whatever comes of that.
     *
     * @param longest how long that may take
     */
    public Future<Void> stop(Function<T, Future<Void>> last, Duration longest) {
        Promise<Void> ended = Promise.promise();
        onContext(() -> {
            context.owner().cancelTimer(timer);
            timer = NONE;
            T term = current;
            Future<Void> worked = term == null ? Future.succeededFuture() : last.apply(term);
            worked.timeout(longest.toMillis(), TimeUnit.MILLISECONDS).onComplete(done -> {
                close();
                ended.complete();
            });
        });
        return ended.future();
    }

    private void look() {
        boolean leading = leads.getAsBoolean();
        if (leading && current == null) {
            current = begin.get();
        } else if (!leading) {
            close();
        }
    }

    private void close() {
        T term = current;
        if (term != null) {
            current = null;
            end.accept(term);
        }
    }

    private void onContext(Runnable work) {
        if (context.owner().getOrCreateContext() == context) {
            work.run();
        } else {
            context.runOnContext(ignored -> work.run());
        }
    }
}
