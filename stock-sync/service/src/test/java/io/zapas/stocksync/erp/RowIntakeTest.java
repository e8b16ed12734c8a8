package io.zapas.stocksync.erp;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.events.JsonCloudEventCodec;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import io.zapas.runtime.kafka.KafkaAccess.Tenure;
import io.zapas.stocksync.FakeKafka;
import io.zapas.stocksync.erp.rows.Basis;
import io.zapas.stocksync.erp.rows.Book;
import io.zapas.stocksync.erp.rows.Locations;
import io.zapas.stocksync.erp.rows.SubiektGt;
import io.zapas.testkit.VirtualClock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RowIntakeTest {
    private static final TopicPartition PARTITION = new TopicPartition("dbo.tw_Stan", 0);
    private static final Instant NOW = Instant.parse("2026-03-14T20:00:00Z");

    private final List<Promise<Void>> commits = new ArrayList<>();
    private final RowIntake intake = intake();

    private RowIntake intake() {
        Locations locations = new Locations(Map.of(), Set.of(), false);
        ZoneId zone = ZoneId.of("Europe/Warsaw");
        SubiektGt mapping = new SubiektGt();
        return new RowIntake(
                new ErpSettings("/erp/test", mapping, Set.of("t"), Basis.PHYSICAL, locations, 4, 1, false, zone),
                new Book(mapping, Basis.PHYSICAL, locations, zone, false, NOW),
                new Outbox(),
                new FakeKafka(),
                new JsonCloudEventCodec(),
                new SlowTenure(),
                new VirtualClock(NOW),
                new SimpleMeterRegistry());
    }

    /** Answers when the test says so. */
    private final class SlowTenure implements Tenure {
        @Override
        public Future<Void> ended() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Void> commit(String topic, List<Document> documents, Map<TopicPartition, Long> positions) {
            Promise<Void> answer = Promise.promise();
            commits.add(answer);
            return answer.future();
        }

        @Override
        public Future<Void> confirm() {
            throw new UnsupportedOperationException();
        }
    }

    private Future<Void> take(long offset) {
        return intake.take(
                PARTITION,
                List.of(new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, "key", null)));
    }

    @Test
    void oneBatchIsUnderWayAtATime() {
        Future<Void> first = take(0);
        Future<Void> second = take(1);
        assertThat(commits).hasSize(1);
        commits.get(0).complete();
        assertThat(first.succeeded()).isTrue();
        assertThat(commits).hasSize(2);
        commits.get(1).complete();
        assertThat(second.succeeded()).isTrue();
    }

    @Test
    void whatWaitsBehindAFailureIsNotStoredOnTopOfIt() {
        Future<Void> first = take(0);
        Future<Void> second = take(1);
        commits.get(0).fail("no answer");
        assertThat(first.failed()).isTrue();
        assertThat(second.failed()).isTrue();
        assertThat(take(2).failed()).isTrue();
        assertThat(commits).hasSize(1);
    }
}
