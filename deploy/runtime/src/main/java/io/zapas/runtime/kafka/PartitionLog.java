package io.zapas.runtime.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.runtime.kafka.KafkaAccess.KafkaLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Partition 0 of a topic as a log. Each reading has a consumer and a thread of its own, which waits for
 * the reader between two parts, so memory stays bounded; they are rare (start, recovery).
 */
final class PartitionLog implements KafkaLog {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long READER_SECONDS = 60;
    private static final long DELETE_SECONDS = 20;

    private final Vertx vertx;
    private final KafkaSettings settings;
    private final LogWriter writer;
    private final TopicPartition partition;

    PartitionLog(Vertx vertx, KafkaSettings settings, LogWriter writer, String topic) {
        this.vertx = vertx;
        this.settings = settings;
        this.writer = writer;
        this.partition = new TopicPartition(topic, 0);
    }

    @Override
    public Future<Long> append(byte[] value) {
        return writer.append(new ProducerRecord<>(partition.topic(), partition.partition(), null, value));
    }

    @Override
    public Future<Long> begin() {
        return onThread("begin", consumer -> consumer.beginningOffsets(List.of(partition))
                .get(partition));
    }

    @Override
    public Future<Long> end() {
        return onThread(
                "end", consumer -> consumer.endOffsets(List.of(partition)).get(partition));
    }

    @Override
    public Future<Void> read(long from, long to, Reader reader) {
        Context context = vertx.getOrCreateContext();
        return onThread("read", consumer -> {
            long oldest = consumer.beginningOffsets(List.of(partition)).get(partition);
            consumer.seek(partition, Math.max(from, oldest));
            while (consumer.position(partition) < to) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                List<Entry> part = new ArrayList<>(records.count());
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    if (record.offset() < to) {
                        part.add(new Entry(record.offset(), record.value()));
                    }
                }
                if (!part.isEmpty()) {
                    hand(context, reader, part);
                }
            }
            return null;
        });
    }

    private static void hand(Context context, Reader reader, List<Entry> part) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(nothing -> reader.read(part).onComplete(read -> {
            if (read.succeeded()) {
                done.complete(null);
            } else {
                done.completeExceptionally(read.cause());
            }
        }));
        try {
            done.get(READER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public Future<Void> deleteBefore(long offset) {
        Map<String, Object> properties = new HashMap<>(settings.admin());
        return vertx.executeBlocking(
                () -> {
                    try (Admin admin = Admin.create(properties)) {
                        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                                .all()
                                .get(DELETE_SECONDS, TimeUnit.SECONDS);
                    } catch (ExecutionException | TimeoutException e) {
                        throw new IllegalStateException(
                                "records of " + partition.topic() + " cannot be deleted: " + e.getMessage(), e);
                    }
                    return null;
                },
                false);
    }

    private interface Work<T> {
        T with(KafkaConsumer<byte[], byte[]> consumer) throws Exception;
    }

    private <T> Future<T> onThread(String what, Work<T> work) {
        Promise<T> promise = Promise.promise();
        Context context = vertx.getOrCreateContext();
        Thread thread = new Thread(
                () -> {
                    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                            settings.reader(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                        // Asked for offsets without it, the client warns that nobody is assigned.
                        consumer.assign(List.of(partition));
                        T result = work.with(consumer);
                        context.runOnContext(nothing -> promise.tryComplete(result));
                    } catch (Exception | Error e) {
                        // An error, too: whoever waits would wait for good.
                        context.runOnContext(nothing -> promise.tryFail(e));
                    }
                },
                "kafka-log-" + what);
        thread.setDaemon(true);
        thread.start();
        return promise.future();
    }
}
