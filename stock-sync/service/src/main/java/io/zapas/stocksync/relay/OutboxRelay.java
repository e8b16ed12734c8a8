package io.zapas.stocksync.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.health.Health;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what was applied: into the journal, then every ledger entry, in order, and the newest availability of each SKU it touched, then tells the
 * listeners; only then forgets the outbox items.
 *
 * <p>Steady state: two things side by side. In rounds, a batch is read and written into the journal. That is all callers wait for: its records hold the ledger entries and
 * are acknowledged by Kafka as the ledger's topic would be, and a store rebuilt from them brings the entries to that topic, too. Meanwhile ledger and
 * availability of all that is safe by then are published, some milliseconds' worth together, availability once for a SKU however often it changed, and the items are forgotten; the rounds
 * wait only when that falls {@value #CHANGES_PER_BATCH} changes behind. Idle: asks with a growing pause, up to {@value #MAX_IDLE_MILLIS} ms; a local change wakes it at once. Kafka or Redis
 * away: both end, then the same again from the oldest item that was not forgotten, with a growing pause; nothing is skipped, the outbox grows meanwhile. Died in
 * between: the next leader starts with that item, too, so entries may appear twice, never out of order within one reign, and readers drop sequence numbers they have
 * seen. Woken late after having lost the lease: availability it published may be older than its successor's, so it publishes the then newest once more before it
 * rests.
 *
 * <p>All methods on one Vert.x context, except {@link #wake()} and {@link #relayed(String)}: any thread.
 */
public final class OutboxRelay {
    static final int MAX_BATCH = 500;
    /** What one batch should hold: more would be much memory, less many small writes. */
    static final int CHANGES_PER_BATCH = 4_000;

    private static final int FIRST_BATCH = 8;
    static final int MIN_IDLE_MILLIS = 20;
    static final int MAX_IDLE_MILLIS = 200;
    static final int MAX_RETRY_MILLIS = 5_000;
    private static final int SETTLE_MILLIS = 10;
    private static final Duration STUCK = Duration.ofSeconds(30);
    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

    private final Context context;
    private final Stock stock;
    private final Safekeeping journal;
    private final Lease lease;
    private final LongSupplier nanos;
    private final Waiters waiters;
    private final Publication publication;
    private final Counter relayedItems;
    private Consumer<ShownAvailability> onSafe = shown -> {};
    private String relayedUpTo;
    /** Fence of the reign the store was established in. */
    private long reign = -1;

    /** Items that are safe and whose availability is not yet on its way to Kafka. */
    private List<OutboxItem> behind = new ArrayList<>();

    private int changesBehind;
    private boolean settling;
    private long settleTimer = -1;
    private long settledNanos;
    /** The next round begins when what is being settled is. */
    private boolean waitsForSettled;
    /** Null: none. Nothing begins until everything under way has ended. */
    private Throwable failure;

    private int limit = FIRST_BATCH;
    private boolean running;
    private boolean working;
    private boolean wokenMeanwhile;
    private long timer = -1;
    private int idleMillis = MIN_IDLE_MILLIS;
    private int retryMillis = MIN_IDLE_MILLIS;
    private volatile long busySinceNanos;
    private volatile boolean busy;
    private Promise<Void> stopped;

    /**
     * @param context where it works and its listeners are called
     * @param nanos elapsed time
     */
    public OutboxRelay(
            Context context,
            Stock stock,
            KafkaAccess kafka,
            Safekeeping journal,
            Lease lease,
            LongSupplier nanos,
            MeterRegistry meters) {
        this.journal = journal;
        this.context = context;
        this.stock = stock;
        this.lease = lease;
        this.nanos = nanos;
        this.waiters = new Waiters(context, stock, journal, this::awake);
        this.publication = new Publication(context, stock, kafka);
        this.settledNanos = nanos.getAsLong() - SETTLE_MILLIS * 1_000_000L;
        this.relayedItems = Counter.builder("zapas.relay.items")
                .description("Changes carried from the outbox to Kafka")
                .register(meters);
        Gauge.builder("zapas.relay.backlog.age", this, relay -> relay.backlogNanos() / 1e9)
                .description("Seconds for which the relay has been behind")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Told the newest availability of every SKU that changed, as soon as the change is safe and before callers are. Before {@link #start()} only. */
    public void onSafe(Consumer<ShownAvailability> listener) {
        onSafe = listener;
    }

    /** Before {@link #start()} only. */
    public void addListener(RelayListener listener) {
        publication.add(listener);
    }

    public void start() {
        running = true;
        schedule(0);
    }

    /** Finishes what it has begun, then completes. */
    public Future<Void> stop() {
        running = false;
        if (timer >= 0) {
            context.owner().cancelTimer(timer);
            timer = -1;
        }
        stopped = Promise.promise();
        if (settleTimer >= 0) {
            context.owner().cancelTimer(settleTimer);
            settleTimer = -1;
        }
        settleBehind();
        rest();
        return stopped.future();
    }

    /** There is something new to relay. Any thread. */
    public void wake() {
        context.runOnContext(ignored -> awake());
    }

    private void awake() {
        wokenMeanwhile = true;
        idleMillis = MIN_IDLE_MILLIS;
        if (running && !working && lease.held()) {
            schedule(0);
        }
    }

    /** Not ready while the oldest waiting change makes no way to Kafka for {@code 30 s}. */
    public Health.Status status() {
        long behind = backlogNanos();
        return behind > STUCK.toNanos()
                ? Health.Status.notReady("changes have been waiting for Kafka for " + behind / 1_000_000_000L + " s")
                : Health.Status.READY;
    }

    /**
     * Completes once the change is safe in Kafka, whichever instance carries it; fails with {@link TimeoutException} after 5 s, or at once when too many
     * wait. Any thread; completes on the relay's context.
     */
    public Future<Void> relayed(String outboxId) {
        return waiters.await(OutboxId.number(outboxId));
    }

    private void schedule(int millis) {
        if (timer >= 0) {
            context.owner().cancelTimer(timer);
            timer = -1;
        }
        if (!running) {
            return;
        }
        if (millis == 0) {
            context.runOnContext(ignored -> work());
        } else {
            timer = context.owner().setTimer(millis, id -> {
                timer = -1;
                work();
            });
        }
    }

    private void work() {
        if (!running || working || failure != null) {
            return;
        }
        boolean reigns = lease.held() && journal.established() && reign == lease.fence();
        if (settling && (!reigns || changesBehind >= CHANGES_PER_BATCH)) {
            waitsForSettled = true;
            return;
        }
        if (!lease.held()) {
            startOver();
            markIdle();
            schedule(MAX_IDLE_MILLIS);
            return;
        }
        working = true;
        wokenMeanwhile = false;
        if (!reigns) {
            establish();
            return;
        }
        onContext(stock.outbox(relayedUpTo, limit)).compose(this::makeSafe).onComplete(round -> {
            working = false;
            if (round.failed()) {
                failure = round.cause();
            } else {
                behind.addAll(round.result());
                changesBehind += changes(round.result());
                settleBehind();
            }
            if (failure == null && stopped == null) {
                proceed(round.result());
            } else {
                rest();
            }
        });
    }

    /** All that is safe by now, together; what becomes safe meanwhile is next. One after the other, and not too often: each writes to many partitions. */
    private void settleBehind() {
        if (settling || settleTimer >= 0 || behind.isEmpty() || failure != null) {
            return;
        }
        long early = SETTLE_MILLIS - (nanos.getAsLong() - settledNanos) / 1_000_000;
        if (early > 0 && changesBehind < CHANGES_PER_BATCH && stopped == null) {
            settleTimer = context.owner().setTimer(early, id -> {
                settleTimer = -1;
                settleBehind();
            });
            return;
        }
        settledNanos = nanos.getAsLong();
        settling = true;
        List<OutboxItem> batch = behind;
        behind = new ArrayList<>();
        changesBehind = 0;
        settle(batch).onComplete(done -> {
            settling = false;
            if (done.failed()) {
                failure = done.cause();
            }
            settleBehind();
            if (failure != null || stopped != null) {
                rest();
            } else if (waitsForSettled) {
                waitsForSettled = false;
                schedule(0);
            }
        });
    }

    /** Whatever was begun ends first: nothing is retried while a record may still be on its way. Again does nothing. */
    private void rest() {
        if (working || settling) {
            return;
        }
        Throwable cause = failure;
        failure = null;
        if (cause != null) {
            startOver();
        }
        if (stopped != null) {
            stopped.tryComplete();
        } else if (cause != null) {
            failed(cause);
        }
    }

    /** Nothing is relayed before it is sure that the store is the one that was relayed before. */
    private void establish() {
        startOver();
        long begins = lease.fence();
        journal.establish().onComplete(done -> {
            working = false;
            if (stopped != null) {
                stopped.complete();
            } else if (done.failed()) {
                failed(done.cause());
            } else {
                reign = begins;
                schedule(0);
            }
        });
    }

    /** What callers wait for was lost with the store: they must ask again. Any thread. */
    public void lost() {
        waiters.lost();
        wake();
    }

    /** The next round begins with the oldest item that was not forgotten. */
    private void startOver() {
        relayedUpTo = null;
        behind = new ArrayList<>();
        changesBehind = 0;
        waitsForSettled = false;
    }

    private void proceed(List<OutboxItem> batch) {
        int relayed = batch.size();
        limit = next(batch);
        if (relayed == 0 && !settling && behind.isEmpty()) {
            markIdle();
        }
        if (relayed > 0 || wokenMeanwhile) {
            idleMillis = MIN_IDLE_MILLIS;
            schedule(0);
        } else {
            schedule(idleMillis);
            idleMillis = Math.min(MAX_IDLE_MILLIS, idleMillis * 2);
        }
    }

    /** Items to read next: an item may be one hold, or five hundred levels. */
    private static int next(List<OutboxItem> batch) {
        int changes = changes(batch);
        return changes == 0
                ? FIRST_BATCH
                : Math.max(1, Math.min(MAX_BATCH, CHANGES_PER_BATCH * batch.size() / changes));
    }

    private static int changes(List<OutboxItem> items) {
        return items.stream().mapToInt(item -> item.changes().size()).sum();
    }

    private void failed(Throwable cause) {
        int millis = retryMillis;
        retryMillis = Math.min(MAX_RETRY_MILLIS, retryMillis * 2);
        // First of all: whatever goes wrong in telling of it, nobody else would begin again.
        schedule(millis);
        log.atWarn().addKeyValue("retryMillis", millis).setCause(cause).log("Relay will try again");
    }

    /** Into the journal: it holds the ledger entries, too, and whatever happens from here on somebody will publish them. */
    private Future<List<OutboxItem>> makeSafe(List<OutboxItem> items) {
        if (items.isEmpty()) {
            return Future.succeededFuture(items);
        }
        if (!busy) {
            busySinceNanos = nanos.getAsLong();
            busy = true;
        }
        OutboxItem last = items.get(items.size() - 1);
        return journal.keep(items).map(done -> {
            // That is what callers wait for.
            relayedUpTo = last.id();
            // Whoever asks this instance right after it was answered sees what it was told.
            Map<String, ShownAvailability> newest = new LinkedHashMap<>();
            for (OutboxItem item : items) {
                if (item.newest() != null) {
                    newest.putAll(item.newest());
                }
            }
            newest.values().forEach(onSafe);
            waiters.safe(last.number());
            return items;
        });
    }

    /**
     * Ledger entries and availability to Kafka and news to the listeners, then the items are forgotten. Not before the journal has them: no entry must be seen
     * whose change a rebuilt store would not know.
     */
    private Future<Void> settle(List<OutboxItem> items) {
        if (items.isEmpty()) {
            return Future.succeededFuture();
        }
        long reign = lease.fence();
        Future<Void> ledger = publication.ledger(items);
        Future<Map<String, ShownAvailability>> published = publication.availability(items);
        // join: nothing is retried while a record may still be on its way.
        return Future.join(ledger, published).compose(both -> {
            publication.tell(items, published.result());
            busySinceNanos = nanos.getAsLong();
            retryMillis = MIN_IDLE_MILLIS;
            relayedItems.increment(items.size());
            if (!lease.held() || lease.fence() != reign) {
                return publication.availability(items).mapEmpty();
            }
            return onContext(stock.trimRelayed(items.get(items.size() - 1)));
        });
    }

    private long backlogNanos() {
        return busy ? Math.max(0, nanos.getAsLong() - busySinceNanos) : 0;
    }

    private void markIdle() {
        busy = false;
        retryMillis = MIN_IDLE_MILLIS;
    }

    private <T> Future<T> onContext(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
