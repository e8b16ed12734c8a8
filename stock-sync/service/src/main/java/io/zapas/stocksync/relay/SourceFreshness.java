package io.zapas.stocksync.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.stocksync.domain.Stock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * Until when surely no source is silent for longer than it may be, so that what was published as not stale still is not. Asks the store every
 * {@value #INTERVAL_MILLIS} ms, on every instance; that a source was heard meanwhile can only mean later. Store away: what was known holds until then.
 */
public final class SourceFreshness {
    static final int INTERVAL_MILLIS = 1_000;

    private final Context context;
    private final Stock stock;
    private final InstantSource clock;
    private final Map<String, Duration> maxAge;
    private volatile Instant freshUntil;
    private long timer = -1;

    /** @param maxAge the longest silence by source; a source without one is never stale */
    public SourceFreshness(Context context, Stock stock, InstantSource clock, Map<String, Duration> maxAge) {
        this.context = context;
        this.stock = stock;
        this.clock = clock;
        this.maxAge = Map.copyOf(maxAge);
        startOver();
    }

    public void start() {
        if (!maxAge.isEmpty()) {
            timer = context.owner().setPeriodic(INTERVAL_MILLIS, id -> look());
            look();
        }
    }

    public Future<Void> stop() {
        context.owner().cancelTimer(timer);
        return Future.succeededFuture();
    }

    /** Another store: who was heard when is not known. Any thread. */
    public void startOver() {
        freshUntil = maxAge.isEmpty() ? Instant.MAX : Instant.MIN;
    }

    /** False also where it is not known. Any thread. */
    public boolean surelyAt(Instant now) {
        return !now.isAfter(freshUntil);
    }

    Future<Void> look() {
        Instant asked = clock.instant();
        return Future.fromCompletionStage(stock.heard(), context).map(heard -> {
            Instant until = Instant.MAX;
            for (Map.Entry<String, Duration> limit : maxAge.entrySet()) {
                // One that was never heard may be heard at once from now on.
                Instant last = heard.getOrDefault(limit.getKey(), asked);
                Instant end = last.plus(limit.getValue());
                until = end.isBefore(until) ? end : until;
            }
            freshUntil = until;
            return null;
        });
    }
}
