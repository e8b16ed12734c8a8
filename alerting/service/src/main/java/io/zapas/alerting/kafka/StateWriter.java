package io.zapas.alerting.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.alerting.api.AlertTopics;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import io.zapas.runtime.kafka.KafkaAccess.SeatLostException;
import io.zapas.runtime.kafka.KafkaAccess.Tenure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes state to the topic {@code alerts}, newest value per key, with the positions of the facts it follows from: everything put in one turn of the context, and whatever was put
 * while the transaction before was under way, is one transaction. So alerts, what is to be sent of them and how far the facts were judged change together or not
 * at all.
 *
 * <p>While Kafka is away everything waits (one value per key) and is tried again. When the tenure is over nothing is stored any more, and what waits never completes. All on
 * one context.
 */
public final class StateWriter {
    private static final Logger log = LoggerFactory.getLogger(StateWriter.class);
    private static final long RETRY_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final Tenure tenure;
    /** What goes with the next transaction. */
    private Batch next = new Batch();
    /** What is under way; null: nothing. */
    private Batch underWay;

    private boolean scheduled;
    private volatile boolean away;
    private boolean stopped;

    public StateWriter(Vertx vertx, Context context, Tenure tenure) {
        this.vertx = vertx;
        this.context = context;
        this.tenure = tenure;
    }

    /**
     * @param value null: forget the key
     * @return completes when this value, or a newer one of the key, is in Kafka
     */
    public Future<Void> put(String key, byte[] value) {
        return put(key, () -> value);
    }

    /**
     * The same for a value that is written when its transaction begins: of many values of one key until then only the newest is.
     *
     * @param value asked once a try, on the context
     */
    public Future<Void> put(String key, Supplier<byte[]> value) {
        next.values.put(key, value);
        schedule();
        return next.stored.future();
    }

    public Future<Void> forget(String key) {
        return put(key, () -> null);
    }

    /** How far the facts have been judged, told after what follows from them was put; goes with the next transaction. */
    public void reached(Map<TopicPartition, Long> positions) {
        next.positions.putAll(positions);
    }

    /** Stores how far the facts have been judged although nothing followed from them. */
    public void mark() {
        if (next.values.isEmpty() && !next.positions.isEmpty()) {
            schedule();
        }
    }

    /** How many values wait for the next transaction. */
    public int waiting() {
        return next.values.size();
    }

    /** Completes when everything put so far is in Kafka. */
    public Future<Void> settled() {
        if (!next.values.isEmpty()) {
            return next.stored.future();
        }
        return underWay == null ? Future.succeededFuture() : underWay.stored.future();
    }

    /** Completes when the newest value of one key is in Kafka, whatever else still waits. */
    public Future<Void> stored(String key) {
        if (next.values.containsKey(key)) {
            return next.stored.future();
        }
        return underWay != null && underWay.values.containsKey(key)
                ? underWay.stored.future()
                : Future.succeededFuture();
    }

    /** Kafka did not take the last transaction. Safe on every thread. */
    public boolean away() {
        return away;
    }

    public void stop() {
        stopped = true;
    }

    /** Not before this turn is over: what is decided together is stored together. */
    private void schedule() {
        if (!scheduled && underWay == null) {
            scheduled = true;
            context.runOnContext(v -> {
                scheduled = false;
                write();
            });
        }
    }

    private void write() {
        if (stopped || underWay != null || next.isEmpty()) {
            return;
        }
        Batch batch = next;
        underWay = batch;
        next = new Batch();
        tenure.commit(AlertTopics.ALERTS, batch.documents(), Map.copyOf(batch.positions))
                .onComplete(done -> context.runOnContext(v -> {
                    underWay = null;
                    if (done.succeeded()) {
                        away = false;
                        batch.done.forEach(Promise::tryComplete);
                        write();
                    } else {
                        failed(batch, done.cause());
                    }
                }));
    }

    /** It may be stored or not: newer values replace it, and the rest is written again. */
    private void failed(Batch batch, Throwable failure) {
        if (failure instanceof SeatLostException) {
            stopped = true;
            return;
        }
        away = true;
        log.atWarn().log("State of alerts not stored, trying again: {}", failure.toString());
        next = batch.with(next);
        scheduled = true;
        vertx.setTimer(
                RETRY_MILLIS,
                t -> context.runOnContext(again -> {
                    scheduled = false;
                    write();
                }));
    }

    /** What one transaction holds, and who waits for it. */
    private static final class Batch {
        private final Map<String, Supplier<byte[]>> values = new LinkedHashMap<>();
        private final Map<TopicPartition, Long> positions = new HashMap<>();
        private final Promise<Void> stored = Promise.promise();
        private final List<Promise<Void>> done = new ArrayList<>(List.of(stored));

        boolean isEmpty() {
            return values.isEmpty() && positions.isEmpty();
        }

        List<Document> documents() {
            List<Document> documents = new ArrayList<>(values.size());
            values.forEach((key, value) -> documents.add(new Document(key, value.get())));
            return documents;
        }

        Batch with(Batch newer) {
            newer.values.forEach((key, value) -> {
                values.remove(key);
                values.put(key, value);
            });
            positions.putAll(newer.positions);
            done.addAll(newer.done);
            return this;
        }
    }
}
