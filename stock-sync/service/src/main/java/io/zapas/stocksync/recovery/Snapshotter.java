package io.zapas.stocksync.recovery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Mark;
import io.zapas.stocksync.domain.Store;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the store into Kafka now and then, while work goes on, so that the journal need not be kept for ever and a rebuild has a bound. Only while this
 * instance leads. Died or deposed half-way: the copy has no end and counts for nothing. Single context.
 */
final class Snapshotter {
    private static final int LOOK_MILLIS = 5_000;
    private static final int WAIT_MILLIS = 50;
    private static final Logger log = LoggerFactory.getLogger(Snapshotter.class);

    private final Context context;
    private final Stock stock;
    private final Store store;
    private final Journal journal;
    private final Snapshots snapshots;
    private final JournalKeeper keeper;
    private final BooleanSupplier leads;
    private final long maxJournal;
    private long timer = -1;
    private Future<Void> work = Future.succeededFuture();

    /** @param maxJournal records of the journal after which a copy is due */
    Snapshotter(
            Context context,
            Stock stock,
            Store store,
            Journal journal,
            Snapshots snapshots,
            JournalKeeper keeper,
            BooleanSupplier leads,
            long maxJournal) {
        this.context = context;
        this.stock = stock;
        this.store = store;
        this.journal = journal;
        this.snapshots = snapshots;
        this.keeper = keeper;
        this.leads = leads;
        this.maxJournal = maxJournal;
    }

    void start() {
        timer = context.owner().setPeriodic(LOOK_MILLIS, id -> {
            if (work.isComplete() && fit()) {
                work = copyWhenDue().otherwise(cause -> {
                    log.atWarn().setCause(cause).log("The store was not copied; the next look tries again");
                    return null;
                });
            }
        });
    }

    Future<Void> stop() {
        context.owner().cancelTimer(timer);
        return Future.succeededFuture();
    }

    private boolean fit() {
        return leads.getAsBoolean() && keeper.established();
    }

    private Future<Void> copyWhenDue() {
        return journal.begin().compose(begin -> journal.end()
                .compose(end -> end - begin > maxJournal ? copy() : Future.succeededFuture()));
    }

    /** Copies now. Fails when this instance is deposed or the store is rebuilt meanwhile. */
    Future<Void> copy() {
        long startNanos = System.nanoTime();
        return on(stock.mark()).compose(start -> journal.end()
                .compose(from -> snapshots.begin().compose(first -> parts(null)
                        .compose(copied -> on(stock.mark()))
                        .compose(end -> safe(start, end))
                        .compose(end -> snapshots.end(first, from, end.number(), end.token()))
                        // One record stays, so that the journal always tells where it ends.
                        .compose(ended -> journal.deleteBefore(from - 1))
                        .onSuccess(done -> log.atInfo()
                                .addKeyValue("journalFrom", from)
                                .addKeyValue("millis", (System.nanoTime() - startNanos) / 1_000_000)
                                .log("The store is copied")))));
    }

    private Future<Void> parts(String cursor) {
        if (!fit()) {
            return Future.failedFuture(new IllegalStateException("no longer leading"));
        }
        return on(store.copy(cursor)).compose(part -> {
            Future<Void> written = Future.join(
                            part.records().stream().map(snapshots::part).toList())
                    .mapEmpty();
            return written.compose(
                    done -> part.nextCursor() == null ? Future.succeededFuture() : parts(part.nextCursor()));
        });
    }

    /** The copy may hold what the journal does not have yet; it is whole once the journal has. */
    private Future<Mark> safe(Mark start, Mark end) {
        if (!fit() || start.epoch() == null || !start.epoch().equals(end.epoch())) {
            return Future.failedFuture(new IllegalStateException("the store was rebuilt, or another instance leads"));
        }
        if (keeper.safe() >= end.number()) {
            return Future.succeededFuture(end);
        }
        Promise<Void> later = Promise.promise();
        context.owner().setTimer(WAIT_MILLIS, id -> later.complete());
        return later.future().compose(waited -> safe(start, end));
    }

    private <T> Future<T> on(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
