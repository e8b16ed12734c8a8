package io.zapas.stocksync.recovery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Mark;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.domain.Store;
import io.zapas.stocksync.recovery.Journal.Fold;
import io.zapas.stocksync.recovery.Journal.Tail;
import io.zapas.stocksync.recovery.Snapshots.Copy;
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
 *   <li>there is no journal: a new store begins one; a store that has outlived its journal (Kafka lost everything) begins one with a copy of itself.
 * </ul>
 *
 * <p>Died on the way: the store stays closed, and the next leader begins again. Two at once: the later one takes over, the earlier one fails. Single context.
 */
final class StoreKeeper {
    private static final Logger log = LoggerFactory.getLogger(StoreKeeper.class);

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
            if (tail == null) {
                return mark.epoch() == null
                        ? rebuild("there is neither store nor journal", 0)
                        : adoptWithoutJournal(mark);
            }
            return fits(tail, mark)
                    .compose(fits -> fits
                            ? Future.succeededFuture(tail)
                            : rebuild(
                                    "the store is at " + describe(mark) + ", the journal at item " + tail.number()
                                            + " of epoch " + tail.epoch(),
                                    Math.max(tail.epoch(), mark.epoch() == null ? 0 : mark.epoch()) + 1));
        }));
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

    private Future<Tail> rebuild(String why, long epochAtLeast) {
        String token = UUID.randomUUID().toString();
        long startNanos = System.nanoTime();
        log.atWarn().addKeyValue("reason", why).log("Rebuilding the store from the journal");
        return on(store.begin(token))
                .compose(begun -> journal.fence(epochAtLeast))
                .compose(epoch -> on(store.wipe(token))
                        .compose(empty -> fill(token, epoch))
                        .compose(filled -> open(token, epoch, filled)))
                .onSuccess(tail -> log.atInfo()
                        .addKeyValue("item", tail.number())
                        .addKeyValue("epoch", tail.epoch())
                        .addKeyValue("millis", (System.nanoTime() - startNanos) / 1_000_000)
                        .log("The store is rebuilt"));
    }

    /** What the store came to. */
    private record Filled(long number, String token) {}

    private Future<Filled> fill(String token, long fence) {
        return snapshots.newest().compose(copy -> {
            Future<Void> copied = copy == null
                    ? Future.succeededFuture()
                    : snapshots.read(copy, parts -> on(store.restore(token, Long.MAX_VALUE, parts)));
            Fold fold = new Fold(copy != null);
            return copied.compose(done -> copy == null ? journal.begin() : Future.succeededFuture(copy.journalFrom()))
                    .compose(from ->
                            journal.read(from, fence, fold, items -> on(store.restore(token, fold.oldest(), items))))
                    .compose(read -> on(stock.trimOutbox((fold.oldest() - 1) + "-0")))
                    .map(trimmed -> filled(copy, fold));
        });
    }

    private static Filled filled(Copy copy, Fold fold) {
        if (fold.number() >= 0) {
            return new Filled(fold.number(), fold.token());
        }
        return copy == null ? new Filled(0, "") : new Filled(copy.number(), copy.token());
    }

    private Future<Tail> open(String token, long epoch, Filled filled) {
        return journal.base(epoch, filled.number(), filled.token()).compose(offset -> on(store.open(token, epoch))
                .map(open -> new Tail(epoch, filled.number(), filled.token(), offset + 1)));
    }

    /** Kafka forgot everything, the store did not. */
    private Future<Tail> adoptWithoutJournal(Mark mark) {
        log.atWarn()
                .addKeyValue("item", mark.number())
                .log("The journal is empty and the store is not: the journal begins with a copy of the store");
        return journal.fence(mark.epoch() + 1).compose(epoch -> on(store.reopen(mark.epoch(), epoch))
                // Nothing is changed between the two epochs: whoever works under the old one is refused.
                .compose(reopened -> on(stock.mark()))
                .compose(now -> journal.base(epoch, now.number(), now.token())
                        .map(offset -> new Tail(epoch, now.number(), now.token(), offset + 1))));
    }

    private <T> Future<T> on(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
