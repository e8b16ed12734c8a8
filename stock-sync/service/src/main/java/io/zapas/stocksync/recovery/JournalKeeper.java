package io.zapas.stocksync.recovery;

import io.vertx.core.Future;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.recovery.Journal.Tail;
import io.zapas.stocksync.relay.Safekeeping;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the outbox into the journal while this instance leads. It is the journal's only writer, and finds out when it is not: its records must get offsets
 * without a gap. Then, and when items do not form one chain, nothing of the round counts as safe, and the store is established anew: a fence
 * somebody set meanwhile is found there. Single context.
 */
final class JournalKeeper implements Safekeeping {
    private final Journal journal;
    private final StoreKeeper store;
    private final StoreGuard guard;
    /** Null: to be established. */
    private Tail tail;
    /** Offset of the journal's oldest record, or below. */
    private long begin;
    /** Whether the store could be rebuilt, as far as is known. */
    private boolean whole = true;

    private Runnable onEstablished = () -> {};

    JournalKeeper(Journal journal, StoreKeeper store, StoreGuard guard) {
        this.journal = journal;
        this.store = store;
        this.guard = guard;
    }

    /** Told after every time the store was established. */
    void onEstablished(Runnable listener) {
        onEstablished = listener;
    }

    @Override
    public boolean established() {
        return tail != null && guard.ready();
    }

    @Override
    public long epoch() {
        return guard.epoch();
    }

    @Override
    public Future<Void> establish() {
        tail = null;
        return store.establish()
                .compose(found -> Future.all(store.whole(), journal.begin()).map(known -> {
                    whole = known.resultAt(0);
                    begin = known.resultAt(1);
                    tail = found;
                    guard.adopt(found.epoch(), found.number());
                    onEstablished.run();
                    return null;
                }))
                .onFailure(cause -> guard.trouble("it cannot be established: " + cause.getMessage()))
                .mapEmpty();
    }

    /** Where the journal ends; null while that is not known. */
    Tail tail() {
        return tail;
    }

    /** Records in the journal, as far as is known. */
    long length() {
        return tail == null ? 0 : tail.next() - begin;
    }

    /** Whether the store could be rebuilt: false until it has been copied. */
    boolean whole() {
        return whole;
    }

    /** The store is copied, and what the journal had before that offset is gone. */
    void copied(long newBegin) {
        begin = Math.max(begin, newBegin);
        whole = true;
    }

    @Override
    public Future<Void> keep(List<OutboxItem> items) {
        Tail before = tail;
        if (before == null) {
            return Future.failedFuture(new IllegalStateException("the store has not been established"));
        }
        List<OutboxItem> fresh =
                items.stream().filter(item -> item.number() > before.number()).toList();
        String token = before.token();
        long number = before.number();
        for (OutboxItem item : fresh) {
            if (item.epoch() != before.epoch()
                    || item.number() != number + 1
                    || !item.previous().equals(token)) {
                return doubt("item " + item.number() + " of epoch " + item.epoch() + " does not follow item " + number
                        + " of epoch " + before.epoch());
            }
            token = item.token();
            number = item.number();
        }
        if (fresh.size() == items.size()) {
            return write(before, fresh, number, token);
        }
        // Those written down before count as safe only if this is still that store: one that went back would have given
        // their numbers to others.
        long newest = number;
        String newestToken = token;
        return store.fits(before)
                .compose(fits -> fits
                        ? write(before, fresh, newest, newestToken)
                        : doubt("the store is not the one that ended with item " + before.number() + " of epoch "
                                + before.epoch()));
    }

    private Future<Void> write(Tail before, List<OutboxItem> fresh, long number, String token) {
        if (fresh.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Future<Long>> written = new ArrayList<>(fresh.size());
        fresh.forEach(item -> written.add(journal.append(item)));
        Tail after = new Tail(before.epoch(), number, token, before.next() + fresh.size());
        // join, not all: nothing is retried while a record of this attempt may still be on its way.
        return Future.join(written)
                .recover(cause -> {
                    // Some may be written: where the journal ends now must be read.
                    tail = null;
                    return Future.failedFuture(cause);
                })
                .compose(done -> {
                    for (int i = 0; i < written.size(); i++) {
                        if (written.get(i).result() != before.next() + i) {
                            tail = null;
                            return Future.failedFuture(
                                    new IllegalStateException("somebody else writes into the journal"));
                        }
                    }
                    tail = after;
                    guard.safe(after.number());
                    return Future.succeededFuture();
                });
    }

    private <T> Future<T> doubt(String why) {
        tail = null;
        guard.doubt(why);
        return Future.failedFuture(new IllegalStateException(why));
    }
}
