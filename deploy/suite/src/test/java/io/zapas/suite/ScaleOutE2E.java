package io.zapas.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.suite.ShopLoad.Acknowledged;
import io.zapas.suite.ShopLoad.Expected;
import io.zapas.testkit.Await;
import io.zapas.testkit.Infrastructure;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three instances of stock-sync share the work while they are restarted one after the other, one of them by force. In the end every SKU has exactly
 * what was acknowledged and applied, and the ledger tells the same story.
 */
class ScaleOutE2E {
    private static final int INSTANCES = 3;
    private static final Duration SERVED = Duration.ofSeconds(30);
    private static final Duration SETTLED = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aRollingRestartUnderLoadLosesAndDoublesNothing(String protocol) throws Exception {
        long seed = Long.getLong("zapas.test.seed", System.nanoTime());
        System.out.println("ScaleOutE2E " + protocol + ": seed " + seed + " (-Dzapas.test.seed)");
        String namespace = Infrastructure.freshNamespace();
        Map<String, String> environment = Map.of("ZAPAS_KAFKA_GROUP_PROTOCOL", protocol, "ZAPAS_HOLD_DEFAULT", "12h");
        try (Instances instances = Instances.start(directory, INSTANCES, namespace, environment);
                ShopLoad load = new ShopLoad(instances, namespace, seed)) {
            load.stockUp();
            Await.untilPasses(
                    SERVED, () -> assertThat(state(instances, 0, load.skus())).isEqualTo(load.expected()));
            load.open();
            instances.restart(0);
            instances.restart(1);
            instances.kill(2);
            load.closeDoors();
            System.out.println("ScaleOutE2E " + protocol + ": " + load.summary());

            assertThat(load.violations()).as("seed %d", seed).isEmpty();
            for (int i = 0; i < INSTANCES; i++) {
                int instance = i;
                Await.untilPasses(SETTLED, () -> assertThat(state(instances, instance, load.skus()))
                        .as("seed %d, instance %d", seed, instance)
                        .isEqualTo(load.expected()));
            }
            assertThat(reservations(instances, load.acknowledged().keySet()))
                    .as("seed %d", seed)
                    .isEqualTo(load.acknowledged().entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey, entry -> entry.getValue().state())));
            try (Topics topics = new Topics(namespace)) {
                Await.untilPasses(SETTLED, () -> assertThat(folded(topics.records("stock.ledger"), seed))
                        .as("seed %d", seed)
                        .isEqualTo(load.expected()));
                List<LedgerEntry> ledger = entries(topics.records("stock.ledger"));
                everyAcknowledgedReservationIsInTheLedger(load.acknowledged(), ledger);
                Await.untilPasses(SETTLED, () -> assertThat(newest(topics.records("stock.availability")))
                        .as("seed %d", seed)
                        .isEqualTo(load.expected()));
                assertThat(topics.records("erp.events.dlq")).isEmpty();
                assertThat(topics.records("channel.events.dlq")).isEmpty();
                long distinct = ledger.stream().map(LedgerEntry::seq).distinct().count();
                System.out.println("ScaleOutE2E " + protocol + ": " + distinct + " ledger entries, "
                        + (ledger.size() - distinct) + " of them published again");
            }
        }
    }

    private static Map<String, Expected> state(Instances instances, int instance, Set<String> skus) throws Exception {
        String body = Json.text(Map.of("skus", skus));
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(instances.url(instance) + "/v1/availability/query"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<String, Expected> state = new TreeMap<>();
        Json.read(answer.body(), JsonNode.class).path("items").forEach(item -> {
            Expected expected = expected(item);
            assertThat(item.path("available").asLong())
                    .as("available of %s", item.path("sku").asText())
                    .isEqualTo(Math.max(0, expected.onHand() - expected.reserved()));
            state.put(item.path("sku").asText(), expected);
        });
        return state;
    }

    private static Expected expected(JsonNode availability) {
        assertThat(availability.path("locations").size()).isEqualTo(1);
        JsonNode location = availability.path("locations").get(0);
        return new Expected(
                location.path("onHand").asLong(), location.path("reserved").asLong());
    }

    private static Map<String, String> reservations(Instances instances, Iterable<String> ids) throws Exception {
        Map<String, String> states = new HashMap<>();
        int next = 0;
        for (String id : ids) {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create(instances.url(next++ % INSTANCES) + "/v1/reservations/" + id))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            states.put(
                    id, Json.read(answer.body(), JsonNode.class).path("state").asText());
        }
        return states;
    }

    private static List<LedgerEntry> entries(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream()
                .map(record -> Json.read(record.value(), LedgerEntry.class))
                .toList();
    }

    /** Adds the ledger up as its readers do, and checks on the way that nothing is missing, contradicted or out of order. */
    private static Map<String, Expected> folded(List<ConsumerRecord<String, byte[]>> records, long seed) {
        Map<Long, LedgerEntry> bySeq = new TreeMap<>();
        Map<String, Long> newestOf = new HashMap<>();
        for (LedgerEntry entry : entries(records)) {
            LedgerEntry known = bySeq.putIfAbsent(entry.seq(), entry);
            if (known != null) {
                assertThat(entry).as("seed %d, published again", seed).isEqualTo(known);
                continue;
            }
            Long before = newestOf.put(entry.sku(), entry.seq());
            assertThat(before == null ? 0 : before)
                    .as("seed %d, order of %s", seed, entry.sku())
                    .isLessThan(entry.seq());
        }
        long seq = 0;
        Map<String, LedgerEntry> last = new TreeMap<>();
        for (LedgerEntry entry : bySeq.values()) {
            assertThat(entry.seq()).as("seed %d, no gap", seed).isEqualTo(++seq);
            LedgerEntry before = last.put(entry.sku(), entry);
            assertThat(entry.onHandBefore())
                    .as("seed %d, %s", seed, entry)
                    .isEqualTo(before == null ? 0 : before.onHandAfter());
            assertThat(entry.reservedBefore())
                    .as("seed %d, %s", seed, entry)
                    .isEqualTo(before == null ? 0 : before.reservedAfter());
        }
        Map<String, Expected> sums = new TreeMap<>();
        last.forEach((sku, entry) -> sums.put(sku, new Expected(entry.onHandAfter(), entry.reservedAfter())));
        return sums;
    }

    private static void everyAcknowledgedReservationIsInTheLedger(
            Map<String, Acknowledged> acknowledged, List<LedgerEntry> ledger) {
        assertThat(ledger.stream()
                        .filter(entry -> entry.reason() == LedgerEntry.Reason.HOLD)
                        .map(LedgerEntry::reservationId)
                        .collect(Collectors.toSet()))
                .containsAll(acknowledged.keySet());
    }

    private static Map<String, Expected> newest(List<ConsumerRecord<String, byte[]>> records) {
        Map<String, Expected> newest = new TreeMap<>();
        records.forEach(record -> newest.put(record.key(), expected(Json.tree(record.value()))));
        return newest;
    }

    /** Whole topics, each time from their beginning. */
    private static final class Topics implements AutoCloseable {
        private static final Duration READ = Duration.ofSeconds(30);
        private final String namespace;
        private final KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Infrastructure.bootstrap(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());

        Topics(String namespace) {
            this.namespace = namespace;
        }

        List<ConsumerRecord<String, byte[]>> records(String topic) {
            List<TopicPartition> partitions = consumer.partitionsFor(namespace + "." + topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> read = new ArrayList<>();
            Await.until(READ, () -> {
                consumer.poll(Duration.ofMillis(50)).forEach(read::add);
                return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
            return read;
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
