package io.zapas.runtime.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.NewTopic;
import io.zapas.runtime.Service.TopicSpec;
import io.zapas.runtime.Service.TopicSpec.Cleanup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics a process needs, with their dead-letter topics; leaves those that exist as they are. */
public final class KafkaTopics {
    private static final Set<String> INPUTS = Set.of("erp.events", "channel.events", "ads.events");
    private static final String MAX_RECORD_BYTES = Integer.toString(2 * 1024 * 1024);

    private KafkaTopics() {}

    /** Completes when all of them exist; fails when Kafka does not answer within 20 s. */
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
                    return missing.isEmpty() ? Future.<Void>succeededFuture() : admin.createTopics(missing);
                })
                // Another instance may have been faster.
                .recover(e -> e instanceof TopicExistsException
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IllegalStateException(
                                "Kafka at " + settings.bootstrap() + " does not serve: " + e.getMessage(), e)))
                .eventually(admin::close);
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
