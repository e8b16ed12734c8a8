package io.zapas.stocksync.stream;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** The subscribers of one event loop: woken once for any number of new events. Confined to that loop, except {@link #wake()}. */
final class SubscriberGroup {
    private final Context context;
    private final Set<Subscriber> subscribers = new LinkedHashSet<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final long heartbeatTimer;

    /**
     * Call it on the event loop.
     *
     * @param onEvicted told of each subscriber that was dropped for taking nothing
     */
    SubscriberGroup(Vertx vertx, StreamLimits limits, Runnable onEvicted) {
        this.context = vertx.getOrCreateContext();
        this.heartbeatTimer = vertx.setPeriodic(limits.heartbeatMillis(), id -> {
            for (Subscriber subscriber : List.copyOf(subscribers)) {
                if (!subscriber.heartbeat(limits.stalledHeartbeats())) {
                    onEvicted.run();
                    subscriber.cut();
                }
            }
        });
    }

    void add(Subscriber subscriber) {
        subscribers.add(subscriber);
    }

    /** False: it was not there any more. */
    boolean remove(Subscriber subscriber) {
        subscriber.closed();
        return subscribers.remove(subscriber);
    }

    /** There are new events. Any thread. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(ignored -> {
                woken.set(false);
                new ArrayList<>(subscribers).forEach(Subscriber::drain);
            });
        }
    }

    /** Ends all answers. Any thread. */
    void stop() {
        context.runOnContext(ignored -> {
            context.owner().cancelTimer(heartbeatTimer);
            new ArrayList<>(subscribers).forEach(Subscriber::end);
        });
    }
}
