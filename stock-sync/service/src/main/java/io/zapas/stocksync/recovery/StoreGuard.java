package io.zapas.stocksync.recovery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.health.Health;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Mark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this instance knows of the store: which epoch it works under, and how far the store must have come. A store that is empty, of an earlier
 * epoch or behind what Kafka is known to have is lost: the instance is not ready, its calls fail, until a leader has rebuilt it.
 *
 * <p>It looks {@value #LOOKS_PER_SECOND} times a second and whenever a call was refused. Redis away: nothing is concluded from that. Any thread may ask;
 * everything else on one Vert.x context.
 */
public final class StoreGuard {
    static final int LOOKS_PER_SECOND = 5;
    /** A store that did not answer for so long may be away. */
    private static final long SEEN_NANOS = 1_000_000_000L;

    private static final Logger log = LoggerFactory.getLogger(StoreGuard.class);

    private final Context context;
    private final Stock stock;
    private final List<Runnable> onLost = new ArrayList<>();
    private final List<Runnable> onAdopted = new ArrayList<>();
    private final Promise<Void> first = Promise.promise();
    private volatile boolean ready;
    private volatile String trouble = "waiting for the store to be established";
    private long epoch = -1;
    private long number;
    private long timer = -1;
    private volatile long seenNanos;
    private volatile Instant nextDue;
    private volatile boolean relayed;
    private long waiting;
    private volatile long backlog;
    private boolean looking;
    /** Only the leader can tell whether it is the store it was. */
    private boolean doubted;

    public StoreGuard(Context context, Stock stock) {
        this.context = context;
        this.stock = stock;
    }

    /** Told when the store turns out to be lost. Before {@link #start()} only. */
    public void onLost(Runnable listener) {
        onLost.add(listener);
    }

    /** Told when this instance begins to work under another epoch. Before {@link #start()} only. */
    public void onAdopted(Runnable listener) {
        onAdopted.add(listener);
    }

    public void start() {
        timer = context.owner().setPeriodic(1_000 / LOOKS_PER_SECOND, id -> look());
        look();
    }

    public Future<Void> stop() {
        context.owner().cancelTimer(timer);
        return Future.succeededFuture();
    }

    /** Completes when the store can be worked with for the first time. */
    public Future<Void> established() {
        return first.future();
    }

    /** Whether the store can be worked with. */
    public boolean ready() {
        return ready;
    }

    public Health.Status status() {
        return ready ? Health.Status.READY : Health.Status.notReady(trouble);
    }

    /**
     * Whether what was published last is what the store would say now: it was seen a moment ago, changes
     * make their way to Kafka, and no hold runs out meanwhile. Any thread.
     */
    public boolean settledAt(Instant now) {
        Instant due = nextDue;
        return ready && relayed && System.nanoTime() - seenNanos < SEEN_NANOS && (due == null || due.isAfter(now));
    }

    /** Calls whose changes are on their way to Kafka, as of a moment ago. Any thread. */
    public long backlog() {
        return backlog;
    }

    /** Which store this instance works with; -1: none yet. */
    long epoch() {
        return epoch;
    }

    /** Why the store is not there yet. */
    void trouble(String why) {
        if (!ready) {
            trouble = why;
        }
    }

    /** A call got no answer: nothing is taken for current until the store was seen again. Any thread. */
    public void away() {
        relayed = false;
    }

    /** A call was refused: have a look. Any thread. */
    public void suspect() {
        context.runOnContext(ignored -> look());
    }

    /** Kafka has everything up to this item. */
    void safe(long upTo) {
        if (upTo > number) {
            number = upTo;
            stock.adopt(epoch, number);
        }
    }

    /** Works under this epoch from now on. */
    void adopt(long newEpoch, long upTo) {
        boolean other = newEpoch != epoch;
        if (other || !ready) {
            log.atInfo()
                    .addKeyValue("epoch", newEpoch)
                    .addKeyValue("item", upTo)
                    .log("Working with the store");
        }
        epoch = newEpoch;
        number = upTo;
        stock.adopt(epoch, number);
        ready = true;
        doubted = false;
        if (other) {
            onAdopted.forEach(Runnable::run);
        }
        first.tryComplete();
    }

    /** The store is not what it was. */
    void lost(String why) {
        if (!ready) {
            return;
        }
        ready = false;
        trouble = "it is lost and will be rebuilt: " + why;
        log.atWarn().addKeyValue("reason", why).log("The store is lost");
        onLost.forEach(Runnable::run);
    }

    /** What the store wrote does not follow from what Kafka has: only a new epoch, or the leader's word, ends that. */
    void doubt(String why) {
        doubted = true;
        lost(why);
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        // What the store must have come to when it is asked; more may be made safe until the answer is here.
        long knownEpoch = epoch;
        long knownNumber = number;
        Future.fromCompletionStage(stock.mark(), context).onComplete(read -> {
            looking = false;
            if (read.succeeded()) {
                seenNanos = System.nanoTime();
                nextDue = read.result().nextDue();
                // The same item still waits: nobody relays, so that what is published falls behind.
                relayed = read.result().waiting() == 0 || read.result().waiting() != waiting;
                waiting = read.result().waiting();
                backlog = waiting == 0 ? 0 : read.result().number() - waiting + 1;
                // Another epoch was adopted meanwhile: the next look judges.
                if (knownEpoch == epoch) {
                    judge(read.result(), knownNumber);
                }
            }
        });
    }

    private void judge(Mark mark, long atLeast) {
        if (mark.epoch() == null) {
            lost("it is empty");
        } else if (mark.epoch() > epoch) {
            adopt(mark.epoch(), 0);
        } else if (mark.epoch() < epoch) {
            lost("it is of epoch " + mark.epoch() + ", not " + epoch);
        } else if (mark.number() < atLeast) {
            lost("it is at item " + mark.number() + ", Kafka has " + atLeast);
        } else if (!ready && !doubted) {
            adopt(mark.epoch(), number);
        }
    }
}
