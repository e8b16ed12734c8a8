package io.zapas.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.zapas.runtime.Service.TopicSpec;
import io.zapas.runtime.kafka.KafkaSettings;
import io.zapas.runtime.kafka.KafkaTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** New topics of a real broker. */
@Timeout(120)
class KafkaTopicsIT {
    private static final int PARTITIONS = 20;
    private static final int TOPICS = 15;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private io.vertx.core.Future<Void> ensure(String prefix) {
        return KafkaTopics.ensure(
                vertx,
                new KafkaSettings(Infrastructure.bootstrap(), prefix, (short) 1, "classic", null, Map.of()),
                List.of(new TopicSpec("new", true)),
                PARTITIONS,
                Duration.ofDays(1));
    }

    /** Several instances on an empty Kafka. */
    @Test
    void whoeverIsSlowerFindsThemThere() {
        for (int i = 0; i < TOPICS; i++) {
            String prefix = Infrastructure.freshNamespace() + ".";
            Await.result(io.vertx.core.Future.all(ensure(prefix), ensure(prefix), ensure(prefix)));
        }
    }

    /** Without retries the first batch that finds no leader fails. */
    @Test
    void everyPartitionOfANewTopicTakesRecordsAtOnce() throws Exception {
        for (int i = 0; i < TOPICS; i++) {
            String prefix = Infrastructure.freshNamespace() + ".";
            Map<String, Object> once = Map.of(
                    "bootstrap.servers",
                    Infrastructure.bootstrap(),
                    "acks",
                    "all",
                    "enable.idempotence",
                    "false",
                    "retries",
                    0);
            try (KafkaProducer<String, byte[]> producer =
                    new KafkaProducer<>(once, new StringSerializer(), new ByteArraySerializer())) {
                Await.result(ensure(prefix));
                List<Future<RecordMetadata>> written = new ArrayList<>();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    written.add(producer.send(new ProducerRecord<>(prefix + "new", partition, "key", new byte[1])));
                }
                for (Future<RecordMetadata> record : written) {
                    assertThat(record.get(1, TimeUnit.MINUTES).offset()).isZero();
                }
            }
        }
    }
}
