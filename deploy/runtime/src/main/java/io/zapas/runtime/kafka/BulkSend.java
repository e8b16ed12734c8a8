package io.zapas.runtime.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Many records handed to the producer by one task of a worker thread and answered for by one future: the Vert.x client has a task and a future for
 * each. Single-use; the producer calls it on its own thread.
 */
final class BulkSend implements Callback {
    private final AtomicInteger undecided;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Runnable whenDecided;

    private BulkSend(int records, Runnable whenDecided) {
        this.undecided = new AtomicInteger(records);
        this.whenDecided = whenDecided;
    }

    /**
     * In the order of the list, behind those of earlier calls.
     *
     * @param sender one thread for all calls: it waits while the producer's buffer is full
     * @param documents at least one
     * @return completes on the caller's context once all are decided
     */
    static Future<Void> of(
            Vertx vertx,
            WorkerExecutor sender,
            Producer<String, byte[]> producer,
            String topic,
            Map<String, String> headers,
            List<Document> documents) {
        Context context = vertx.getOrCreateContext();
        Promise<Void> promise = Promise.promise();
        BulkSend[] bulk = new BulkSend[1];
        bulk[0] = new BulkSend(
                documents.size(),
                () -> context.runOnContext(ignored -> {
                    Exception failed = bulk[0].failure.get();
                    if (failed == null) {
                        promise.complete();
                    } else {
                        promise.fail(failed);
                    }
                }));
        List<Header> shared = headers.entrySet().stream()
                .<Header>map(header ->
                        new RecordHeader(header.getKey(), header.getValue().getBytes(StandardCharsets.UTF_8)))
                .toList();
        sender.<Void>executeBlocking(() -> {
                    bulk[0].send(producer, topic, shared, documents);
                    return null;
                })
                .onFailure(closed -> context.runOnContext(ignored -> promise.tryFail(closed)));
        return promise.future();
    }

    private void send(Producer<String, byte[]> producer, String topic, List<Header> headers, List<Document> documents) {
        for (int i = 0; i < documents.size(); i++) {
            Document document = documents.get(i);
            try {
                producer.send(new ProducerRecord<>(topic, null, document.key(), document.json(), headers), this);
            } catch (RuntimeException e) {
                // Neither this one nor those behind it are on their way: what follows must not overtake it.
                failure.compareAndSet(null, e);
                decided(documents.size() - i);
                return;
            }
        }
    }

    @Override
    public void onCompletion(RecordMetadata written, Exception failed) {
        if (failed != null) {
            failure.compareAndSet(null, failed);
        }
        decided(1);
    }

    private void decided(int records) {
        if (undecided.addAndGet(-records) == 0) {
            whenDecided.run();
        }
    }
}
