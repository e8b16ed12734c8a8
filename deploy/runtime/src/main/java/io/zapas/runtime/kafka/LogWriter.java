package io.zapas.runtime.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records that somebody waits for: handed to a producer on the caller's thread, so that none must be woken for each, and not behind what others publish. The producer is
 * one that never waits: what it cannot take at once, because it must first ask who leads the partition or its buffer is full, waits here in order, and is tried again. Safe on every
 * thread.
 */
final class LogWriter {
    private static final long AGAIN_MILLIS = 5;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Producer<byte[], byte[]> producer;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(ProducerRecord<byte[], byte[]> record, Context context, Promise<Long> offset, long until) {}

    LogWriter(Vertx vertx, Map<String, String> settings) {
        this(vertx, producer(settings));
    }

    LogWriter(Vertx vertx, Producer<byte[], byte[]> producer) {
        this.vertx = vertx;
        this.producer = producer;
    }

    private static Producer<byte[], byte[]> producer(Map<String, String> settings) {
        Map<String, Object> properties = new HashMap<>(settings);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "0");
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Completes on the caller's context with the offset, when the record is written with acks=all. In the order of the calls. */
    Future<Long> append(ProducerRecord<byte[], byte[]> record) {
        Promise<Long> offset = Promise.promise();
        Waiting next =
                new Waiting(record, vertx.getOrCreateContext(), offset, System.nanoTime() + LONGEST_WAIT.toNanos());
        synchronized (this) {
            if (!waiting.isEmpty() || !taken(next)) {
                if (waiting.isEmpty()) {
                    vertx.setTimer(AGAIN_MILLIS, timer -> again());
                }
                waiting.add(next);
            }
        }
        return offset.future();
    }

    private synchronized void again() {
        while (!waiting.isEmpty() && taken(waiting.peek())) {
            waiting.poll();
        }
        if (!waiting.isEmpty()) {
            vertx.setTimer(AGAIN_MILLIS, timer -> again());
        }
    }

    /** Whether it is the producer's now, or will never be; false: it must be tried again. */
    private boolean taken(Waiting next) {
        Attempt attempt = new Attempt(next);
        try {
            producer.send(next.record, attempt::decided);
        } catch (RuntimeException e) {
            next.context.runOnContext(ignored -> next.offset.tryFail(e));
        }
        return attempt.ends();
    }

    /** The producer says at once that it cannot take a record at once, and says so as it says that one was not written in time. */
    private static final class Attempt {
        private final Waiting waiting;
        private final Thread caller = Thread.currentThread();
        private boolean sending = true;
        private boolean refused;

        Attempt(Waiting waiting) {
            this.waiting = waiting;
        }

        void decided(RecordMetadata written, Exception failed) {
            if (failed instanceof TimeoutException
                    && Thread.currentThread() == caller
                    && sending
                    && System.nanoTime() - waiting.until < 0) {
                refused = true;
                return;
            }
            waiting.context.runOnContext(ignored -> {
                if (failed == null) {
                    waiting.offset.complete(written.offset());
                } else {
                    waiting.offset.fail(failed);
                }
            });
        }

        boolean ends() {
            sending = false;
            return !refused;
        }
    }

    /** Sends what was taken, bounded. Never fails. */
    Future<Void> close(long millis) {
        return vertx.<Void>executeBlocking(() -> {
                    producer.close(Duration.ofMillis(millis));
                    return null;
                })
                .otherwiseEmpty();
    }
}
