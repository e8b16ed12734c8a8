package io.zapas.runtime.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.NewTopic;
import io.vertx.kafka.admin.OffsetSpec;
import io.vertx.kafka.client.common.TopicPartition;
import io.zapas.runtime.Service.TopicSpec;
import io.zapas.runtime.Service.TopicSpec.Cleanup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics a process needs, with their dead-letter topics; leaves those that exist as they are.
 *
 * <p>A topic is there before the brokers lead its partitions, and a broker that does not know a producer yet takes whatever batch comes first: of several sent at once the first may find no leader and be sent again behind the
 * others, out of sequence for good, until it is given up. So nobody is told to go on before every partition has a leader that answers.
 */
public final class KafkaTopics {
    private static final Set<String> INPUTS = Set.of("erp.events", "channel.events", "ads.events");
    private static final String MAX_RECORD_BYTES = Integer.toString(2 * 1024 * 1024);

    private static final int DESCRIBE_ATTEMPTS = 200;
    private static final int DESCRIBE_PAUSE_MILLIS = 50;

    private KafkaTopics() {}

    /** Completes when all of them exist and can be written to; fails when Kafka does not answer within 20 s. */
    public static Future<Void> ensure(
            Vertx vertx, KafkaSettings settings, Collection<TopicSpec> specs, int partitions, Duration retention) {
        Map<String, Cleanup> wanted = new TreeMap<>();
        for (TopicSpec spec : specs) {
            wanted.put(settings.topicPrefix() + spec.name(), spec.cleanup());
            if (INPUTS.contains(spec.name())) {
                wanted.put(settings.topicPrefix() + spec.name() + KafkaClients.DEAD_LETTER_SUFFIX, Cleanup.BY_AGE);
            }
        }
        KafkaAdminClient admin = KafkaAdminClient.create(vertx, settings.admin());
        return admin.listTopics()
                .compose(present -> {
                    List<NewTopic> missing = new ArrayList<>();
                    wanted.forEach((name, cleanup) -> {
                        if (!present.contains(name)) {
                            missing.add(new NewTopic(
                                            name, cleanup == Cleanup.BY_WRITER ? 1 : partitions, settings.replication())
                                    .setConfig(config(cleanup, retention)));
                        }
                    });
                    return missing.isEmpty()
                            ? Future.succeededFuture(false)
                            : admin.createTopics(missing).map(true);
                })
                // Another instance may have been faster.
                .recover(e -> is(TopicExistsException.class, e)
                        ? Future.succeededFuture(true)
                        : Future.failedFuture(new IllegalStateException(
                                "Kafka at " + settings.bootstrap() + " does not serve: " + e.getMessage(), e)))
                // Old ones are not waited for: one whose brokers are away must not keep the others from being served.
                .compose(anyNew -> anyNew
                        ? led(vertx, admin, List.copyOf(wanted.keySet()), DESCRIBE_ATTEMPTS)
                        : Future.succeededFuture())
                .eventually(admin::close);
    }

    /** Only a leader knows where a partition ends; the client asks until there is one. A broker may hear of a topic a little later than of its creation. */
    private static Future<Void> led(Vertx vertx, KafkaAdminClient admin, List<String> topics, int attempts) {
        return admin.describeTopics(topics)
                .compose(described -> {
                    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
                    described.forEach((topic, description) -> description
                            .getPartitions()
                            .forEach(partition ->
                                    ends.put(new TopicPartition(topic, partition.getPartition()), OffsetSpec.LATEST)));
                    return admin.listOffsets(ends).<Void>mapEmpty();
                })
                .recover(cause -> is(UnknownTopicOrPartitionException.class, cause) && attempts > 1
                        ? vertx.timer(DESCRIBE_PAUSE_MILLIS).compose(waited -> led(vertx, admin, topics, attempts - 1))
                        : Future.failedFuture(cause));
    }

    /** Answers about several topics come wrapped. */
    private static boolean is(Class<? extends Throwable> kind, Throwable cause) {
        return kind.isInstance(cause instanceof CompletionException ? cause.getCause() : cause);
    }

    private static Map<String, String> config(Cleanup cleanup, Duration retention) {
        return switch (cleanup) {
            case BY_AGE -> kept(retention);
            case BY_KEY -> compacted();
            case BY_WRITER -> log();
        };
    }

    private static Map<String, String> log() {
        return Map.of(
                "cleanup.policy",
                "delete",
                "retention.ms",
                "-1",
                "retention.bytes",
                "-1",
                "max.message.bytes",
                Integer.toString(KafkaSettings.MAX_RECORD_BYTES));
    }

    private static Map<String, String> compacted() {
        return Map.of(
                "cleanup.policy",
                "compact",
                "min.cleanable.dirty.ratio",
                "0.2",
                "segment.ms",
                Long.toString(Duration.ofDays(1).toMillis()),
                "max.message.bytes",
                MAX_RECORD_BYTES);
    }

    /** By arrival: replayed history must not be deleted for its age. */
    private static Map<String, String> kept(Duration retention) {
        return Map.of(
                "cleanup.policy",
                "delete",
                "retention.ms",
                Long.toString(retention.toMillis()),
                "message.timestamp.type",
                "LogAppendTime",
                "max.message.bytes",
                MAX_RECORD_BYTES);
    }
}
