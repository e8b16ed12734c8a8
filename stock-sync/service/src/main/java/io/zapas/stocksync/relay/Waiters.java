package io.zapas.stocksync.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.StoreLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/**
 * Callers who wait until an item of the outbox is safe in Kafka, whichever instance carries it there: this one says so, or the store is asked whether the item has left the outbox. All on one Vert.x
 * context, except {@link #await} and {@link #lost}: any thread.
 */
final class Waiters {
    static final int MAX = 10_000;
    private static final int WATCH_MILLIS = 25;
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final Context context;
    private final Stock stock;
    private final Safekeeping journal;
    private final Runnable onWait;
    /** Callers by the number of the item they wait for. */
    private final NavigableMap<Long, List<Waiter>> waiters = new TreeMap<>();

    private int waiting;
    /** Number of the newest item that is safe; -1: not known. */
    private long safeUpTo = -1;

    private boolean watching;
    private boolean asking;

    private record Waiter(Promise<Void> promise, long untilNanos) {}

    /** @param onWait told when somebody begins to wait */
    Waiters(Context context, Stock stock, Safekeeping journal, Runnable onWait) {
        this.context = context;
        this.stock = stock;
        this.journal = journal;
        this.onWait = onWait;
    }

    /** See {@link OutboxRelay#relayed}. */
    Future<Void> await(long item) {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(ignored -> await(item, promise));
        return promise.future();
    }

    private void await(long item, Promise<Void> promise) {
        if (item <= safeUpTo) {
            promise.complete();
            return;
        }
        if (waiting >= MAX) {
            promise.fail(new TimeoutException("too many calls wait for Kafka"));
            return;
        }
        waiting++;
        waiters.computeIfAbsent(item, number -> new ArrayList<>(1))
                .add(new Waiter(promise, System.nanoTime() + MAX_WAIT.toNanos()));
        onWait.run();
        watchOutbox();
    }

    /** All items up to this one are. */
    void safe(long item) {
        safeUpTo = item;
        complete(waiters.headMap(item, true));
    }

    /** What they wait for was lost with the store: they must ask again. Any thread. */
    void lost() {
        // At once if possible: what comes next on the context may already tell of another store.
        if (Vertx.currentContext() == context) {
            failAll();
        } else {
            context.runOnContext(ignored -> failAll());
        }
    }

    private void failAll() {
        safeUpTo = -1;
        taken(waiters).forEach(waiter -> waiter.promise()
                .fail(new StoreLostException("the store was lost before Kafka had the change")));
    }

    private void watchOutbox() {
        if (watching || waiters.isEmpty()) {
            return;
        }
        watching = true;
        context.owner().setTimer(WATCH_MILLIS, id -> {
            watching = false;
            giveUp(System.nanoTime());
            askStore();
            watchOutbox();
        });
    }

    /** Another instance may relay, or one that died may have: what has left the outbox is in Kafka. */
    private void askStore() {
        if (asking || waiters.isEmpty()) {
            return;
        }
        asking = true;
        // Numbers rise with the changes: all up to this one were in the outbox before the question is asked. A store
        // that has come so far did not lose them.
        long newest = waiters.lastKey();
        Future.fromCompletionStage(stock.mark(), context)
                .onSuccess(mark -> {
                    // Another store, which lost() tells of a little later, may have given the number to another change.
                    if (mark.epoch() != null && mark.epoch() == journal.epoch() && newest <= mark.number()) {
                        complete(
                                mark.waiting() == 0
                                        ? waiters.headMap(newest, true)
                                        : waiters.headMap(mark.waiting(), false));
                    }
                })
                .onComplete(done -> asking = false);
    }

    /** Those who have waited long enough. */
    private void giveUp(long nowNanos) {
        List<Waiter> late = new ArrayList<>();
        waiters.values().removeIf(callers -> {
            callers.removeIf(waiter -> waiter.untilNanos() - nowNanos <= 0 && late.add(waiter));
            return callers.isEmpty();
        });
        waiting -= late.size();
        late.forEach(waiter -> waiter.promise().fail(new TimeoutException("Kafka did not take the change in time")));
    }

    /** Takes them off the map before anybody is told: who is told may ask again. */
    private List<Waiter> taken(Map<Long, List<Waiter>> part) {
        List<Waiter> taken = new ArrayList<>();
        part.values().forEach(taken::addAll);
        part.clear();
        waiting -= taken.size();
        return taken;
    }

    private void complete(Map<Long, List<Waiter>> done) {
        taken(done).forEach(waiter -> waiter.promise().complete());
    }
}
