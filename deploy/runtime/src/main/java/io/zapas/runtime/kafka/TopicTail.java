package io.zapas.runtime.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import io.zapas.runtime.kafka.KafkaAccess.RecordHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of some topics without a group. One poll thread reads; records are handled on the context, one poll's worth at a
 * time: the next poll waits until the context is done with it, so memory stays bounded. Partitions added later are not seen. After a failure
 * of the consumer it goes on where it was; a record is then neither repeated nor left out.
 */
final class TopicTail implements KafkaTail {
    private static final Logger log = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LOOK_MILLIS = 250;
    /** What is written within so long is fetched together: each fetch costs client and broker as much as dozens of records. */
    private static final long TOGETHER_MILLIS = 10;
    /** Records of a poll behind which there is more, as a rule: the client's default. */
    private static final int FULL = ConsumerConfig.DEFAULT_MAX_POLL_RECORDS;

    private final String name;
    private final Map<String, Object> properties;
    private final int prefixLength;
    private final Collection<String> topics;
    private final Instant since;
    private final RecordHandler handler;
    private final Context context;
    private final Promise<Void> caughtUp = Promise.promise();
    private final Promise<Void> stopped = Promise.promise();
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Thread thread;
    private Map<TopicPartition, Long> goal;
    private volatile boolean stopping;

    TopicTail(
            String name,
            KafkaSettings settings,
            Collection<String> topics,
            Instant since,
            RecordHandler handler,
            Context context) {
        this.name = name;
        this.properties = settings.reader();
        this.prefixLength = settings.topicPrefix().length();
        this.topics = topics;
        this.since = since;
        this.handler = handler;
        this.context = context;
        this.thread = new Thread(this::run, "kafka-tail-" + name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public Future<Void> caughtUp() {
        return caughtUp.future();
    }

    @Override
    public Future<Void> stop() {
        stopping = true;
        return stopped.future();
    }

    private void run() {
        int failures = 0;
        while (!stopping) {
            try (KafkaConsumer<String, byte[]> consumer =
                    new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
                place(consumer);
                while (!stopping) {
                    int read = handle(consumer.poll(POLL));
                    failures = 0;
                    reportCaughtUp(consumer);
                    if (read > 0 && read < FULL && caughtUp.future().isComplete()) {
                        pause(TOGETHER_MILLIS);
                    }
                }
            } catch (RuntimeException | InterruptedException e) {
                failures++;
                log.atWarn().setCause(e).addKeyValue("tail", name).log("Reading failed and will go on");
                pause(Backoff.millis(failures));
            }
        }
        context.runOnContext(nothing -> {
            stopped.tryComplete();
            caughtUp.tryFail("the tail was stopped before it had caught up");
        });
    }

    private void place(KafkaConsumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            List<PartitionInfo> known = consumer.partitionsFor(topic);
            if (known == null || known.isEmpty()) {
                throw new IllegalStateException("there is no topic " + topic);
            }
            known.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        consumer.assign(partitions);
        if (goal == null) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            next.putAll(begins(consumer, partitions, ends));
            goal = ends;
        }
        next.forEach(consumer::seek);
    }

    private Map<TopicPartition, Long> begins(
            KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        if (since.equals(Instant.MAX)) {
            return ends;
        }
        Map<TopicPartition, Long> begins = new HashMap<>(consumer.beginningOffsets(partitions));
        if (since.isAfter(Instant.EPOCH)) {
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
            // Null: nothing has arrived since.
            consumer.offsetsForTimes(times)
                    .forEach((partition, found) ->
                            begins.put(partition, found == null ? ends.get(partition) : Long.valueOf(found.offset())));
        }
        return begins;
    }

    /** How many there were. */
    private int handle(ConsumerRecords<String, byte[]> records) throws InterruptedException {
        if (records.isEmpty()) {
            return 0;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(nothing -> {
            for (ConsumerRecord<String, byte[]> record : records) {
                if (stopping) {
                    break;
                }
                handle(record);
            }
            done.complete(null);
        });
        while (!stopping) {
            try {
                done.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                break;
            } catch (TimeoutException e) {
                log.atTrace().addKeyValue("tail", name).log("The context is busy");
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<String, byte[]>> handled = records.records(partition);
            next.put(partition, handled.get(handled.size() - 1).offset() + 1);
        }
        return records.count();
    }

    private void handle(ConsumerRecord<String, byte[]> record) {
        try {
            handler.handle(record.topic().substring(prefixLength), record);
        } catch (RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("tail", name)
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("A record cannot be shown; going on without it");
        }
    }

    private void reportCaughtUp(KafkaConsumer<String, byte[]> consumer) {
        if (caughtUp.future().isComplete()) {
            return;
        }
        boolean reached = goal.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        if (reached) {
            context.runOnContext(nothing -> caughtUp.tryComplete());
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
