package io.zapas.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.zapas.runtime.Service.TopicSpec;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import io.zapas.runtime.kafka.KafkaAccess.KafkaSeat;
import io.zapas.runtime.kafka.KafkaAccess.SeatLostException;
import io.zapas.runtime.kafka.KafkaAccess.Tenure;
import io.zapas.runtime.kafka.KafkaClients;
import io.zapas.runtime.kafka.KafkaSettings;
import io.zapas.runtime.kafka.KafkaTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A seat on a real broker: one holder, and nothing stored by who is not. */
@Timeout(120)
class KafkaSeatIT {
    private static final String STATE = "state";
    private static final String SEAT = "seat";
    private static final String GROUP = "desk";
    private static final Duration BOUND = Duration.ofMinutes(1);

    private final Vertx vertx = Vertx.vertx();
    private final String prefix = Infrastructure.freshNamespace() + ".";
    private final List<KafkaClients> clients = new ArrayList<>();

    private KafkaSettings settings() {
        return new KafkaSettings(Infrastructure.bootstrap(), prefix, (short) 1, "classic", null, Map.of());
    }

    @BeforeEach
    void open() {
        Await.result(KafkaTopics.ensure(
                vertx,
                settings(),
                List.of(new TopicSpec(STATE, true), new TopicSpec(SEAT, TopicSpec.Cleanup.BY_WRITER)),
                2,
                Duration.ofDays(1)));
    }

    @AfterEach
    void close() {
        clients.forEach(client -> Await.result(client.close()));
        Await.result(vertx.close());
    }

    @Test
    void oneHoldsItAndTheNextOneFollowsAtOnceWhenItLeaves() throws InterruptedException {
        Applicant first = new Applicant();
        Tenure tenure = first.tenure();
        Applicant second = new Applicant();
        assertThat(Await.result(second.seat.decided())).isFalse();
        assertThat(second.tenures).isEmpty();

        Await.result(tenure.confirm());
        Await.result(tenure.commit(STATE, List.of(document("a", "1"), document("b", "1")), positions(7)));
        Await.result(first.seat.leave());
        Tenure next = second.tenure();
        assertThat(Await.failure(tenure.commit(STATE, List.of(document("a", "late")), Map.of())))
                .isInstanceOf(SeatLostException.class);
        assertThat(Await.failure(tenure.confirm())).isInstanceOf(SeatLostException.class);
        Await.result(next.commit(STATE, List.of(document("b", "2")), positions(9)));
        assertThat(state()).containsOnly(Map.entry("a", "1"), Map.entry("b", "2"));
        assertThat(position()).isEqualTo(9);
        Await.result(second.seat.leave());
    }

    @Test
    void theNextHolderFindsThePositionsOfTheOneBefore() throws InterruptedException {
        TopicPartition read = new TopicPartition(prefix + STATE, 1);
        Applicant first = new Applicant();
        Tenure tenure = first.tenure();
        assertThat(Await.result(tenure.positions(List.of(read)))).isEmpty();
        Await.result(tenure.commit(STATE, List.of(document("a", "1")), Map.of(read, 7L)));
        Await.result(first.seat.leave());
        Tenure next = new Applicant().tenure();
        assertThat(Await.result(next.positions(List.of(read, new TopicPartition(prefix + STATE, 0)))))
                .containsOnly(Map.entry(read, 7L));
        assertThat(Await.failure(tenure.positions(List.of(read)))).isInstanceOf(SeatLostException.class);
    }

    /** A holder that had begun a transaction and does not come back, or comes back late. */
    @Test
    void whatAFormerHolderHadBegunIsNotStored() throws InterruptedException {
        try (KafkaProducer<String, byte[]> former = transactions()) {
            former.initTransactions();
            former.beginTransaction();
            former.send(new ProducerRecord<>(prefix + STATE, "a", bytes("half")));
            former.flush();
            Applicant heir = new Applicant();
            Await.result(heir.tenure().commit(STATE, List.of(document("a", "whole")), positions(1)));
            assertThat(state()).containsOnly(Map.entry("a", "whole"));
            assertThatThrownBy(former::commitTransaction).isInstanceOf(KafkaException.class);
            assertThat(state()).containsOnly(Map.entry("a", "whole"));
            Await.result(heir.seat.leave());
        }
    }

    /** A former holder that does not know it takes the transactions back: the holder is shut out and joins anew, the former one still stores nothing. */
    @Test
    @SuppressWarnings("removal") // No living consumer can be asked for the membership of one that is gone.
    void whoIsNoMemberAnyMoreStoresNothingEvenWithTheTransactionsInHand() throws InterruptedException {
        Applicant holder = new Applicant();
        Tenure shutOut = holder.tenure();
        try (KafkaProducer<String, byte[]> former = transactions()) {
            former.initTransactions();
            former.beginTransaction();
            former.send(new ProducerRecord<>(prefix + STATE, "a", bytes("late")));
            ConsumerGroupMetadata outdated =
                    new ConsumerGroupMetadata(prefix + GROUP, 1, "member-that-was", Optional.empty());
            assertThatThrownBy(() -> former.sendOffsetsToTransaction(
                            Map.of(new TopicPartition(prefix + SEAT, 0), new OffsetAndMetadata(0)), outdated))
                    .isInstanceOf(CommitFailedException.class);
            assertThatThrownBy(former::commitTransaction).isInstanceOf(KafkaException.class);
            assertThat(Await.failure(shutOut.commit(STATE, List.of(document("a", "mine")), positions(1))))
                    .isInstanceOf(SeatLostException.class);
            Tenure again = holder.tenure();
            Await.result(again.commit(STATE, List.of(document("a", "mine")), positions(1)));
        }
        assertThat(state()).containsOnly(Map.entry("a", "mine"));
        Await.result(holder.seat.leave());
    }

    private KafkaProducer<String, byte[]> transactions() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", Infrastructure.bootstrap(), "transactional.id", prefix + GROUP),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** What a reader of committed records sees, newest per key. */
    private Map<String, String> state() {
        Map<String, String> newest = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", Infrastructure.bootstrap(),
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    List.of(new TopicPartition(prefix + STATE, 0), new TopicPartition(prefix + STATE, 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Await.until(BOUND, () -> {
                consumer.poll(Duration.ofMillis(20))
                        .forEach(record -> newest.put(record.key(), new String(record.value(), UTF_8)));
                return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
        }
        return newest;
    }

    private long position() {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Infrastructure.bootstrap(), "group.id", prefix + GROUP),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(prefix + STATE, 0);
            return consumer.committed(Set.of(partition)).get(partition).offset();
        }
    }

    private Map<TopicPartition, Long> positions(long next) {
        return Map.of(new TopicPartition(prefix + STATE, 0), next);
    }

    private static Document document(String key, String value) {
        return new Document(key, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** A process that applies for the seat. */
    private final class Applicant {
        private final BlockingQueue<Tenure> tenures = new LinkedBlockingQueue<>();
        private final KafkaSeat seat;

        Applicant() {
            KafkaClients client = new KafkaClients(vertx, settings(), new SimpleMeterRegistry(), (name, check) -> {});
            clients.add(client);
            seat = client.seat(GROUP, SEAT, tenures::add);
        }

        Tenure tenure() throws InterruptedException {
            return Objects.requireNonNull(tenures.poll(BOUND.toSeconds(), TimeUnit.SECONDS), "no tenure");
        }
    }
}
