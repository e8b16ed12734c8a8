package io.zapas.stocksync.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.stocksync.domain.Silence;
import io.zapas.stocksync.domain.Stock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what changes the numbers of many SKUs without an event: what is declared for sources that fall silent (units of their SKUs are kept back, and
 * given back once the source is heard again), and other configured rules than before. Looks every {@value #INTERVAL_MILLIS} ms; when another set of
 * sources is silent, or a reign begins under other rules, it goes through all SKUs, a bounded part per call.
 *
 * <p>Only the lease holder sweeps, and begins anew with its reign and with every store: what a predecessor left half done is finished. Store away: the
 * next round begins again. All on one Vert.x context.
 */
public final class FreshnessSweep {
    static final int INTERVAL_MILLIS = 1_000;
    /** After a part that changed something: others want to be served, and the relay must follow. */
    private static final int PAUSE_MILLIS = 20;

    private static final Logger log = LoggerFactory.getLogger(FreshnessSweep.class);

    private final Context context;
    private final Stock stock;
    private final Lease lease;
    private final BooleanSupplier ready;
    private final InstantSource clock;
    private final Map<String, Silence> declared;
    private final Runnable onChanged;
    private long timer = -1;
    private Future<Void> round = Future.succeededFuture();
    /** What all SKUs keep back for; null: not known. */
    private Map<String, Long> carriedOut;

    private long reign = -1;

    /**
     * @param ready whether the store can be worked with
     * @param declared by source
     * @param onChanged told when something was kept back or given back: wakes the relay
     */
    public FreshnessSweep(
            Context context,
            Stock stock,
            Lease lease,
            BooleanSupplier ready,
            InstantSource clock,
            Map<String, Silence> declared,
            Runnable onChanged) {
        this.context = context;
        this.stock = stock;
        this.lease = lease;
        this.ready = ready;
        this.clock = clock;
        this.declared = Map.copyOf(declared);
        this.onChanged = onChanged;
    }

    public void start() {
        timer = context.owner().setPeriodic(INTERVAL_MILLIS, id -> {
            if (round.isComplete() && lease.held() && ready.getAsBoolean()) {
                round = look().otherwise(cause -> {
                    carriedOut = null;
                    log.atWarn().setCause(cause).log("What silent sources call for will be tried again");
                    return null;
                });
            }
        });
    }

    /** Waits for the call in flight. */
    public Future<Void> stop() {
        context.owner().cancelTimer(timer);
        timer = -1;
        return round;
    }

    /** Another store: what it keeps back is not known. Any thread. */
    public void startOver() {
        context.runOnContext(ignored -> carriedOut = null);
    }

    private Future<Void> look() {
        if (reign != lease.fence()) {
            reign = lease.fence();
            carriedOut = null;
        }
        if (carriedOut != null && declared.isEmpty()) {
            return Future.succeededFuture();
        }
        return Future.fromCompletionStage(stock.heard(), context).compose(heard -> {
            Map<String, Long> silent = silent(heard);
            if (silent.equals(carriedOut)) {
                return Future.succeededFuture();
            }
            return carriedOut != null
                    ? carryOut(silent, false)
                    : Future.fromCompletionStage(stock.rulesChanged(), context)
                            .compose(rulesChanged -> carryOut(silent, rulesChanged));
        });
    }

    private Map<String, Long> silent(Map<String, Instant> heard) {
        Instant now = clock.instant();
        Map<String, Long> silent = new HashMap<>();
        declared.forEach((source, silence) -> {
            Instant last = heard.get(source);
            // Never heard is not silent: nobody knows a SKU from it.
            if (last != null
                    && silence.keptBack() > 0
                    && last.plus(silence.maxAge()).isBefore(now)) {
                silent.put(source, silence.keptBack());
            }
        });
        return silent;
    }

    private Future<Void> carryOut(Map<String, Long> silent, boolean rulesChanged) {
        long begun = reign;
        carriedOut = null;
        return part(silent, rulesChanged, null, 0).map(changed -> {
            if (changed == null) {
                return null;
            }
            if (begun == lease.fence()) {
                carriedOut = silent;
            }
            if (changed > 0) {
                log.atInfo()
                        .addKeyValue("silent", silent.keySet())
                        .addKeyValue("otherRules", rulesChanged)
                        .addKeyValue("skus", changed)
                        .log("All SKUs were gone through");
            }
            return null;
        });
    }

    /** How many SKUs were changed; null: it has been told to stop. */
    private Future<Integer> part(Map<String, Long> silent, boolean rulesChanged, String cursor, int before) {
        return Future.fromCompletionStage(stock.freshen(silent, rulesChanged, cursor), context)
                .compose(part -> {
                    if (part.changed() > 0) {
                        onChanged.run();
                    }
                    int changed = before + part.changed();
                    if (part.cursor() == null) {
                        return Future.succeededFuture(changed);
                    }
                    if (timer < 0 || !lease.held()) {
                        return Future.succeededFuture(null);
                    }
                    return part.changed() == 0
                            ? part(silent, rulesChanged, part.cursor(), changed)
                            : context.owner()
                                    .timer(PAUSE_MILLIS)
                                    .compose(paused -> part(silent, rulesChanged, part.cursor(), changed));
                });
    }
}
