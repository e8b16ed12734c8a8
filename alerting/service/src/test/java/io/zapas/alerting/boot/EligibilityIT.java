package io.zapas.alerting.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.alerting.condition.Samples;
import io.zapas.alerting.eligibility.Given;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.testkit.Await;
import io.zapas.testkit.Infrastructure;
import io.zapas.testkit.ServiceProcess;
import io.zapas.testkit.TestRuntime;
import io.zapas.testkit.VirtualClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The eligibility feed on a real broker: facts in, feed out, across restarts and a kill. */
class EligibilityIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String FEED = "/v1/ads/eligibility";
    private static final Duration DAY = Duration.ofHours(24);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void statesRestAcrossARestart() {
        VirtualClock clock = new VirtualClock(TestRuntime.START);
        String namespace;
        JsonNode before;
        try (TestRuntime shop = start(Map.of(), clock)) {
            namespace = shop.namespace();
            publish(shop, "LED", 300, 1, clock, Given.campaign("bw", "Google Ads", 0.01, clock.instant()));
            Await.until(BOUND, () -> row(shop, "LED", "google").path("rev").asInt() == 1);
            publish(shop, "LED", 300, 1, clock, Given.campaign("bw", "Google Ads", 0.5, clock.instant()));
            Await.until(BOUND, () -> state(shop, "LED", "google").equals("THROTTLE"));
            assertThat(state(shop, "LED", "meta")).isEqualTo("ELIGIBLE");
            assertThat(state(shop, "LED", null)).isEqualTo("THROTTLE");
            publish(shop, "LED", 0, 2, clock);
            Await.until(BOUND, () -> state(shop, "LED", "google").equals("PAUSE"));
            before = one(shop, "LED");
        }
        Map<String, String> again = Map.of("namespace", namespace);
        clock.advance(DAY.minusMinutes(1));
        try (TestRuntime shop = start(again, clock)) {
            awaitFeed(shop);
            assertThat(one(shop, "LED").at("/platforms/google/history"))
                    .isEqualTo(before.at("/platforms/google/history"));
            publish(shop, "LED", 300, 3, clock);
            Await.until(
                    BOUND,
                    () -> row(shop, "LED", "google").path("hold").asText().equals("REST"));
            assertThat(row(shop, "LED", "google").path("rev").asInt()).isEqualTo(3);
        }
        clock.advance(Duration.ofMinutes(1));
        try (TestRuntime shop = start(again, clock)) {
            Await.until(BOUND, () -> state(shop, "LED", "google").equals("ELIGIBLE"));
            assertThat(row(shop, "LED", "google").path("rev").asInt()).isEqualTo(4);
            JsonNode change = one(shop, "LED").at("/platforms/google/history/2");
            assertThat(change.path("from").asText()).isEqualTo("THROTTLE");
            assertThat(change.path("reason").asText()).isEqualTo("OUT_OF_STOCK");
            assertThat(change.at("/figures/available").asInt(-1)).isZero();
            assertThat(change.at("/figures/version").asInt()).isEqualTo(2);
            clock.advance(Duration.ofHours(37));
            Await.until(
                    BOUND,
                    () -> row(shop, "LED", "google").path("doubt").asText().equals("FORECAST_OLD"));
            assertThat(json(shop, FEED).path("stale").asBoolean()).isTrue();
        }
    }

    @Test
    void whoTakesOverAfterAKillShowsTheSameStatesAndForgetsNothingThatWaits() {
        String namespace = Infrastructure.freshNamespace();
        Map<String, String> config = new HashMap<>(Map.of(
                "namespace",
                namespace,
                "kafka.bootstrap",
                Infrastructure.bootstrap(),
                "redis.uri",
                Infrastructure.redisUri(),
                "alert.mass-drop-settle",
                "0s"));
        try (ServiceProcess first = ServiceProcess.begin(AlertingService.class, config);
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", Infrastructure.bootstrap()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            URI feed = first.uri(FEED);
            Await.until(BOUND, () -> get(feed, Map.of()).statusCode() == 200);
            for (int i = 0; i < 20; i++) {
                send(producer, namespace, "S-" + i, 10, 1);
            }
            Await.until(BOUND, () -> json(feed).path("total").asInt() == 20);
            for (int i = 0; i < 12; i++) {
                send(producer, namespace, "S-" + i, 0, 2);
            }
            Await.until(
                    BOUND,
                    () -> states(json(feed), "PAUSE") == 6
                            && json(feed).path("waitingSkus").asInt() == 6);
            try (ServiceProcess second = ServiceProcess.begin(AlertingService.class, config)) {
                URI other = second.uri(FEED);
                Await.until(BOUND, () -> get(other, Map.of()).statusCode() == 503);
                JsonNode items = json(feed).path("items");
                first.kill();
                Await.until(BOUND, () -> get(other, Map.of()).statusCode() == 200);
                assertThat(json(other).path("items")).isEqualTo(items);

                String asOf = json(other).path("generatedAt").asText();
                JsonNode approved = post(other, Map.of("asOf", asOf, "by", "anna"));
                assertThat(approved.path("rows")).hasSize(6);
                assertThat(approved.path("waiting").asInt()).isZero();
                assertThat(states(json(other), "PAUSE")).isEqualTo(12);
                assertThat(post(other, Map.of("asOf", asOf, "by", "anna")).path("rows"))
                        .as("once more does nothing")
                        .isEmpty();
            }
        }
    }

    @Test
    void peopleAreToldWhatFeedsAreTold() {
        VirtualClock clock = new VirtualClock(TestRuntime.START);
        try (TestRuntime shop = start(Map.of("alert.open-hold", "0s", "alert.refresh", "0s"), clock)) {
            publish(shop, "LED", 300, 1, clock, Given.campaign("bw", "google", 0.5, clock.instant()));
            Await.until(BOUND, () -> advice(shop).path("share").asDouble() == 0.15);
            assertThat(advice(shop).path("state").asText()).isEqualTo("THROTTLE");
            clock.advance(Duration.ofHours(1));
            publish(shop, "LED", 300, 1, clock, Given.campaign("bw", "google", 0.12, TestRuntime.START));
            Await.until(BOUND, () -> alert(shop).at("/facts/pStockout").asDouble() == 0.12);
            assertThat(advice(shop).path("share").asDouble()).as("it rests").isEqualTo(0.15);
            clock.advance(Duration.ofMinutes(10));
            publish(shop, "LED", 300, 1, clock, Given.campaign("bw", "google", 0.9, TestRuntime.START));
            Await.until(BOUND, () -> advice(shop).path("share").asDouble() == 0.1);
            Await.until(BOUND, () -> row(shop, "LED", "google").path("share").asDouble() == 0.1);
        }
    }

    private JsonNode alert(TestRuntime shop) {
        return json(shop, "/v1/alerts?type=CAMPAIGN_RISK").at("/items/0");
    }

    private JsonNode advice(TestRuntime shop) {
        return alert(shop).at("/facts/eligibility");
    }

    @Test
    void theFeedReadsAsJsonCsvAndTsvAndInGooglesColumns() {
        VirtualClock clock = new VirtualClock(TestRuntime.START);
        try (TestRuntime shop = start(Map.of("ads.google-label", "2"), clock)) {
            CampaignRisk risky = Given.campaign("bw", "google", 0.5, clock.instant());
            publish(shop, "A, \"1\"", 300, 1, clock);
            publish(shop, "=HYPERLINK(1)", 0, 1, clock);
            publish(shop, "-7", 300, 1, clock, risky);
            shop.publish(
                    StockTopics.STOCK_AVAILABILITY,
                    "Ż\u00f3\u0142w",
                    Map.of(),
                    Json.bytes(Samples.available("Ż\u00f3\u0142w", 0, 1, true)));
            Await.until(BOUND, () -> json(shop, FEED).path("total").asInt() == 4);

            JsonNode json = json(shop, FEED + "?platform=Google+Ads");
            assertThat(json.path("platform").asText()).isEqualTo("google");
            assertThat(json.path("maxAge").asInt()).isEqualTo(3_600);
            assertThat(json.path("generatedAt").asText()).isEqualTo(TestRuntime.START.toString());
            assertThat(json.path("stale").asBoolean()).isFalse();
            assertThat(json.at("/items/0/sku").asText()).isEqualTo("-7");
            assertThat(json.at("/items/0/state").asText()).isEqualTo("THROTTLE");
            assertThat(json.at("/items/0/share").asDouble()).isEqualTo(0.15);
            assertThat(json.at("/items/0/risk").asDouble()).isEqualTo(0.5);

            HttpResponse<String> google = get(shop, FEED + "?platform=google&format=csv");
            assertThat(google.headers().firstValue("content-type")).contains("text/csv; charset=utf-8");
            assertThat(google.headers().firstValue("zapas-stale-skus")).contains("0");
            assertThat(google.body())
                    .isEqualTo("id,pause,excluded_destination,custom_label_2\r\n"
                            + "-7,,,throttle-15\r\n"
                            + "'=HYPERLINK(1),ads,,pause\r\n"
                            + "\"A, \"\"1\"\"\",,,eligible\r\n"
                            + "Ż\u00f3\u0142w,,\"Shopping_ads,Display_ads,Local_inventory_ads\",exclude\r\n");
            HttpResponse<String> tsv = get(shop, FEED + "?format=TSV");
            assertThat(tsv.headers().firstValue("content-type")).contains("text/tab-separated-values; charset=utf-8");
            assertThat(tsv.body())
                    .startsWith("sku\tstate\tshare\treason\t")
                    .contains("\r\n'=HYPERLINK(1)\tPAUSE\t0.0\t");
            assertThat(get(shop.uri(FEED), Map.of("accept", "text/csv")).body()).startsWith("sku,state,share,");

            assertRefused(get(shop, FEED + "?format=xml"), 400, "format");
            assertRefused(get(shop, FEED + "?platform=%20"), 400, "platform");
            assertRefused(get(shop, FEED + "?waiting=perhaps"), 400, "waiting");
            assertRefused(get(shop, FEED + "/NOTHING"), 404, "NOTHING");
            assertThat(json(shop, FEED + "/A%2C%20%221%22").path("sku").asText())
                    .isEqualTo("A, \"1\"");
            URI approve = shop.uri(FEED + "/approve");
            assertRefused(send(approve, "", Map.of()), 400, "asOf");
            assertRefused(send(approve, "{}", Map.of()), 400, "asOf");
            assertRefused(send(approve, "{\"asOf\":\"soon\"}", Map.of()), 400, "asOf");
            assertRefused(send(approve, "{\"asOf\":\"2100-01-01T00:00:00Z\"}", Map.of()), 400, "asOf");
            assertRefused(send(approve, "{\"skus\":7}", Map.of()), 400, "skus");
            assertRefused(send(approve, "{", Map.of()), 400, "JSON");
            assertThat(send(approve, "{\"skus\":[]}", Map.of()).body()).isEqualTo("{\"rows\":[],\"waiting\":0}");
        }
    }

    @Test
    void readingAndApprovingNeedTheirScopes(@TempDir Path dir) throws IOException {
        Path keys = dir.resolve("keys.yaml");
        Files.writeString(
                keys,
                "keys:\n" + key("feed", "alerts:read") + key("boss", "alerts:write")
                        + key("shop", "availability:read"));
        try (TestRuntime shop = start(Map.of("api.keys", keys.toString()), new VirtualClock(TestRuntime.START))) {
            Await.until(BOUND, () -> get(shop.uri(FEED), bearer("feed")).statusCode() == 200);
            assertThat(get(shop.uri(FEED), Map.of()).statusCode()).isEqualTo(401);
            assertThat(get(shop.uri(FEED), bearer("shop")).statusCode()).isEqualTo(403);
            URI approve = shop.uri(FEED + "/approve");
            assertThat(send(approve, "{\"skus\":[\"A\"]}", bearer("feed")).statusCode())
                    .isEqualTo(403);
            assertThat(send(approve, "{\"skus\":[\"A\"]}", bearer("boss")).statusCode())
                    .isEqualTo(200);
        }
    }

    private static String key(String id, String scope) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret(id).getBytes(StandardCharsets.UTF_8));
            return "  - {id: " + id + ", hash: " + HexFormat.of().formatHex(hash) + ", scopes: ['" + scope + "']}\n";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String secret(String id) {
        return id + "-key-of-a-test-0123456789";
    }

    private static Map<String, String> bearer(String id) {
        return Map.of("authorization", "Bearer " + secret(id));
    }

    private static TestRuntime start(Map<String, String> config, VirtualClock clock) {
        Map<String, String> all = new HashMap<>(config);
        all.put("alert.mass-drop-settle", "0s");
        return TestRuntime.start(List.of(new AlertingService((service, texts) -> List.of())), all, clock);
    }

    private static void publish(
            TestRuntime shop, String sku, long available, long version, VirtualClock clock, CampaignRisk... campaigns) {
        Instant now = clock.instant();
        shop.publish(ForecastTopics.DEMAND_FORECAST, sku, Map.of(), Json.bytes(Given.forecast(sku, now, campaigns)));
        shop.publish(
                StockTopics.STOCK_AVAILABILITY, sku, Map.of(), Json.bytes(Samples.available(sku, available, version)));
    }

    private static void send(
            KafkaProducer<String, byte[]> producer, String namespace, String sku, long available, long version) {
        producer.send(new ProducerRecord<>(
                namespace + "." + StockTopics.STOCK_AVAILABILITY,
                sku,
                Json.bytes(Samples.available(sku, available, version))));
        producer.flush();
    }

    private void awaitFeed(TestRuntime shop) {
        Await.until(BOUND, () -> get(shop, FEED).statusCode() == 200);
    }

    private JsonNode row(TestRuntime shop, String sku, String platform) {
        HttpResponse<String> answer = get(shop, FEED + (platform == null ? "" : "?platform=" + platform));
        if (answer.statusCode() == 200) {
            for (JsonNode row : tree(answer).path("items")) {
                if (row.path("sku").asText().equals(sku)) {
                    return row;
                }
            }
        }
        return Json.mapper().createObjectNode();
    }

    private String state(TestRuntime shop, String sku, String platform) {
        return row(shop, sku, platform).path("state").asText();
    }

    private JsonNode one(TestRuntime shop, String sku) {
        return json(shop, FEED + "/" + sku);
    }

    private static long states(JsonNode feed, String state) {
        long found = 0;
        for (JsonNode row : feed.path("items")) {
            found += row.path("state").asText().equals(state) ? 1 : 0;
        }
        return found;
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String named) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(tree(answer).path("detail").asText()).contains(named);
    }

    private JsonNode json(TestRuntime shop, String path) {
        return json(shop.uri(path));
    }

    private JsonNode json(URI uri) {
        return tree(get(uri, Map.of()));
    }

    private static JsonNode tree(HttpResponse<String> answer) {
        return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> get(TestRuntime shop, String path) {
        return get(shop.uri(path), Map.of());
    }

    private HttpResponse<String> get(URI uri, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        headers.forEach(request::header);
        return send(request.build());
    }

    private JsonNode post(URI feed, Map<String, String> body) {
        HttpResponse<String> answer = send(URI.create(feed + "/approve"), Json.text(body), Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return tree(answer);
    }

    private HttpResponse<String> send(URI uri, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request.build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        return Await.result(Future.fromCompletionStage(
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))));
    }
}
