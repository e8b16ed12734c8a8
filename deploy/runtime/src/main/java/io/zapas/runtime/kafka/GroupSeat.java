package io.zapas.runtime.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.runtime.kafka.KafkaAccess.KafkaSeat;
import io.zapas.runtime.kafka.KafkaAccess.Tenure;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Membership in a group whose only partition is the seat. One poll thread keeps the membership and reads nothing. While the partition is assigned there is a
 * {@link SeatTenure}; when it is revoked or lost, or when the tenure finds that others have shut it out, the tenure is over at once and the member joins anew.
 */
final class GroupSeat implements KafkaSeat {
    private static final Logger log = LoggerFactory.getLogger(GroupSeat.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /** A member that has nothing after so long is not the holder. */
    private static final long DECIDED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Vertx vertx;
    private final Context context;
    private final KafkaSettings settings;
    private final Map<String, Object> properties;
    private final String group;
    private final TopicPartition seat;
    private final Consumer<Tenure> taken;
    private final Promise<Boolean> decided = Promise.promise();
    private final Promise<Void> left = Promise.promise();
    private final Thread thread;
    private volatile boolean stopping;
    private SeatTenure tenure;
    private long emptySinceNanos;

    GroupSeat(
            Vertx vertx, Context context, KafkaSettings settings, String group, String topic, Consumer<Tenure> taken) {
        this.vertx = vertx;
        this.context = context;
        this.settings = settings;
        this.properties = settings.groupMember(group, 1);
        this.group = group;
        this.seat = new TopicPartition(topic, 0);
        this.taken = taken;
        this.thread = new Thread(this::run, "kafka-seat-" + group);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public Future<Boolean> decided() {
        return decided.future();
    }

    @Override
    public Future<Void> leave() {
        stopping = true;
        return left.future();
    }

    private void run() {
        int failures = 0;
        while (!stopping) {
            KafkaConsumer<String, byte[]> consumer = null;
            try {
                consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
                consumer.subscribe(List.of(seat.topic()), new Rebalance());
                emptySinceNanos = System.nanoTime();
                while (!stopping && (tenure == null || !tenure.isOver())) {
                    consumer.poll(POLL);
                    look(consumer);
                    failures = 0;
                }
            } catch (RuntimeException e) {
                failures++;
                log.atWarn().setCause(e).addKeyValue("group", group).log("Membership failed and will be renewed");
            } finally {
                endTenure("the membership ended");
                close(consumer);
            }
            if (!stopping) {
                pause(Backoff.millis(Math.max(1, failures)));
            }
        }
        context.runOnContext(v -> {
            left.tryComplete();
            decided.tryFail("left before it was decided");
        });
    }

    private void look(KafkaConsumer<String, byte[]> consumer) {
        ConsumerGroupMetadata membership = consumer.groupMetadata();
        if (consumer.assignment().contains(seat)) {
            consumer.pause(List.of(seat));
            if (tenure == null) {
                log.atInfo().addKeyValue("group", group).log("Seat taken");
                tenure = new SeatTenure(vertx, context, settings, group, seat, membership);
                SeatTenure begun = tenure;
                begun.begin(() -> {
                    decided.tryComplete(true);
                    taken.accept(begun);
                });
            } else {
                tenure.member(membership);
            }
        } else if (membership.generationId() < 0) {
            emptySinceNanos = System.nanoTime();
        } else if (!decided.future().isComplete() && System.nanoTime() - emptySinceNanos > DECIDED_NANOS) {
            context.runOnContext(v -> decided.tryComplete(false));
        }
    }

    private void endTenure(String why) {
        if (tenure != null) {
            log.atInfo().addKeyValue("group", group).log("Seat given up: {}", why);
            tenure.end();
            tenure = null;
        }
    }

    private void close(KafkaConsumer<String, byte[]> consumer) {
        if (consumer == null) {
            return;
        }
        try {
            // Also with a name of its own the place is free at once: others wait for it.
            consumer.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                    .withTimeout(Duration.ofSeconds(2)));
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).addKeyValue("group", group).log("Membership not closed in order");
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On the poll thread. */
    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            emptySinceNanos = System.nanoTime();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (partitions.contains(seat)) {
                endTenure("revoked");
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            if (partitions.contains(seat)) {
                endTenure("lost");
            }
        }
    }
}
