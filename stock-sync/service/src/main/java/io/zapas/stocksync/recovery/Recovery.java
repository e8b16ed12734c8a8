package io.zapas.stocksync.recovery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Store;
import io.zapas.stocksync.relay.Safekeeping;
import java.util.function.BooleanSupplier;

/**
 * Keeps the store in Kafka and brings it back from there. Wires this room's parts for one instance; everything on the Vert.x context it is made for.
 */
public final class Recovery {
    /** Topic of the journal, and of the copies. */
    public static final String JOURNAL = "stock.journal";

    public static final String SNAPSHOT = "stock.snapshot";

    private final StoreGuard guard;
    private final JournalKeeper keeper;
    private final Snapshotter snapshotter;

    /**
     * @param leads whether this instance relays now
     * @param maxJournal records of the journal after which the store is copied
     */
    public Recovery(
            Context context, Stock stock, Store store, KafkaAccess kafka, BooleanSupplier leads, long maxJournal) {
        Journal journal = new Journal(kafka.log(JOURNAL));
        Snapshots snapshots = new Snapshots(kafka.log(SNAPSHOT));
        guard = new StoreGuard(context, stock);
        keeper = new JournalKeeper(journal, new StoreKeeper(context, stock, store, journal, snapshots), guard);
        snapshotter = new Snapshotter(context, stock, store, journal, snapshots, keeper, leads, maxJournal);
        keeper.onEstablished(snapshotter::look);
    }

    /** What this instance knows of the store. */
    public StoreGuard guard() {
        return guard;
    }

    public Safekeeping safekeeping() {
        return keeper;
    }

    /** Copies the store into Kafka now; only while leading. */
    public Future<Void> copyNow() {
        return snapshotter.copy();
    }

    public void start() {
        guard.start();
        snapshotter.start();
    }

    public Future<Void> stop() {
        return guard.stop().compose(stopped -> snapshotter.stop());
    }
}
