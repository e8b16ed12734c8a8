package io.zapas.stocksync.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.StoreLostException;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Returns the units of reservations whose time is over, a bounded number per round. Only the lease holder sweeps; two sweeping at once would do no
 * harm, since a reservation is resolved once. Store away: the next round tries again. All on one Vert.x context.
 */
public final class ExpirySweep {
    static final int INTERVAL_MILLIS = 200;
    static final int MAX_BATCH = 500;
    static final int MAX_BATCHES_PER_ROUND = 20;
    private static final Logger log = LoggerFactory.getLogger(ExpirySweep.class);

    private final Context context;
    private final Stock stock;
    private final Lease lease;
    private final BooleanSupplier ready;
    private final InstantSource clock;
    private final Runnable onReleased;
    private long timer = -1;
    private Future<Void> round = Future.succeededFuture();

    /**
     * @param ready whether the store can be worked with
     * @param onReleased told when something was released: wakes the relay
     */
    public ExpirySweep(
            Context context,
            Stock stock,
            Lease lease,
            BooleanSupplier ready,
            InstantSource clock,
            Runnable onReleased) {
        this.ready = ready;
        this.context = context;
        this.stock = stock;
        this.lease = lease;
        this.clock = clock;
        this.onReleased = onReleased;
    }

    public void start() {
        timer = context.owner().setPeriodic(INTERVAL_MILLIS, id -> {
            if (round.isComplete() && lease.held() && ready.getAsBoolean()) {
                round = sweep(MAX_BATCHES_PER_ROUND).otherwise(cause -> {
                    // That the store is lost is told by whoever has it rebuilt.
                    if (!(cause instanceof StoreLostException)) {
                        log.atWarn().setCause(cause).log("Expiry sweep will try again");
                    }
                    return null;
                });
            }
        });
    }

    /** Waits for the round in flight. */
    public Future<Void> stop() {
        context.owner().cancelTimer(timer);
        return round;
    }

    private Future<Void> sweep(int batchesLeft) {
        return Future.fromCompletionStage(stock.expire(clock.instant(), MAX_BATCH), context)
                .compose(released -> {
                    if (released > 0) {
                        onReleased.run();
                    }
                    return released == MAX_BATCH && batchesLeft > 1 ? sweep(batchesLeft - 1) : Future.succeededFuture();
                });
    }
}
