package io.zapas.stocksync.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.webhook.Sender;
import io.zapas.testkit.Await;
import io.zapas.testkit.CuttableKafka;
import io.zapas.testkit.TestRuntime;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks through the door, on real Kafka and Redis, in a shop whose other doors need keys. Every test uses SKUs of its own. */
@Timeout(180)
class WebhooksIT {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String SECRET = "shpss_it";
    private static final HttpClient http = HttpClient.newHttpClient();
    private static TestRuntime runtime;

    @TempDir
    static Path directory;

    @BeforeAll
    static void start() throws Exception {
        Path keys = directory.resolve("keys.yaml");
        // The hash of "key".
        Files.writeString(
                keys,
                "keys: [{id: it, hash: 2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683, scopes: [admin]}]");
        runtime = TestRuntime.start(new StockSyncService(), config(Map.of("api.keys", keys.toString())));
    }

    private static Map<String, String> config(Map<String, String> more) {
        Map<String, String> config = new java.util.HashMap<>(more);
        config.put("webhooks.shopify.secret", SECRET);
        config.put("webhooks.shopify.channel", "shop");
        config.put("webhooks.woocommerce.secret", SECRET);
        config.put("webhooks.payu.secret", SECRET);
        return config;
    }

    @AfterAll
    static void stop() {
        runtime.close();
    }

    @Test
    void anOrderReservesOnceAndItsCancellationReleases() throws Exception {
        level(runtime, "WH-A", 10);
        byte[] placed = order("W-1", "WH-A", 4, "null", "pending");
        assertThat(shopify(runtime, "ev-1", placed).statusCode()).isEqualTo(200);
        available(runtime, "WH-A", 6);
        assertThat(shopify(runtime, "ev-1", placed).statusCode()).isEqualTo(200);
        // The same order under another topic's id, and paid: still the same units.
        assertThat(shopify(runtime, "ev-2", order("W-1", "WH-A", 4, "null", "paid"))
                        .statusCode())
                .isEqualTo(200);
        Await.untilPasses(BOUND, () -> assertThat(metrics())
                .contains(
                        "zapas_stock_events_total{result=\"duplicate\",type=\"order\"} 1.0",
                        "zapas_stock_events_total{result=\"applied\",type=\"order\"} 2.0"));
        available(runtime, "WH-A", 6);
        assertThat(shopify(runtime, "ev-3", order("W-1", "WH-A", 4, "'2026-11-23T08:30:00Z'", "voided"))
                        .statusCode())
                .isEqualTo(200);
        available(runtime, "WH-A", 10);
    }

    /** In a runtime of its own: its clock goes four days on. */
    @Test
    void aPaymentKeepsWhatAnOrderHoldsAndOneForNoOrderIsLoud() throws Exception {
        try (TestRuntime runtime =
                TestRuntime.start(new StockSyncService(), config(Map.of("http.host", "127.0.0.1")))) {
            level(runtime, "WH-P", 10);
            for (String order : List.of("W-PAID", "W-UNPAID")) {
                assertThat(shopify(runtime, order, order(order, "WH-P", 2, "null", "pending"))
                                .statusCode())
                        .isEqualTo(200);
            }
            available(runtime, "WH-P", 6);
            for (String order : List.of("W-PAID", "W-NOBODY")) {
                byte[] body = Sender.json("{'order':{'orderId':'PAYU-" + order + "','extOrderId':'" + order
                        + "','orderCreateDate':'2026-11-23T09:01:00+01:00','status':'COMPLETED'}}");
                Map<String, String> signed =
                        Map.of("OpenPayu-Signature", "signature=" + Sender.hex("MD5", body, SECRET) + ";algorithm=MD5");
                assertThat(post(runtime, "payu", body, signed).statusCode()).isEqualTo(200);
                assertThat(post(runtime, "payu", body, signed).statusCode()).isEqualTo(200);
            }
            Await.untilPasses(BOUND, () -> assertThat(metrics(runtime))
                    .contains(
                            "zapas_stock_events_total{result=\"applied\",type=\"payment\"} 1.0",
                            "zapas_stock_events_total{result=\"parked\",type=\"payment\"} 1.0",
                            "zapas_stock_events_total{result=\"duplicate\",type=\"payment\"} 2.0"));
            runtime.clock().advance(Duration.ofDays(4));
            available(runtime, "WH-P", 8);
            Await.untilPasses(BOUND, () -> {
                JsonNode open = get(runtime, "/v1/desyncs?state=open").get("items");
                assertThat(open).as(String.valueOf(open)).hasSize(1);
                assertThat(open.get(0).get("kind").textValue()).isEqualTo("UNKNOWN_ORDER");
                assertThat(open.get(0).get("evidence").get("order").textValue()).isEqualTo("W-NOBODY");
            });
            assertThat(shopify(runtime, "late", order("W-NOBODY", "WH-P", 3, "null", "pending"))
                            .statusCode())
                    .isEqualTo(200);
            available(runtime, "WH-P", 5);
            Await.untilPasses(BOUND, () -> assertThat(
                            get(runtime, "/v1/desyncs?state=open").get("items"))
                    .isEmpty());
        }
    }

    @Test
    void whatIsForgedUnsignedOrUnknownIsRefusedAndNotWritten() throws Exception {
        byte[] body = order("W-FORGED", "WH-B", 4, "null", "paid");
        byte[] other = order("W-FORGED", "WH-B", 5, "null", "paid");
        Map<String, String> stolen =
                Map.of("X-Shopify-Topic", "orders/create", "X-Shopify-Hmac-Sha256", Sender.base64Hmac(SECRET, body));
        problem(401, "forged", post(runtime, "shopify", other, stolen));
        problem(401, "unsigned", post(runtime, "shopify", body, Map.of("X-Shopify-Topic", "orders/create")));
        problem(404, "unknown-system", post(runtime, "shoper", body, stolen));
        problem(401, "not-configured", post(runtime, "standard", body, stolen));
        problem(413, "too-large", post(runtime, "shopify", new byte[2 * 1024 * 1024], stolen));
        byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        JsonNode unreadable = problem(
                400,
                "invalid-field",
                post(
                        runtime,
                        "shopify",
                        deep,
                        Map.of(
                                "X-Shopify-Topic",
                                "orders/create",
                                "X-Shopify-Hmac-Sha256",
                                Sender.base64Hmac(SECRET, deep))));
        assertThat(unreadable.get("field").textValue()).isEqualTo("body");
        assertThat(runtime.records("channel.events"))
                .extracting(ConsumerRecord::key)
                .doesNotContain("W-FORGED");
        assertThat(runtime.records("channel.events.dlq"))
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .noneMatch(text -> text.contains("W-FORGED") || text.startsWith("[["));
        assertThat(metrics()).contains("zapas_webhooks_total{outcome=\"refused\",system=\"shopify\"} 2.0");
    }

    @Test
    void whatCannotBeUsedIsKeptWithTheFieldsNameAndNotAskedForAgain() throws Exception {
        byte[] body = order("W-ODD", "WH-C", 4, "null", "paid");
        byte[] odd = new String(body, StandardCharsets.UTF_8)
                .replace("\"quantity\":4", "\"quantity\":\"many\"")
                .getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> answer = shopify(runtime, "ev-odd", odd);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"accepted\":0}");
        List<ConsumerRecord<String, byte[]>> kept = runtime.records("channel.events.dlq").stream()
                .filter(record -> new String(record.value(), StandardCharsets.UTF_8).contains("W-ODD"))
                .toList();
        assertThat(kept).singleElement().satisfies(record -> {
            assertThat(record.value()).isEqualTo(odd);
            assertThat(header(record, "dlq-reason")).isEqualTo("unusable-webhook");
            assertThat(header(record, "dlq-detail")).contains("line_items[0].quantity", "many");
            assertThat(header(record, "dlq-origin")).isEqualTo("webhooks/shopify");
        });
    }

    @Test
    void whileKafkaIsAwayTheSenderIsToldToRepeat() throws Exception {
        try (CuttableKafka kafka = CuttableKafka.start();
                TestRuntime away = TestRuntime.start(
                        new StockSyncService(), config(Map.of("kafka.bootstrap", kafka.bootstrap())))) {
            level(away, "WH-D", 10);
            available(away, "WH-D", 10);
            kafka.forwarder().hang();
            byte[] body = order("W-4", "WH-D", 3, "null", "paid");
            long askedNanos = System.nanoTime();
            HttpResponse<String> answer = shopify(away, "ev-4", body);
            // Shops hang up after 5 s.
            assertThat(Duration.ofNanos(System.nanoTime() - askedNanos)).isLessThan(Duration.ofSeconds(5));
            problem(503, "kafka-unavailable", answer);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            kafka.forwarder().restore();
            Await.untilPasses(
                    BOUND,
                    () -> assertThat(shopify(away, "ev-4", body).statusCode()).isEqualTo(200));
            available(away, "WH-D", 7);
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] order(String id, String sku, int units, String cancelledAt, String money) {
        return Sender.json("{'id':'" + id + "','created_at':'2026-11-23T08:00:00Z','updated_at':'2026-11-23T08:10:00Z',"
                + "'cancelled_at':" + cancelledAt + ",'financial_status':'" + money
                + "','line_items':[{'id':1,'variant_id':2,'sku':'" + sku
                + "','quantity':" + units + "}]}");
    }

    private static HttpResponse<String> shopify(TestRuntime runtime, String event, byte[] body) throws Exception {
        return post(
                runtime,
                "shopify",
                body,
                Map.of(
                        "X-Shopify-Topic",
                        "orders/updated",
                        "X-Shopify-Event-Id",
                        event,
                        "X-Shopify-Hmac-Sha256",
                        Sender.base64Hmac(SECRET, body)));
    }

    private static HttpResponse<String> post(
            TestRuntime runtime, String system, byte[] body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(runtime.uri("/v1/webhooks/" + system))
                .timeout(BOUND)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode problem(int status, String type, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode problem = Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(problem.get("type").textValue()).isEqualTo(type);
        return problem;
    }

    private static void level(TestRuntime runtime, String sku, int quantity) {
        runtime.publish(
                "erp.events",
                sku,
                Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "l-" + sku,
                        "ce_source", "/erp",
                        "ce_type", "stock.level",
                        "content-type", "application/json"),
                "{\"sku\":\"%s\",\"location\":\"WH1\",\"quantity\":%d}"
                        .formatted(sku, quantity)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode get(TestRuntime runtime, String path) throws Exception {
        return Json.tree(http.send(
                        HttpRequest.newBuilder(runtime.uri(path))
                                .timeout(BOUND)
                                .header("X-Api-Key", "key")
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body()
                .getBytes(StandardCharsets.UTF_8));
    }

    private static void available(TestRuntime runtime, String sku, long units) {
        Await.untilPasses(BOUND, () -> assertThat(get(runtime, "/v1/availability/" + sku)
                        .path("available")
                        .asLong(-1))
                .isEqualTo(units));
    }

    private static String metrics() throws Exception {
        return metrics(runtime);
    }

    private static String metrics(TestRuntime runtime) throws Exception {
        return http.send(HttpRequest.newBuilder(runtime.uri("/metrics")).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
