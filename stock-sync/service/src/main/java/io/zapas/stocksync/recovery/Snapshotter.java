package io.zapas.stocksync.recovery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Store;
import io.zapas.stocksync.domain.Store.End;
import io.zapas.stocksync.recovery.Journal.Tail;
import io.zapas.stocksync.recovery.Snapshots.Copy;
import java.util.UUID;
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
        timer = context.owner().setPeriodic(LOOK_MILLIS, id -> look());
    }

    Future<Void> stop() {
        context.owner().cancelTimer(timer);
        return Future.succeededFuture();
    }

    /** Copies when that is due: the journal has grown long, or cannot be replayed without a copy. */
    void look() {
        if (!work.isComplete() || !fit() || (keeper.whole() && keeper.length() <= maxJournal)) {
            return;
        }
        if (!keeper.whole()) {
            log.atWarn().log("The store could not be rebuilt now: it is copied at once");
        }
        work = copy().otherwise(cause -> {
            log.atWarn().setCause(cause).log("The store was not copied; the next look tries again");
            return null;
        });
    }

    private boolean fit() {
        return leads.getAsBoolean() && keeper.established();
    }

    /** Copies now. Fails when this instance is deposed or the store is rebuilt meanwhile. */
    Future<Void> copy() {
        long startNanos = System.nanoTime();
        Tail from = keeper.tail();
        if (from == null || !fit()) {
            return Future.failedFuture(new IllegalStateException("no longer leading"));
        }
        String id = UUID.randomUUID().toString();
        return snapshots.begin().compose(first -> parts(id, null)
                .compose(end -> safe(from, end))
                .compose(end -> snapshots.end(
                        new Copy(id, first, -1, from.next(), from.epoch(), from.number(), from.token(), end.number())))
                // One record stays, so that the journal always tells where it ends.
                .compose(ended -> journal.deleteBefore(from.next() - 1))
                .onSuccess(done -> {
                    keeper.copied(from.next() - 1);
                    log.atInfo()
                            .addKeyValue("journalFrom", from.next())
                            .addKeyValue("millis", (System.nanoTime() - startNanos) / 1_000_000)
                            .log("The store is copied");
                }));
    }

    private Future<End> parts(String id, String cursor) {
        if (!fit()) {
            return Future.failedFuture(new IllegalStateException("no longer leading"));
        }
        return on(store.copy(cursor)).compose(part -> {
            Future<Void> written = Future.join(part.records().stream()
                            .map(record -> snapshots.part(id, record))
                            .toList())
                    .mapEmpty();
            return written.compose(done ->
                    part.nextCursor() == null ? Future.succeededFuture(part.end()) : parts(id, part.nextCursor()));
        });
    }

    /** The copy may hold what the journal does not have yet; it is whole once the journal has, and the other topics have all that was before. */
    private Future<End> safe(Tail start, End end) {
        Tail now = keeper.tail();
        if (!leads.getAsBoolean()
                || (now != null && now.epoch() != start.epoch())
                || end.epoch() == null
                || end.epoch() != start.epoch()) {
            return Future.failedFuture(new IllegalStateException("the store was rebuilt, or another instance leads"));
        }
        if (!fit() || now.number() < end.number()) {
            return again(start, end);
        }
        // What the other topics may lack is put into the outbox again from the journal, so it must stand behind the
        // copy's beginning.
        return on(stock.outbox(null, 1))
                .compose(oldest -> oldest.isEmpty() || oldest.get(0).number() > start.number()
                        ? Future.succeededFuture(end)
                        : again(start, end));
    }

    private Future<End> again(Tail start, End end) {
        Promise<Void> later = Promise.promise();
        context.owner().setTimer(WAIT_MILLIS, id -> later.complete());
        return later.future().compose(waited -> safe(start, end));
    }

    private <T> Future<T> on(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
