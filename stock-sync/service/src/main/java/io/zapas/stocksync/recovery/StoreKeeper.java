package io.zapas.stocksync.recovery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Mark;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.domain.Store;
import io.zapas.stocksync.recovery.Journal.Fence;
import io.zapas.stocksync.recovery.Journal.Fold;
import io.zapas.stocksync.recovery.Journal.Tail;
import io.zapas.stocksync.recovery.Snapshots.Copy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the store is what the journal says, when an instance begins to lead and whenever there is doubt:
 *
 * <ul>
 *   <li>it fits (the journal's last item is its newest, or is followed by what waits in its outbox): nothing to do;
 *   <li>it was emptied, or is an earlier or another one: it is filled again from the newest copy and the journal;
 *   <li>there is no journal: a new store begins one; a store that has outlived its journal (Kafka lost everything) begins one in its middle, and
 *       has to be copied before it can be rebuilt again ({@link #whole()}).
 * </ul>
 *
 * <p>A journal that cannot be replayed is refused before anything of the store that is there is touched: what is left of it may be all there is. Died on the way: the store stays closed, and the next leader begins again. Two at once: the later one takes over, the earlier one fails. Single context.
 */
final class StoreKeeper {
    private static final Logger log = LoggerFactory.getLogger(StoreKeeper.class);
    /** Records of so much are restored at once: Redis does nothing else meanwhile. */
    private static final long PART_BYTES = 1L << 20;

    private final Context context;
    private final Stock stock;
    private final Store store;
    private final Journal journal;
    private final Snapshots snapshots;

    StoreKeeper(Context context, Stock stock, Store store, Journal journal, Snapshots snapshots) {
        this.context = context;
        this.stock = stock;
        this.store = store;
        this.journal = journal;
        this.snapshots = snapshots;
    }

    /** Where the journal ends once the store fits it. Fails when Kafka or Redis is away, or the journal cannot be read. */
    Future<Tail> establish() {
        return journal.tail().compose(tail -> on(stock.mark()).compose(mark -> {
            if (tail == null || tail.number() < 0) {
                // Fences alone: somebody died who had found neither, or no journal.
                long epoch = 1 + Math.max(tail == null ? -1 : tail.epoch(), mark.epoch() == null ? -1 : mark.epoch());
                if (mark.epoch() != null) {
                    return adoptWithoutJournal(mark, epoch);
                }
                log.info("A new store begins: there is neither one in Redis nor a journal");
                return rebuild(epoch);
            }
            return fits(tail, mark).compose(fits -> {
                if (fits) {
                    return Future.succeededFuture(tail);
                }
                log.atWarn()
                        .addKeyValue(
                                "reason",
                                "the store is at " + describe(mark) + ", the journal at item " + tail.number()
                                        + " of epoch " + tail.epoch())
                        .log("Rebuilding the store from the journal");
                return rebuild(Math.max(tail.epoch(), mark.epoch() == null ? 0 : mark.epoch()) + 1);
            });
        }));
    }

    /** Whether the store is still the one whose journal ends so. */
    Future<Boolean> fits(Tail tail) {
        return on(stock.mark()).compose(mark -> fits(tail, mark));
    }

    /** Whether it could be rebuilt: false when the journal has neither its beginning nor a copy of what was before it. */
    Future<Boolean> whole() {
        return newest().compose(copy -> journal.checkBeginning(copy)
                .map(true)
                .recover(cause -> cause instanceof IllegalStateException
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(cause)));
    }

    private Future<Copy> newest() {
        return journal.begin().compose(snapshots::newest);
    }

    private static String describe(Mark mark) {
        return mark.epoch() == null ? "no epoch" : "item " + mark.number() + " of epoch " + mark.epoch();
    }

    private Future<Boolean> fits(Tail tail, Mark mark) {
        if (mark.epoch() == null || mark.epoch() != tail.epoch() || mark.number() < tail.number()) {
            return Future.succeededFuture(false);
        }
        if (mark.number() == tail.number()) {
            return Future.succeededFuture(mark.token().equals(tail.token()));
        }
        return on(stock.outbox(tail.number() + "-0", 1)).map(items -> {
            OutboxItem next = items.isEmpty() ? null : items.get(0);
            return next != null
                    && next.number() == tail.number() + 1
                    && next.previous().equals(tail.token());
        });
    }

    private Future<Tail> rebuild(long epochAtLeast) {
        String token = UUID.randomUUID().toString();
        long startNanos = System.nanoTime();
        return newest().compose(journal::checkBeginning)
                .compose(readable -> on(store.begin(token)))
                .compose(begun -> journal.fence(epochAtLeast))
                .compose(fence -> on(store.wipe(token))
                        .compose(empty -> fill(token, fence))
                        .compose(filled -> open(token, fence.epoch(), filled)))
                .onSuccess(tail -> log.atInfo()
                        .addKeyValue("item", tail.number())
                        .addKeyValue("epoch", tail.epoch())
                        .addKeyValue("millis", (System.nanoTime() - startNanos) / 1_000_000)
                        .log("The store is as the journal tells"));
    }

    private Future<Fold> fill(String token, Fence fence) {
        return newest().compose(copy -> {
            Restoring restoring = new Restoring(token);
            Future<Void> copied = copy == null
                    ? Future.succeededFuture()
                    : snapshots.read(copy, parts -> restoring.next(Long.MAX_VALUE, parts));
            Fold fold = Fold.onto(copy);
            return copied.compose(done -> journal.checkBeginning(copy))
                    .compose(done -> copy == null ? journal.begin() : Future.succeededFuture(copy.journalFrom()))
                    .compose(from ->
                            journal.read(from, fence.offset(), fold, items -> restoring.next(fold.oldest(), items)))
                    .compose(read -> restoring.all())
                    .compose(restored -> {
                        fold.checkWhole(copy);
                        return fold.epoch() >= fence.epoch()
                                ? Future.failedFuture(new IllegalStateException(
                                        "another instance began epoch " + fold.epoch() + " meanwhile"))
                                : on(stock.trimOutbox((fold.oldest() - 1) + "-0"));
                    })
                    .map(fold);
        });
    }

    /**
     * The next part is read, and expanded on a worker thread, while the store works at the one before; it works at them in their order. Two are on their
     * way at most.
     */
    private final class Restoring {
        private final String token;
        private Future<Void> newest = Future.succeededFuture();

        Restoring(String token) {
            this.token = token;
        }

        /** Completes when another part is wanted. */
        Future<Void> next(long oldest, List<byte[]> records) {
            Future<Void> wanted = Future.succeededFuture();
            int from = 0;
            long bytes = 0;
            for (int to = 1; to <= records.size(); to++) {
                bytes += records.get(to - 1).length;
                if (bytes >= PART_BYTES || to == records.size()) {
                    List<byte[]> part = records.subList(from, to);
                    wanted = wanted.compose(before -> send(oldest, part));
                    from = to;
                    bytes = 0;
                }
            }
            return wanted;
        }

        private Future<Void> send(long oldest, List<byte[]> part) {
            Future<Void> before = newest;
            Future<CompletionStage<Void>> sent = context.executeBlocking(() -> store.restore(token, oldest, part));
            newest = sent.compose(StoreKeeper.this::on);
            return sent.compose(stage -> before);
        }

        Future<Void> all() {
            return newest;
        }
    }

    private Future<Tail> open(String token, long epoch, Fold filled) {
        return journal.base(epoch, filled.number(), filled.token()).compose(offset -> on(store.open(token, epoch))
                .map(open -> new Tail(epoch, filled.number(), filled.token(), offset + 1)));
    }

    /** Kafka forgot everything, the store did not. Died on the way: the journal holds fences at most, and this begins again. */
    private Future<Tail> adoptWithoutJournal(Mark mark, long epochAtLeast) {
        log.atWarn()
                .addKeyValue("item", mark.number())
                .log(
                        "The journal is empty and the store is not: the journal begins here, and the store must be copied");
        return journal.fence(epochAtLeast).compose(fence -> on(store.reopen(mark.epoch(), fence.epoch()))
                // Nothing is changed between the two epochs: whoever works under the old one is refused.
                .compose(reopened -> on(stock.mark()))
                .compose(now -> journal.base(fence.epoch(), now.number(), now.token())
                        .map(offset -> new Tail(fence.epoch(), now.number(), now.token(), offset + 1))));
    }

    private <T> Future<T> on(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
