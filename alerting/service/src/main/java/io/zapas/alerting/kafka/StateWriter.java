package io.zapas.alerting.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.alerting.api.AlertTopics;
import io.zapas.runtime.kafka.KafkaAccess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes state to the topic {@code alerts}, newest value per key. While a key is being written its further values replace one another; while Kafka is
 * away everything waits (one value per key) and is tried again. At most {@value #MAX_IN_FLIGHT} records are under way. All on one context.
 */
public final class StateWriter {
    private static final Logger log = LoggerFactory.getLogger(StateWriter.class);
    static final int MAX_IN_FLIGHT = 256;
    private static final long RETRY_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final KafkaAccess kafka;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private int inFlight;
    private boolean away;
    private boolean stopped;

    public StateWriter(Vertx vertx, Context context, KafkaAccess kafka) {
        this.vertx = vertx;
        this.context = context;
        this.kafka = kafka;
    }

    /**
     * @param value null: forget the key
     * @return completes when this value, or a newer one of the key, is in Kafka
     */
    public Future<Void> put(String key, byte[] value) {
        Entry entry = entries.computeIfAbsent(key, Entry::new);
        entry.value = value;
        entry.wanted++;
        Promise<Void> stored = Promise.promise();
        entry.waiters.add(new Waiter(entry.wanted, stored));
        if (!entry.scheduled) {
            entry.scheduled = true;
            waiting.add(entry);
        }
        pump();
        return stored.future();
    }

    /** Completes when everything put so far is in Kafka. */
    public Future<Void> settled() {
        List<Future<Void>> open = new ArrayList<>();
        for (Entry entry : entries.values()) {
            open.add(entry.waiters.get(entry.waiters.size() - 1).stored.future());
        }
        return open.isEmpty() ? Future.succeededFuture() : Future.all(open).mapEmpty();
    }

    /** Completes when the newest value of one key is in Kafka, whatever else still waits. */
    public Future<Void> stored(String key) {
        Entry entry = entries.get(key);
        return entry == null
                ? Future.succeededFuture()
                : entry.waiters.get(entry.waiters.size() - 1).stored.future();
    }

    /** Values not yet in Kafka. */
    public int pending() {
        return entries.size();
    }

    /** Kafka did not take the last record. */
    public boolean away() {
        return away;
    }

    public void stop() {
        stopped = true;
    }

    private void pump() {
        while (!stopped && inFlight < MAX_IN_FLIGHT && !waiting.isEmpty()) {
            write(waiting.poll());
        }
    }

    private void write(Entry entry) {
        long writing = entry.wanted;
        inFlight++;
        kafka.publish(AlertTopics.ALERTS, entry.key, entry.value)
                .onComplete(done -> context.runOnContext(v -> {
                    inFlight--;
                    if (done.succeeded()) {
                        away = false;
                        stored(entry, writing);
                    } else {
                        away = true;
                        log.atWarn()
                                .addKeyValue("key", entry.key)
                                .log(
                                        "State of alerts not stored, trying again: {}",
                                        done.cause().toString());
                        vertx.setTimer(
                                RETRY_MILLIS,
                                t -> context.runOnContext(again -> {
                                    waiting.add(entry);
                                    pump();
                                }));
                    }
                    pump();
                }));
    }

    private void stored(Entry entry, long written) {
        List<Promise<Void>> done = new ArrayList<>();
        entry.waiters.removeIf(waiter -> {
            if (waiter.seq <= written) {
                done.add(waiter.stored);
                return true;
            }
            return false;
        });
        if (entry.wanted > written) {
            waiting.add(entry);
        } else {
            entry.scheduled = false;
            entries.remove(entry.key);
        }
        done.forEach(promise -> promise.tryComplete());
    }

    private record Waiter(long seq, Promise<Void> stored) {}

    private static final class Entry {
        private final String key;
        private final List<Waiter> waiters = new ArrayList<>();
        private byte[] value;
        private long wanted;
        private boolean scheduled;

        Entry(String key) {
            this.key = key;
        }
    }
}
