package io.zapas.stocksync.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.testkit.Await;
import io.zapas.testkit.CuttableKafka;
import io.zapas.testkit.RedisPair;
import io.zapas.testkit.TestRuntime;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kafka or Redis is away for a while: callers are told so in time, and afterwards nothing is missing and nothing is double. */
@Timeout(180)
class AwayIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    /** 5 s for Kafka or for Redis's answer, and a little for a busy machine. */
    private static final Duration TOLD = Duration.ofMillis(6_500);

    private final HttpClient http = HttpClient.newHttpClient();
    private int ids;

    /** How something goes away. */
    enum Fault {
        /** Connections end and none can be opened. */
        CUT,
        /** Connections stay, and nothing comes back. */
        HANG
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void whileKafkaIsAwayReservationsAreNotAcknowledgedAndReadsGoOn(Fault fault) throws Exception {
        try (CuttableKafka kafka = CuttableKafka.start();
                TestRuntime runtime =
                        TestRuntime.start(new StockSyncService(), Map.of("kafka.bootstrap", kafka.bootstrap()))) {
            level(runtime, "A", 10);
            available(runtime, "A", 10);
            assertThat(reserve(runtime, "first", "A", 1).statusCode()).isEqualTo(201);

            if (fault == Fault.CUT) {
                kafka.forwarder().cut();
            } else {
                kafka.forwarder().hang();
            }
            refused(runtime, "second", "A", 2, "kafka-unavailable");
            // The units are held all the same: nobody else may get them meanwhile.
            available(runtime, "A", 7);
            // Refusals change nothing, so they need no Kafka.
            assertThat(reserve(runtime, "third", "A", 8).statusCode()).isEqualTo(409);
            refused(runtime, "second", "A", 2, "kafka-unavailable");

            kafka.forwarder().restore();
            HttpResponse<String> answer = acknowledged(runtime, "second", "A", 2);
            assertThat(answer.headers().firstValue("Idempotency-Replayed")).contains("true");
            String id = json(answer).path("id").asText();
            assertThat(json(acknowledged(runtime, "second", "A", 2)).path("id").asText())
                    .isEqualTo(id);
            available(runtime, "A", 7);
            Await.untilPasses(BOUND, () -> assertThat(runtime.records("stock.ledger").stream()
                            .map(record -> Json.tree(record.value()))
                            .filter(entry ->
                                    entry.path("reservationId").asText().equals(id))
                            .map(entry -> entry.path("seq").asLong())
                            .distinct())
                    .hasSize(1));
            Await.untilPasses(
                    BOUND,
                    () -> assertThat(get(runtime, "/health/ready").statusCode()).isEqualTo(200));
            level(runtime, "A", 20);
            available(runtime, "A", 17);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void whileRedisIsAwayCallersAreToldAndEventsWaitInKafka(Fault fault) throws Exception {
        try (RedisPair redis = RedisPair.start();
                TestRuntime runtime = TestRuntime.start(new StockSyncService(), Map.of("redis.uri", redis.uri()))) {
            level(runtime, "A", 10);
            available(runtime, "A", 10);
            String id = json(acknowledged(runtime, "first", "A", 1)).path("id").asText();

            if (fault == Fault.CUT) {
                redis.forwarder().cut();
            } else {
                redis.forwarder().hang();
            }
            refused(runtime, "second", "A", 2, "store-unavailable");
            long askedNanos = System.nanoTime();
            assertThat(get(runtime, "/v1/availability/A").statusCode()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - askedNanos)).isLessThan(TOLD);
            level(runtime, "A", 30);
            level(runtime, "B", 5);
            Await.untilPasses(
                    BOUND, () -> assertThat(get(runtime, "/health/ready").body())
                            .contains("\"status\":\"DOWN\"")
                            .contains("Redis does not answer"));

            redis.forwarder().restore();
            available(runtime, "B", 5);
            assertThat(json(acknowledged(runtime, "first", "A", 1)).path("id").asText())
                    .isEqualTo(id);
            acknowledged(runtime, "second", "A", 2);
            available(runtime, "A", 27);
            Await.untilPasses(
                    BOUND,
                    () -> assertThat(get(runtime, "/health/ready").statusCode()).isEqualTo(200));
        }
    }

    @Test
    void aReplicaThatHadEverythingTakesOverWithoutLoss() throws Exception {
        try (RedisPair redis = RedisPair.start();
                TestRuntime runtime = TestRuntime.start(new StockSyncService(), Map.of("redis.uri", redis.uri()))) {
            level(runtime, "A", 10);
            available(runtime, "A", 10);
            String id = json(acknowledged(runtime, "first", "A", 4)).path("id").asText();
            redis.awaitInSync();
            redis.killMaster();
            level(runtime, "A", 20);
            redis.promoteReplica();
            available(runtime, "A", 16);
            assertThat(json(acknowledged(runtime, "first", "A", 4)).path("id").asText())
                    .isEqualTo(id);
            acknowledged(runtime, "second", "A", 1);
            available(runtime, "A", 15);
        }
    }

    /** Answered 503 in time, with a time to come back. */
    private void refused(TestRuntime runtime, String key, String sku, int quantity, String type) throws Exception {
        long askedNanos = System.nanoTime();
        HttpResponse<String> answer = reserve(runtime, key, sku, quantity);
        Duration took = Duration.ofNanos(System.nanoTime() - askedNanos);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(json(answer).path("type").asText()).isEqualTo(type);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(took).isLessThan(TOLD);
    }

    /** Repeats the call as its caller would, until it is answered 201. */
    private HttpResponse<String> acknowledged(TestRuntime runtime, String key, String sku, int quantity) {
        AtomicReference<HttpResponse<String>> last = new AtomicReference<>();
        Await.untilPasses(BOUND, () -> {
            HttpResponse<String> answer = reserve(runtime, key, sku, quantity);
            last.set(answer);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        });
        return last.get();
    }

    private HttpResponse<String> reserve(TestRuntime runtime, String key, String sku, int quantity) throws Exception {
        String body = "{\"orderId\":\"O-%s\",\"channel\":\"shop\",\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]}"
                .formatted(key, sku, quantity);
        return http.send(
                HttpRequest.newBuilder(runtime.uri("/v1/reservations"))
                        .timeout(BOUND)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(TestRuntime runtime, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(runtime.uri(path)).timeout(BOUND).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void available(TestRuntime runtime, String sku, long units) {
        Await.untilPasses(BOUND, () -> assertThat(json(get(runtime, "/v1/availability/" + sku))
                        .path("available")
                        .asLong(-1))
                .isEqualTo(units));
    }

    /** An ERP's level, over Kafka. */
    private void level(TestRuntime runtime, String sku, int quantity) {
        int version = ++ids;
        runtime.publish(
                "erp.events",
                sku,
                Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "e" + version,
                        "ce_source", "/erp",
                        "ce_type", "stock.level",
                        "content-type", "application/json"),
                "{\"sku\":\"%s\",\"location\":\"WH1\",\"quantity\":%d,\"version\":%d}"
                        .formatted(sku, quantity, version)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.tree(response.body().getBytes(StandardCharsets.UTF_8));
    }
}
