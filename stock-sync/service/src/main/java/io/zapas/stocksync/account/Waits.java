package io.zapas.stocksync.account;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Waits that end at once, as failures, when the connectors are closed. Of one Vert.x context. */
public final class Waits {
    private final Vertx vertx;
    private final Map<Long, Promise<Void>> waiting = new LinkedHashMap<>();
    private boolean closed;

    Waits(Vertx vertx) {
        this.vertx = vertx;
    }

    public Future<Void> after(Duration wait) {
        if (closed) {
            return Future.failedFuture(givenUp());
        }
        if (wait.isNegative() || wait.isZero()) {
            return Future.succeededFuture();
        }
        Promise<Void> over = Promise.promise();
        // Rounded up: who comes early finds it is not his turn.
        long timer = vertx.setTimer(wait.plusNanos(999_999).toMillis(), id -> {
            waiting.remove(id);
            over.complete();
        });
        waiting.put(timer, over);
        return over.future();
    }

    void close() {
        closed = true;
        List<Promise<Void>> all = List.copyOf(waiting.values());
        waiting.keySet().forEach(vertx::cancelTimer);
        waiting.clear();
        all.forEach(over -> over.fail(givenUp()));
    }

    private static AccountException givenUp() {
        return new AccountException(AccountException.Kind.AWAY, "given up: the service stops", null);
    }
}
