package io.zapas.stocksync.stream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import io.zapas.runtime.kafka.KafkaAccess.RecordHandler;
import io.zapas.stocksync.api.StockTopics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reads the ledger for those who listen to reservations, from the first of them until a while after the last one has left: to read every entry for nobody
 * was a tenth of what the event loop did for a reservation. Events before it began are not in the log, so nobody can resume there. Safe on every thread.
 */
final class ReservationFeed {
    /** Whoever drops out and comes back within so long misses nothing. */
    static final Duration LINGER = Duration.ofMinutes(15);

    private static final long START_SECONDS = 5;

    private final Context context;
    private final KafkaAccess kafka;
    private final EventLog log;
    private final RecordHandler handler;
    private KafkaTail tail;
    private int listeners;
    private long lingerTimer = -1;
    private boolean stopped;
    /** Number of the newest event in front of which reservations may be missing; {@link Long#MAX_VALUE}: not known yet. */
    private long missingUpTo;

    /** @param context on which the ledger is read */
    ReservationFeed(Context context, KafkaAccess kafka, EventLog log, RecordHandler handler) {
        this.context = context;
        this.kafka = kafka;
        this.log = log;
        this.handler = handler;
    }

    /** One listener more, until {@link #leave()}. Completes on the caller's context once no reservation is missed any more; fails after {@value #START_SECONDS} s. */
    Future<Void> join() {
        Context caller = context.owner().getOrCreateContext();
        Promise<Void> joined = Promise.promise();
        context.runOnContext(ignored -> reading()
                .onComplete(read -> caller.runOnContext(back -> {
                    if (read.succeeded()) {
                        joined.complete();
                    } else {
                        joined.fail(read.cause());
                    }
                })));
        return joined.future();
    }

    private synchronized Future<Void> reading() {
        if (stopped) {
            return Future.failedFuture("the stream has ended");
        }
        listeners++;
        context.owner().cancelTimer(lingerTimer);
        if (tail == null) {
            missingUpTo = Long.MAX_VALUE;
            tail = kafka.tail("stock-sync.stream.ledger", List.of(StockTopics.STOCK_LEDGER), false, handler);
            tail.caughtUp().onSuccess(from -> begins());
        }
        return tail.caughtUp().timeout(START_SECONDS, TimeUnit.SECONDS);
    }

    private synchronized void begins() {
        missingUpTo = log.last();
    }

    synchronized void leave() {
        listeners--;
        if (listeners == 0 && !stopped) {
            lingerTimer = context.owner().setTimer(LINGER.toMillis(), id -> end());
        }
    }

    private synchronized void end() {
        if (listeners == 0 && tail != null) {
            tail.stop();
            tail = null;
        }
    }

    /** Number of the event behind which no reservation is missing up to now; {@link Long#MAX_VALUE}: there is none. */
    synchronized long wholeFrom() {
        return tail == null ? Long.MAX_VALUE : missingUpTo;
    }

    synchronized Future<Void> stop() {
        stopped = true;
        context.owner().cancelTimer(lingerTimer);
        return tail == null ? Future.succeededFuture() : tail.stop();
    }
}
