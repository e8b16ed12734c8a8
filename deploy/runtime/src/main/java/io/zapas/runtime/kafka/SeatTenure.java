package io.zapas.runtime.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import io.zapas.runtime.kafka.KafkaAccess.SeatLostException;
import io.zapas.runtime.kafka.KafkaAccess.Tenure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One holder's transactions. Two fences keep a former holder out: taking over the transactional id ends what it had begun and refuses its next transaction, and
 * every transaction carries the group's positions, which the broker takes only from the present generation of the group. The second one is needed where the former holder,
 * not knowing of it, takes the transactional id back: it shuts the rightful holder out once, who then joins anew, but it cannot store anything.
 *
 * <p>All calls to the producer are made by one worker thread, in order. After a failure whose outcome is unknown the producer is replaced: taking over its own
 * transactional id settles what had been begun.
 */
final class SeatTenure implements Tenure {
    private static final Logger log = LoggerFactory.getLogger(SeatTenure.class);
    private static final List<Header> JSON =
            List.of(new RecordHeader("content-type", "application/json".getBytes(StandardCharsets.UTF_8)));
    private static final List<Class<? extends KafkaException>> FENCED = List.of(
            ProducerFencedException.class, InvalidProducerEpochException.class, FencedInstanceIdException.class);
    private static final List<Class<? extends KafkaException>> OUTDATED = List.of(CommitFailedException.class);
    private static final long RETRY_MILLIS = 200;
    /** The group moves on without this member for no longer than its session; then it knows that it lost the seat. */
    private static final long OUTDATED_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Context context;
    private final Vertx vertx;
    private final KafkaSettings settings;
    private final String group;
    private final TopicPartition seat;
    private final WorkerExecutor worker;
    private final Promise<Void> ended = Promise.promise();
    private volatile ConsumerGroupMetadata membership;
    private volatile boolean over;
    private volatile boolean proven;
    private volatile long proofNanos;
    private volatile long proofMillis;
    /** Of the worker thread. */
    private KafkaProducer<String, byte[]> producer;

    SeatTenure(
            Vertx vertx,
            Context context,
            KafkaSettings settings,
            String group,
            TopicPartition seat,
            ConsumerGroupMetadata membership) {
        this.vertx = vertx;
        this.context = context;
        this.settings = settings;
        this.group = group;
        this.seat = seat;
        this.membership = membership;
        this.worker = vertx.createSharedWorkerExecutor("kafka-seat-" + group + "-" + System.identityHashCode(this), 1);
    }

    /** Shuts former holders out, as often as it takes; then tells so on the context. */
    void begin(Runnable begun) {
        onWorker(() -> {
                    transact(settings.topicPrefix(), List.of(), Map.of());
                    return null;
                })
                .onComplete(done -> {
                    if (over) {
                        return;
                    }
                    if (done.succeeded()) {
                        begun.run();
                    } else {
                        log.atWarn()
                                .addKeyValue("group", group)
                                .log("Seat taken, but transactions do not begin: {}", String.valueOf(done.cause()));
                        vertx.setTimer(RETRY_MILLIS, t -> begin(begun));
                    }
                });
    }

    /** The group goes on with this member in it. */
    void member(ConsumerGroupMetadata present) {
        membership = present;
    }

    boolean isOver() {
        return over;
    }

    /** It is over. Any thread; again does nothing. */
    void end() {
        over = true;
        if (ended.tryComplete()) {
            worker.executeBlocking(() -> {
                        closeProducer();
                        return null;
                    })
                    .onComplete(v -> worker.close());
        }
    }

    @Override
    public Future<Void> ended() {
        Promise<Void> here = Promise.promise();
        ended.future().onComplete(done -> context.runOnContext(v -> here.tryComplete()));
        return here.future();
    }

    @Override
    public Future<Void> commit(String topic, List<Document> documents, Map<TopicPartition, Long> positions) {
        String name = settings.topicPrefix() + topic;
        return onWorker(() -> {
            transact(name, documents, positions);
            return null;
        });
    }

    @Override
    public Future<Map<TopicPartition, Long>> positions(Collection<TopicPartition> partitions) {
        return onWorker(() -> {
            Map<String, Object> properties = settings.reader();
            properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.groupName(group));
            // It only asks, and is no member: a transaction that is being decided is waited for.
            try (KafkaConsumer<String, byte[]> asking =
                    new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
                Map<TopicPartition, Long> positions = new HashMap<>();
                asking.committed(Set.copyOf(partitions)).forEach((partition, stored) -> {
                    if (stored != null) {
                        positions.put(partition, stored.offset());
                    }
                });
                return positions;
            }
        });
    }

    @Override
    public Future<Void> confirm() {
        if (over) {
            return Future.failedFuture(lost());
        }
        if (isFresh()) {
            return Future.succeededFuture();
        }
        return commit("", List.of(), Map.of())
                .compose(done -> isFresh()
                        ? Future.succeededFuture()
                        : Future.failedFuture("the seat was confirmed too long ago"));
    }

    /** By both clocks: one stands still while the machine sleeps, the other can be set. */
    private boolean isFresh() {
        return proven
                && !over
                && TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - proofNanos) < PROOF_MILLIS
                && Math.abs(System.currentTimeMillis() - proofMillis) < PROOF_MILLIS;
    }

    private <T> Future<T> onWorker(Callable<T> task) {
        Promise<T> here = Promise.promise();
        Future<T> done = over ? Future.failedFuture(lost()) : worker.executeBlocking(task);
        done.onComplete(result -> context.runOnContext(v -> {
            if (result.failed() && over) {
                here.fail(lost());
            } else {
                here.handle(result);
            }
        }));
        return here.future();
    }

    private void transact(String topic, List<Document> documents, Map<TopicPartition, Long> positions) {
        long begunNanos = System.nanoTime();
        while (true) {
            try {
                once(topic, documents, positions);
                return;
            } catch (SeatLostException e) {
                end();
                throw e;
            } catch (KafkaException e) {
                if (is(e, FENCED)) {
                    end();
                    throw lost();
                }
                if (!is(e, OUTDATED)) {
                    closeProducer();
                    throw e;
                }
                // The group is in another generation than this member knew: it learns by the next poll whether it is
                // still in it.
                if (System.nanoTime() - begunNanos > OUTDATED_NANOS) {
                    end();
                    throw lost();
                }
                abort();
                pause();
            }
        }
    }

    private static boolean is(Throwable failure, List<Class<? extends KafkaException>> kinds) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Throwable one = cause;
            if (kinds.stream().anyMatch(kind -> kind.isInstance(one))) {
                return true;
            }
        }
        return false;
    }

    private void once(String topic, List<Document> documents, Map<TopicPartition, Long> positions) {
        if (over) {
            throw lost();
        }
        if (producer == null) {
            producer = new KafkaProducer<>(
                    settings.transactions(group), new StringSerializer(), new ByteArraySerializer());
            producer.initTransactions();
        }
        long atNanos = System.nanoTime();
        long atMillis = System.currentTimeMillis();
        producer.beginTransaction();
        // A record that cannot be sent fails the transaction.
        for (Document document : documents) {
            producer.send(new ProducerRecord<>(topic, null, document.key(), document.json(), JSON));
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        positions.forEach((partition, next) -> offsets.put(partition, new OffsetAndMetadata(next)));
        // Never empty: it is by this that the broker asks whether the sender still is who it was.
        offsets.put(seat, new OffsetAndMetadata(0));
        producer.sendOffsetsToTransaction(offsets, membership);
        producer.commitTransaction();
        proofNanos = atNanos;
        proofMillis = atMillis;
        proven = true;
    }

    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            closeProducer();
        }
    }

    private void closeProducer() {
        if (producer != null) {
            try {
                producer.close(Duration.ZERO);
            } catch (KafkaException e) {
                log.atWarn().setCause(e).addKeyValue("group", group).log("Transactions not closed in order");
            }
            producer = null;
        }
    }

    private SeatLostException lost() {
        return new SeatLostException("another process holds the seat of " + group);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }
}
