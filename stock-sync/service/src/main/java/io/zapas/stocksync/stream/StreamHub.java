package io.zapas.stocksync.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.zapas.stocksync.stream.StreamEvent.Draft;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Brings the log and the subscribers together. Safe on every thread; {@link #join} on the request's event loop. */
final class StreamHub {
    private final Vertx vertx;
    private final StreamLimits limits;
    private final EventLog log;
    /** Event loops live as long as the process, so their groups do. */
    private final Map<Thread, SubscriberGroup> groups = new ConcurrentHashMap<>();

    private final AtomicInteger subscribers = new AtomicInteger();
    private final Counter resets;
    private final Counter evictions;
    private final Counter refusals;
    private volatile boolean ready;
    private volatile boolean stopped;

    StreamHub(Vertx vertx, StreamLimits limits, String epoch, EventLog.Shown shown, MeterRegistry meters) {
        this.vertx = vertx;
        this.limits = limits;
        this.log = new EventLog(epoch, limits.ringEvents(), limits.ringBytes(), shown);
        this.resets = counter(meters, "zapas.stream.resets", "Subscribers that were sent everything anew");
        this.evictions = counter(meters, "zapas.stream.evictions", "Subscribers dropped because they read nothing");
        this.refusals = counter(meters, "zapas.stream.refusals", "Subscribers refused because there were too many");
        Gauge.builder("zapas.stream.subscribers", subscribers, AtomicInteger::get)
                .description("Who listens to the stream")
                .register(meters);
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    EventLog log() {
        return log;
    }

    /** Everything from before has been loaded. */
    void open() {
        ready = true;
    }

    boolean ready() {
        return ready && !stopped;
    }

    /** One event or, before {@link #open()}, one piece of state. */
    void publish(Draft draft) {
        if (!ready) {
            log.load(draft);
        } else if (log.append(draft)) {
            groups.values().forEach(SubscriberGroup::wake);
        }
    }

    /** Takes a place for a subscriber, if there is one. */
    boolean admit() {
        if (subscribers.incrementAndGet() > limits.subscribers()) {
            subscribers.decrementAndGet();
            refusals.increment();
            return false;
        }
        return true;
    }

    /** After {@link #admit()}: nobody takes the place. */
    void dismiss() {
        subscribers.decrementAndGet();
    }

    /**
     * After {@link #admit()}: a subscriber that leaves when its connection does.
     *
     * @param onLeave told once
     */
    Subscriber join(StreamFilter filter, HttpServerResponse response, Runnable onLeave) {
        SubscriberGroup group = groups.computeIfAbsent(
                Thread.currentThread(), loop -> new SubscriberGroup(vertx, limits, evictions::increment));
        Subscriber subscriber = new Subscriber(log, filter, response, resets::increment);
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                group.remove(subscriber);
                subscribers.decrementAndGet();
                onLeave.run();
            }
        };
        subscriber.onLeave(leave);
        response.closeHandler(ignored -> leave.run());
        response.endHandler(ignored -> leave.run());
        response.exceptionHandler(error -> leave.run());
        group.add(subscriber);
        return subscriber;
    }

    void stop() {
        stopped = true;
        groups.values().forEach(SubscriberGroup::stop);
    }
}
