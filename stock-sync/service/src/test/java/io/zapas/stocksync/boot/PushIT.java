package io.zapas.stocksync.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zapas.runtime.json.Json;
import io.zapas.testkit.Await;
import io.zapas.testkit.TestRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From an event to what a shop's own endpoint is told, on real Kafka and Redis. Every test uses SKUs of its own. */
@Timeout(180)
class PushIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final byte[] KEY = "a secret of thirty-two bytes, ok".getBytes(StandardCharsets.UTF_8);
    private static final HttpClient http = HttpClient.newHttpClient();
    private static final Map<String, Long> shown = new ConcurrentHashMap<>();
    private static final List<String> forged = new CopyOnWriteArrayList<>();
    private static volatile int status = 204;
    private static HttpServer endpoint;
    private static TestRuntime runtime;
    private static int ids;

    @BeforeAll
    static void start() throws Exception {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/stock", PushIT::take);
        endpoint.start();
        runtime = TestRuntime.start(
                new StockSyncService(),
                Map.of(
                        "account.timeout",
                        "1s",
                        "account.standard.channel",
                        "shop",
                        "account.standard.url",
                        "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/stock",
                        "account.standard.secret",
                        "whsec_" + Base64.getEncoder().encodeToString(KEY)));
    }

    @AfterAll
    static void stop() {
        runtime.close();
        endpoint.stop(0);
    }

    private static void take(HttpExchange call) throws IOException {
        byte[] body = call.getRequestBody().readAllBytes();
        if (!signature(call, body).equals(call.getRequestHeaders().getFirst("webhook-signature"))) {
            forged.add(new String(body, StandardCharsets.UTF_8));
        }
        if (status == 204) {
            Json.tree(body)
                    .get("items")
                    .forEach(item -> shown.put(
                            item.get("offerId").textValue(),
                            item.get("quantity").longValue()));
        }
        call.sendResponseHeaders(status, -1);
        call.close();
    }

    private static String signature(HttpExchange call, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            mac.update((call.getRequestHeaders().getFirst("webhook-id") + "."
                            + call.getRequestHeaders().getFirst("webhook-timestamp") + ".")
                    .getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatAChannelMayShowFollowsLevelsHoldsAndTheirEnd() throws Exception {
        event("stock.level", "{'sku':'PU-1','location':'WH1','quantity':12}");
        event("offer", "{'channel':'shop','offerId':'p1','sku':'PU-1','quantity':3}");
        event("offer", "{'channel':'allegro','offerId':'a1','sku':'PU-1','quantity':3}");
        shows("p1", 12);

        post(
                201,
                "/v1/reservations",
                "{'orderId':'R-1','channel':'allegro','lines':[{'sku':'PU-1','quantity':5}],'ttlSeconds':60}");
        shows("p1", 7);
        runtime.clock().advance(Duration.ofSeconds(61));
        shows("p1", 12);

        event("product", "{'sku':'PU-1','channels':{'shop':{'cap':4}}}");
        shows("p1", 4);
        assertThat(shown).as("nobody pushes to that channel").doesNotContainKey("a1");
        assertThat(forged).isEmpty();
        Await.untilPasses(BOUND, () -> {
            ConsumerRecord<String, byte[]> newest = newest("shop:p1");
            assertThat(Json.tree(newest.value()).get("state").textValue()).isEqualTo("TAKEN");
            assertThat(Json.tree(newest.value()).get("quantity").longValue()).isEqualTo(4);
        });
        JsonNode listed = Json.tree(get("/v1/pushes?channel=shop&sku=PU-1").getBytes(StandardCharsets.UTF_8));
        assertThat(listed.get("total").intValue()).isEqualTo(1);
        assertThat(listed.get("items").get(0).get("quantity").longValue()).isEqualTo(4);
        assertThat(get("/metrics"))
                .contains("zapas_push_listings_total{channel=\"shop\",outcome=\"taken\"}")
                .contains("zapas_push_waiting{channel=\"shop\"} 0.0");
    }

    @Test
    void anEndpointThatIsAwayHearsTheNewestWhenItIsBack() throws Exception {
        event("stock.level", "{'sku':'PU-2','location':'WH1','quantity':9}");
        event("offer", "{'channel':'shop','offerId':'p2','sku':'PU-2','quantity':9}");
        status = 503;
        try {
            event("stock.level", "{'sku':'PU-2','location':'WH1','quantity':8}");
            Await.untilPasses(BOUND, () -> assertThat(
                            Json.tree(newest("shop:p2").value()).get("state").textValue())
                    .isEqualTo("WAITING"));
            event("stock.level", "{'sku':'PU-2','location':'WH1','quantity':2}");
        } finally {
            status = 204;
        }
        Await.untilPasses(BOUND, () -> {
            runtime.clock().advance(Duration.ofSeconds(1));
            assertThat(shown).containsEntry("p2", 2L);
        });
    }

    private static void shows(String offer, long quantity) {
        Await.untilPasses(BOUND, () -> assertThat(shown).containsEntry(offer, quantity));
    }

    private static ConsumerRecord<String, byte[]> newest(String key) {
        List<ConsumerRecord<String, byte[]>> records = runtime.records("stock.pushes").stream()
                .filter(record -> record.key().equals(key))
                .toList();
        assertThat(records).isNotEmpty();
        return records.get(records.size() - 1);
    }

    private static void event(String type, String data) throws Exception {
        runtime.clock().advance(Duration.ofMillis(10));
        post(
                202,
                "/v1/events",
                "{'specversion':'1.0','id':'push-" + ++ids + "','source':'/it','type':'" + type + "','time':'"
                        + runtime.clock().instant() + "','data':" + data + "}");
    }

    private static void post(int expected, String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(runtime.uri(path))
                        .header(
                                "content-type",
                                path.equals("/v1/events") ? "application/cloudevents+json" : "application/json")
                        .header("idempotency-key", "push-" + ++ids)
                        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
    }

    private static String get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(runtime.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
