package io.zapas.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedKafkaIT {
    private static final long IN_2010_MILLIS = 1_290_000_000_000L;

    @TempDir
    Path directory;

    @Test
    void recordsOfLongAgoSurviveARestartOnTheSameDirectory() throws Exception {
        try (EmbeddedKafka kafka = new EmbeddedKafka(directory, 0).start()) {
            createTopic(kafka);
            write(kafka, "first");
        }
        try (EmbeddedKafka kafka = new EmbeddedKafka(directory, 0).start()) {
            write(kafka, "second");
            assertThat(read(kafka, 2)).containsExactly("first", "second");
        }
    }

    @Test
    void aDirectoryLeftByAKilledProcessComesUpWithItsRecords() throws Exception {
        Process other = OtherProcess.start(KafkaProgram.class, directory.toString());
        try {
            assertThat(OtherProcess.firstLine(other)).isEqualTo("written");
        } finally {
            other.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }

        try (EmbeddedKafka kafka = new EmbeddedKafka(directory, 0).start()) {
            write(kafka, "after");
            assertThat(read(kafka, 2)).containsExactly("before", "after");
        }
    }

    @Test
    void aTakenPortAndAUsedDirectoryAreNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, Ports.address(0).getAddress())) {
            assertThatThrownBy(() -> new EmbeddedKafka(directory, taken.getLocalPort()).start())
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
        try (DataDirectory used = DataDirectory.take(directory)) {
            assertThatThrownBy(() -> new EmbeddedKafka(directory, 0).start())
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining(used.path().toString());
        }
    }

    static void createTopic(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    static void write(EmbeddedKafka kafka, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("t", 0, IN_2010_MILLIS, "key", value))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static List<String> read(EmbeddedKafka kafka, int count) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("t", 0)));
            List<String> values = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
