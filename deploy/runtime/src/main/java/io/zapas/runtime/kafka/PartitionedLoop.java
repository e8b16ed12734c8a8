package io.zapas.runtime.kafka;

import io.micrometer.core.instrument.DistributionSummary;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.health.Health;
import io.zapas.runtime.kafka.KafkaAccess.KafkaLoop;
import io.zapas.runtime.kafka.KafkaAccess.LoopSpec;
import io.zapas.runtime.kafka.KafkaAccess.Offsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consuming loop: one poll thread that owns its consumer, a {@link Lane} per partition.
 *
 * <p>Who does what:
 * <ul>
 *   <li>The poll thread alone touches the consumer. It never waits for a handler except when a partition is taken away or the loop stops,
 *       and then for at most 5 s; so the member keeps its place in the group however slow handlers are.
 *   <li>A partition whose lane is full is paused; polling goes on for the others and for the heartbeat. In memory: at most one batch in
 *       flight and {@code maxBatch + max.poll.records} waiting per partition.
 *   <li>Positions are committed once a second and, before a partition leaves or the loop ends, after what was in flight has finished.
 *       With {@link Offsets} the position beside the effect decides instead: a new partition stays paused until it has been loaded and
 *       sought; a load that fails is repeated. Kafka's own commits are then for lag tools only.
 *   <li>When the consumer itself fails (fenced, authorisation) it is replaced after a pause and everything starts from the committed positions.
 * </ul>
 *
 * <p>What may come twice: batches in flight at a crash, at a rebalance that outlasts the 5 s, or whose future failed.
 */
final class PartitionedLoop implements KafkaLoop {
    private static final Logger log = LoggerFactory.getLogger(PartitionedLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POLL_WHILE_PAUSED = Duration.ofMillis(10);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final Duration COMMIT = Duration.ofSeconds(3);
    private static final long COMMIT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MIN_POLL_RECORDS = 500;

    private final LoopSpec spec;
    private final Map<String, Object> properties;
    private final Set<String> topics;
    private final Context context;
    private final KafkaMeters meters;
    private final DistributionSummary batchRecords;
    private final Map<TopicPartition, Lane> lanes = new ConcurrentHashMap<>();
    /** Which question for its position each of them waits for; answers to earlier ones are void. */
    private final Map<TopicPartition, Object> unpositioned = new HashMap<>();

    private final Queue<Runnable> forPollThread = new ConcurrentLinkedQueue<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Promise<Void> assigned = Promise.promise();
    private final Promise<Void> stopped = Promise.promise();
    private final Thread thread;
    private KafkaConsumer<String, byte[]> consumer;
    private boolean assignedOnce;
    private long lastCommitNanos;
    private volatile boolean stopping;
    private volatile String trouble = "waiting for partitions";
    private volatile long lag = -1;

    PartitionedLoop(
            LoopSpec spec,
            KafkaSettings settings,
            Set<String> topics,
            Context context,
            KafkaMeters meters,
            Health health) {
        this.spec = spec;
        this.properties = settings.groupMember(spec.group(), Math.max(MIN_POLL_RECORDS, spec.maxBatch()));
        this.topics = topics;
        this.context = context;
        this.meters = meters;
        this.batchRecords = meters.batch(spec.group());
        meters.lag(spec.group(), this::lag);
        health.register("kafka." + spec.group(), this::health);
        this.thread = new Thread(this::run, "kafka-" + spec.group());
    }

    void start() {
        thread.start();
    }

    @Override
    public Future<Void> assigned() {
        return assigned.future();
    }

    @Override
    public long lag() {
        return lag;
    }

    @Override
    public void reposition() {
        forPollThread.add(() -> {
            if (spec.offsets() == null || lanes.isEmpty()) {
                return;
            }
            Set<TopicPartition> mine = Set.copyOf(lanes.keySet());
            dropLanes(mine);
            mine.forEach(this::newLane);
            consumer.pause(mine);
            ask(mine);
        });
    }

    @Override
    public Future<Void> stop() {
        stopping = true;
        return stopped.future();
    }

    private Health.Status health() {
        if (stopping) {
            // Somebody stopped it on purpose, and may have begun another one.
            return Health.Status.READY;
        }
        if (trouble != null) {
            return Health.Status.notReady(trouble);
        }
        return lanes.entrySet().stream()
                .filter(entry -> entry.getValue().failure() != null)
                .findFirst()
                .map(entry -> Health.Status.notReady(
                        entry.getKey() + " waits: " + entry.getValue().failure()))
                .orElse(Health.Status.READY);
    }

    private void run() {
        int failures = 0;
        while (!stopping) {
            try {
                consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
                consumer.subscribe(topics, new Rebalance());
                failures = 0;
                while (!stopping) {
                    duty();
                }
                finish();
            } catch (RuntimeException | InterruptedException e) {
                failures++;
                trouble = "the consumer failed: " + e.getMessage();
                log.atError()
                        .setCause(e)
                        .addKeyValue("group", spec.group())
                        .log("Consumer failed and will be replaced");
                pause(Backoff.millis(failures));
            } finally {
                dropLanes(List.copyOf(lanes.keySet()));
                closeConsumer();
            }
        }
        context.runOnContext(nothing -> {
            stopped.tryComplete();
            assigned.tryFail("the loop was stopped before partitions were assigned");
        });
    }

    /** One turn: take answers, read, hand over, pause and resume, commit. */
    private void duty() {
        for (Runnable task = forPollThread.poll(); task != null; task = forPollThread.poll()) {
            task.run();
        }
        ConsumerRecords<String, byte[]> records =
                consumer.poll(consumer.paused().isEmpty() ? POLL : POLL_WHILE_PAUSED);
        for (TopicPartition partition : records.partitions()) {
            Lane lane = lanes.get(partition);
            if (lane != null) {
                lane.add(records.records(partition));
            }
        }
        lanes.forEach((partition, lane) -> {
            if (!unpositioned.containsKey(partition)) {
                boolean paused = consumer.paused().contains(partition);
                if (lane.full() && !paused) {
                    consumer.pause(List.of(partition));
                } else if (!lane.full() && paused) {
                    consumer.resume(List.of(partition));
                }
            }
        });
        if (System.nanoTime() - lastCommitNanos >= COMMIT_EVERY_NANOS) {
            lastCommitNanos = System.nanoTime();
            measureLag();
            Map<TopicPartition, OffsetAndMetadata> due = dueForCommit(lanes.keySet());
            if (!due.isEmpty()) {
                consumer.commitAsync(due, (offsets, error) -> {
                    if (error != null) {
                        log.atDebug()
                                .addKeyValue("group", spec.group())
                                .setCause(error)
                                .log("Commit failed; the next one covers it");
                        offsets.keySet().forEach(committed::remove);
                    }
                });
            }
        }
    }

    private void measureLag() {
        long sum = 0;
        for (Map.Entry<TopicPartition, Lane> entry : lanes.entrySet()) {
            if (unpositioned.containsKey(entry.getKey())) {
                lag = -1;
                return;
            }
            sum += consumer.currentLag(entry.getKey()).orElse(0)
                    + entry.getValue().backlog();
        }
        lag = sum;
    }

    private Map<TopicPartition, OffsetAndMetadata> dueForCommit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Lane lane = lanes.get(partition);
            long position = lane == null ? -1 : lane.position();
            if (position >= 0 && position != committed.getOrDefault(partition, -1L)) {
                due.put(partition, new OffsetAndMetadata(position));
                committed.put(partition, position);
            }
        }
        return due;
    }

    private void newLane(TopicPartition partition) {
        lanes.put(
                partition,
                new Lane(
                        partition,
                        spec.maxBatch(),
                        context,
                        spec.handler(),
                        batchRecords,
                        () -> meters.retry(spec.group())));
    }

    private void finish() throws InterruptedException {
        settle(List.copyOf(lanes.keySet()));
    }

    /** Waits, bounded, for what is in flight, then commits it. */
    private void settle(Collection<TopicPartition> partitions) throws InterruptedException {
        long deadline = System.nanoTime() + DRAIN.toNanos();
        for (TopicPartition partition : partitions) {
            Lane lane = lanes.get(partition);
            if (lane != null) {
                lane.leave();
            }
        }
        for (TopicPartition partition : partitions) {
            Lane lane = lanes.get(partition);
            if (lane != null) {
                lane.awaitIdle(deadline);
            }
        }
        Map<TopicPartition, OffsetAndMetadata> due = dueForCommit(partitions);
        if (!due.isEmpty()) {
            try {
                consumer.commitSync(due, COMMIT);
            } catch (KafkaException e) {
                log.atWarn()
                        .setCause(e)
                        .addKeyValue("group", spec.group())
                        .log("Last commit failed; records will come again");
            }
        }
    }

    private void dropLanes(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Lane lane = lanes.remove(partition);
            if (lane != null) {
                lane.leave();
            }
            unpositioned.remove(partition);
            committed.remove(partition);
        }
    }

    private void closeConsumer() {
        if (consumer != null) {
            try {
                // Also with a name of its own the partitions are free at once: who stops may not come back.
                consumer.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(CLOSE));
            } catch (KafkaException e) {
                log.atWarn().setCause(e).addKeyValue("group", spec.group()).log("Consumer did not close in order");
            }
            consumer = null;
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(Set<TopicPartition> partitions) {
        Object question = new Object();
        partitions.forEach(partition -> unpositioned.put(partition, question));
        load(partitions, question, 1);
    }

    /** Asks for the positions of partitions that wait for them; the answer comes back to the poll thread. */
    private void load(Set<TopicPartition> partitions, Object question, int attempt) {
        context.runOnContext(nothing -> spec.offsets().load(partitions).onComplete(result -> {
            if (result.succeeded()) {
                forPollThread.add(() -> seek(partitions, question, result.result()));
                return;
            }
            trouble = "positions cannot be loaded: " + result.cause().getMessage();
            log.atWarn()
                    .addKeyValue("group", spec.group())
                    .addKeyValue("attempt", attempt)
                    .addKeyValue("reason", result.cause().getMessage())
                    .log("Positions cannot be loaded; trying again");
            if (!stopping) {
                context.owner().setTimer(Backoff.millis(attempt), timer -> load(partitions, question, attempt + 1));
            }
        }));
    }

    private void seek(Set<TopicPartition> partitions, Object question, Map<TopicPartition, Long> positions) {
        for (TopicPartition partition : partitions) {
            // It may have been taken away, or taken away and given back, or asked for anew, meanwhile.
            if (unpositioned.remove(partition, question)) {
                Long position = positions.get(partition);
                if (position == null) {
                    consumer.seekToBeginning(List.of(partition));
                } else {
                    consumer.seek(partition, position);
                }
                consumer.resume(List.of(partition));
            }
        }
        ready();
    }

    private void ready() {
        if (assignedOnce && unpositioned.isEmpty()) {
            trouble = null;
            context.runOnContext(nothing -> assigned.tryComplete());
        }
    }

    /** Called on the poll thread, inside {@code poll}. */
    private final class Rebalance implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            log.atInfo()
                    .addKeyValue("group", spec.group())
                    .addKeyValue("partitions", partitions)
                    .log("Partitions assigned");
            assignedOnce = true;
            partitions.forEach(PartitionedLoop.this::newLane);
            if (spec.offsets() != null && !partitions.isEmpty()) {
                consumer.pause(partitions);
                ask(Set.copyOf(partitions));
            }
            ready();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            log.atInfo()
                    .addKeyValue("group", spec.group())
                    .addKeyValue("partitions", partitions)
                    .log("Partitions revoked");
            try {
                settle(partitions);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            dropLanes(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            log.atWarn()
                    .addKeyValue("group", spec.group())
                    .addKeyValue("partitions", partitions)
                    .log("Partitions lost");
            dropLanes(partitions);
        }
    }
}
