package io.zapas.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.Service;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.kafka.KafkaAccess.BatchHandler;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import io.zapas.runtime.kafka.KafkaAccess.KafkaLoop;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import io.zapas.runtime.kafka.KafkaAccess.LoopSpec;
import io.zapas.runtime.kafka.KafkaAccess.Offsets;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code KafkaAccess} promises, and that a service in the test runtime is a service in the suite. */
@Timeout(120)
class KafkaAccessIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Map<String, String> NO_HEADERS = Map.of();

    private TestRuntime rt;

    @BeforeEach
    void start() {
        rt = TestRuntime.start(new TwoTopics(), Map.of());
    }

    @AfterEach
    void stop() {
        rt.close();
    }

    @Test
    void aPartitionIsHandledStrictlyInOrderOneBatchAtATime() {
        AtomicInteger atOnce = new AtomicInteger();
        List<Integer> overlaps = new CopyOnWriteArrayList<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 500; i++) {
            rt.context().kafka().publish("erp.events", "same key", ("" + i).getBytes(UTF_8));
        }
        KafkaLoop loop = consume("order", 10, null, (partition, records) -> {
            overlaps.add(atOnce.incrementAndGet());
            Promise<Void> done = Promise.promise();
            rt.context().vertx().setTimer(1, timer -> {
                records.forEach(record -> seen.add(new String(record.value(), UTF_8)));
                atOnce.decrementAndGet();
                done.complete();
            });
            return done.future();
        });
        Await.until(SOON, () -> seen.size() == 500);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            expected.add("" + i);
        }
        assertThat(seen).containsExactlyElementsOf(expected);
        assertThat(overlaps).containsOnly(1);
        Await.untilPasses(SOON, () -> assertThat(loop.lag()).isZero());
        Await.result(loop.stop());
    }

    @Test
    void aFailedBatchComesAgainAndNothingOvertakesItWhileHealthSaysWhy() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        List<String> done = new CopyOnWriteArrayList<>();
        rt.publish("erp.events", "k", NO_HEADERS, "first".getBytes(UTF_8));
        rt.publish("erp.events", "k", NO_HEADERS, "second".getBytes(UTF_8));
        AtomicInteger allowed = new AtomicInteger();
        KafkaLoop loop = consume("retry", 1, null, (partition, records) -> {
            if (allowed.get() == 0) {
                attempts.incrementAndGet();
                return Future.failedFuture("the store is away");
            }
            records.forEach(record -> done.add(new String(record.value(), UTF_8)));
            return Future.succeededFuture();
        });
        Await.until(SOON, () -> attempts.get() >= 3);
        assertThat(done).isEmpty();
        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("the store is away");

        allowed.set(1);
        Await.untilPasses(SOON, () -> assertThat(done).containsExactly("first", "second"));
        Await.untilPasses(
                SOON, () -> assertThat(get("/health/ready").statusCode()).isEqualTo(200));
        Await.result(loop.stop());
    }

    /** A broker is asked for one thing at a time, and holds back its answer while there is nothing: for 500 ms unless told otherwise, and this takes a dozen of them. */
    @Test
    void quietPartitionsDoNotHoldUpABusyOne() {
        Random random = new Random(1);
        int count = 60_000;
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[250];
            random.nextBytes(value);
            documents.add(new Document("same key", value));
        }
        Await.result(rt.context().kafka().publishAll("erp.events", documents));
        AtomicInteger seen = new AtomicInteger();
        // So slow that the partition is paused, and so quick that it does not matter.
        KafkaLoop loop = consume("quiet", 500, null, (partition, records) -> rt.context()
                .vertx()
                .timer(1)
                .onSuccess(waited -> seen.addAndGet(records.size()))
                .mapEmpty());
        Await.until(SOON, () -> seen.get() > 0);
        long begun = System.nanoTime();
        Await.until(SOON, () -> seen.get() == count);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        Await.result(loop.stop());
    }

    @Test
    void whatWasHandledBeforeAStopDoesNotComeAgain() {
        List<String> seen = new CopyOnWriteArrayList<>();
        BatchHandler collect = (partition, records) -> {
            records.forEach(record -> seen.add(new String(record.value(), UTF_8)));
            return Future.succeededFuture();
        };
        rt.publish("erp.events", "k", NO_HEADERS, "one".getBytes(UTF_8));
        KafkaLoop first = consume("resume", 100, null, collect);
        Await.until(SOON, () -> seen.size() == 1);
        Await.result(first.stop());
        rt.publish("erp.events", "k", NO_HEADERS, "two".getBytes(UTF_8));
        KafkaLoop second = consume("resume", 100, null, collect);
        Await.until(SOON, () -> seen.size() >= 2);
        assertThat(seen).containsExactly("one", "two");
        Await.result(second.stop());
    }

    @Test
    void offsetsKeptBesideTheEffectDecideWhereToStartEvenWhenLoadingFailsAtFirst() {
        Map<TopicPartition, Long> kept = new ConcurrentHashMap<>();
        for (int i = 0; i < 10; i++) {
            rt.publish("erp.events", "k", NO_HEADERS, ("" + i).getBytes(UTF_8));
        }
        Map<TopicPartition, Long> start = new HashMap<>();
        rt.records("erp.events")
                .forEach(record -> start.put(new TopicPartition(record.topic(), record.partition()), 7L));
        AtomicInteger loads = new AtomicInteger();
        Offsets offsets = partitions ->
                loads.incrementAndGet() == 1 ? Future.failedFuture("not yet") : Future.succeededFuture(start);
        List<String> seen = new CopyOnWriteArrayList<>();
        KafkaLoop loop = consume("offsets", 100, offsets, (partition, records) -> {
            records.forEach(record -> seen.add(new String(record.value(), UTF_8)));
            kept.put(partition, records.get(records.size() - 1).offset() + 1);
            return Future.succeededFuture();
        });
        Await.result(loop.assigned());
        Await.untilPasses(SOON, () -> assertThat(seen).containsExactly("7", "8", "9"));
        assertThat(kept).containsValue(10L);
        Await.result(loop.stop());
    }

    @Test
    void twoMembersShareThePartitionsAndOneTakesOverWhenTheOtherLeaves() {
        Set<String> first = ConcurrentHashMap.newKeySet();
        Set<String> second = ConcurrentHashMap.newKeySet();
        KafkaLoop a = consume("shared", 100, null, into(first));
        KafkaLoop b = consume("shared", 100, null, into(second));
        Await.until(SOON, () -> {
            rt.publish("erp.events", "k" + System.nanoTime(), NO_HEADERS, "x".getBytes(UTF_8));
            return !first.isEmpty() && !second.isEmpty();
        });
        Await.result(a.stop());
        second.clear();
        for (int i = 0; i < 20; i++) {
            rt.publish("erp.events", "after" + i, NO_HEADERS, "x".getBytes(UTF_8));
        }
        Await.until(
                SOON,
                () -> second.stream().filter(key -> key.startsWith("after")).count() == 20);
        Await.result(b.stop());
    }

    @Test
    void aTailSeesEverythingFromTheStartAndReportsWhenItHasCaughtUp() {
        for (int i = 0; i < 50; i++) {
            rt.publish("stock.availability", "sku" + i, NO_HEADERS, ("" + i).getBytes(UTF_8));
        }
        Set<String> seen = ConcurrentHashMap.newKeySet();
        KafkaTail tail = rt.context().kafka().tail("view", List.of("stock.availability"), true, (topic, record) -> {
            assertThat(topic).isEqualTo("stock.availability");
            seen.add(record.key());
        });
        Await.result(tail.caughtUp());
        assertThat(seen).hasSize(50);
        rt.publish("stock.availability", "later", NO_HEADERS, new byte[0]);
        Await.until(SOON, () -> seen.contains("later"));
        Await.result(tail.stop());
    }

    @Test
    void aTailFromATimeOnLeavesOutWhatArrivedBefore() {
        for (int i = 0; i < 20; i++) {
            rt.publish("stock.availability", "early" + i, NO_HEADERS, new byte[0]);
        }
        long newest = rt.records("stock.availability").stream()
                .mapToLong(record -> record.timestamp())
                .max()
                .orElseThrow();
        Instant since = Instant.ofEpochMilli(newest + 1);
        Await.until(SOON, () -> System.currentTimeMillis() > since.toEpochMilli());
        for (int i = 0; i < 20; i++) {
            rt.publish("stock.availability", "late" + i, NO_HEADERS, new byte[0]);
        }
        Set<String> seen = ConcurrentHashMap.newKeySet();
        KafkaTail tail = rt.context()
                .kafka()
                .tail("recent", List.of("stock.availability"), since, (topic, record) -> seen.add(record.key()));
        Await.result(tail.caughtUp());
        assertThat(seen).hasSize(20).allMatch(key -> key.startsWith("late"));
        Await.result(tail.stop());
    }

    @Test
    void aDeadLetterKeepsTheRecordAsItCameAndSaysWhy() {
        byte[] body = {0, (byte) 0xff, 1};
        rt.publish("erp.events", "k", Map.of("ce_id", "7"), body);
        KafkaLoop loop = consume("dead", 100, null, (partition, records) -> rt.context()
                .kafka()
                .deadLetter(records.get(0), "invalid-field", "data.quantity: is required"));
        Await.until(SOON, () -> rt.records("erp.events.dlq").size() == 1);
        var letter = rt.records("erp.events.dlq").get(0);
        assertThat(letter.key()).isEqualTo("k");
        assertThat(letter.value()).isEqualTo(body);
        Map<String, String> headers = new HashMap<>();
        letter.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        assertThat(headers)
                .containsEntry("ce_id", "7")
                .containsEntry("dlq-reason", "invalid-field")
                .containsEntry("dlq-detail", "data.quantity: is required");
        assertThat(headers.get("dlq-origin")).matches("\\Q" + rt.topic("erp.events") + "\\E/\\d+/0");
        Await.result(loop.stop());
    }

    @Test
    void topicsOfOthersAreReadByTheirNamesAndTheirDeadLettersAreOurs() throws Exception {
        // A name that begins as ours do is another's all the same.
        String others = rt.topic("not-ours");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Infrastructure.bootstrap()))) {
            admin.createTopics(List.of(
                            new NewTopic(others, 1, (short) 1), new NewTopic(rt.topic(others + ".dlq"), 1, (short) 1)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        KafkaLoop loop = rt.context()
                .kafka()
                .consumeForeign(new LoopSpec("others", List.of(others), 10, null, (partition, records) -> rt.context()
                        .kafka()
                        .deadLetter(records.get(0), "unusable", "all of it")));
        rt.publish("not-ours", "k", NO_HEADERS, "x".getBytes(UTF_8));
        Await.until(SOON, () -> rt.records(others + ".dlq").size() == 1);
        Await.result(loop.stop());
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsCarryHttpAndKafkaSeries() throws Exception {
        get("/health/live");
        Await.untilPasses(SOON, () -> assertThat(get("/metrics").body()).contains("zapas_http_requests_seconds_count"));
    }

    private KafkaLoop consume(String group, int maxBatch, Offsets offsets, BatchHandler handler) {
        return rt.context().kafka().consume(new LoopSpec(group, List.of("erp.events"), maxBatch, offsets, handler));
    }

    private static BatchHandler into(Set<String> keys) {
        return (partition, records) -> {
            records.forEach(record -> keys.add(record.key()));
            return Future.succeededFuture();
        };
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(rt.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static final class TwoTopics implements Service {
        @Override
        public String name() {
            return "two-topics";
        }

        @Override
        public List<ConfigKey<?>> configKeys() {
            return List.of();
        }

        @Override
        public List<TopicSpec> topics() {
            return List.of(new TopicSpec("erp.events", false), new TopicSpec("stock.availability", true));
        }

        @Override
        public Future<Void> start(ServiceContext context) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> stop() {
            return Future.succeededFuture();
        }
    }
}
