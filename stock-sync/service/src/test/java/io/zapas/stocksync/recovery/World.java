package io.zapas.stocksync.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Kafka, Redis and instances one after another or side by side, all in memory. */
final class World implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(20);

    final Faults faults = new Faults();
    final MemoryLog journalLog = new MemoryLog(faults);
    final MemoryLog snapshotLog = new MemoryLog(faults);
    final MemoryStore store = new MemoryStore(faults);
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    /** One instance, as {@link Recovery} wires it; it leads for as long as the test lets it. */
    final class Instance {
        final Journal journal = new Journal(journalLog);
        final Snapshots snapshots = new Snapshots(snapshotLog);
        final StoreGuard guard = new StoreGuard(context, store);
        final StoreKeeper stores = new StoreKeeper(context, store, store, journal, snapshots);
        final JournalKeeper keeper = new JournalKeeper(journal, stores, guard);
        final Snapshotter snapshotter =
                new Snapshotter(context, store, store, journal, snapshots, keeper, () -> true, 1_000);

        Instance establish() {
            Await.result(keeper.establish());
            assertThat(keeper.established()).isTrue();
            return this;
        }

        /** Everything in the outbox into the journal; the outbox stays. */
        Instance keep() {
            Await.result(tryKeep());
            return this;
        }

        Future<Void> tryKeep() {
            return Future.fromCompletionStage(store.outbox(null, 1_000)).compose(items -> on(() -> keeper.keep(items)));
        }

        /** And out of the outbox. */
        Instance relay() {
            keep();
            store.outbox.clear();
            return this;
        }

        Future<Void> on(java.util.function.Supplier<Future<Void>> work) {
            io.vertx.core.Promise<Void> done = io.vertx.core.Promise.promise();
            context.runOnContext(ignored -> work.get().onComplete(done));
            return done.future();
        }

        Instance copy() {
            Await.result(on(snapshotter::copy));
            return this;
        }
    }

    Instance instance() {
        return new Instance();
    }

    /** Names from..to-1 get a value each. */
    List<OutboxItem> work(int from, int to) {
        List<OutboxItem> items = new ArrayList<>();
        for (int i = from; i < to; i++) {
            items.add(store.set("k" + i % 10, "v" + i));
        }
        return items;
    }

    Map<String, String> values() {
        return new TreeMap<>(store.values);
    }

    @Override
    public void close() {
        Await.result(vertx.close());
    }
}
