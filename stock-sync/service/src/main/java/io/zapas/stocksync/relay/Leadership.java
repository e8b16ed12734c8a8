package io.zapas.stocksync.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
    private final List<Consumer<Boolean>> listeners = new ArrayList<>();
    private long timer = -1;
    private boolean told;
    private Future<Boolean> turn = Future.succeededFuture(false);

    public Leadership(Context context, Lease lease, Duration ttl) {
        this.context = context;
        this.lease = lease;
        this.intervalMillis = Math.max(1, ttl.toMillis() / TURNS_PER_TTL);
    }

    /** Told when the lead is gained and when it is lost, on the context. Before {@link #start()} only. */
    public void addListener(Consumer<Boolean> listener) {
        listeners.add(listener);
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
        return turn.transform(done -> {
            tell(false);
            return lease.release();
        });
    }

    private void take() {
        turn = lease.renew()
                .otherwise(cause -> {
                    log.atWarn().setCause(cause).log("Lease could not be renewed");
                    return lease.held();
                })
                .onSuccess(this::tell);
    }

    private void tell(boolean leads) {
        if (leads != told) {
            told = leads;
            listeners.forEach(listener -> listener.accept(leads));
        }
    }
}
