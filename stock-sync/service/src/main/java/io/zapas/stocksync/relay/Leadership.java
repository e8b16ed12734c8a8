package io.zapas.stocksync.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps asking for the lease, four times per time limit, whether it is held or not. Redis away: asks again at the next turn. All on one Vert.x context.
 */
public final class Leadership {
    private static final int TURNS_PER_TTL = 4;
    private static final Logger log = LoggerFactory.getLogger(Leadership.class);

    private final Context context;
    private final Lease lease;
    private final long intervalMillis;
    private final Runnable onHeld;
    private long timer = -1;
    private Future<Boolean> turn = Future.succeededFuture(false);

    /** @param onHeld told at every turn at which the lease is newly held */
    public Leadership(Context context, Lease lease, Duration ttl, Runnable onHeld) {
        this.context = context;
        this.lease = lease;
        this.intervalMillis = Math.max(1, ttl.toMillis() / TURNS_PER_TTL);
        this.onHeld = onHeld;
    }

    /** Completes after the first turn, whoever leads. */
    public Future<Void> start() {
        timer = context.owner().setPeriodic(intervalMillis, id -> {
            if (turn.isComplete()) {
                take();
            }
        });
        take();
        return turn.mapEmpty();
    }

    /** Gives the lease back. */
    public Future<Void> stop() {
        context.owner().cancelTimer(timer);
        return turn.transform(done -> lease.release());
    }

    private void take() {
        boolean before = lease.held();
        turn = lease.renew()
                .onSuccess(held -> {
                    if (held && !before) {
                        onHeld.run();
                    }
                })
                .otherwise(cause -> {
                    log.atWarn().setCause(cause).log("Lease could not be renewed");
                    return lease.held();
                });
    }
}
