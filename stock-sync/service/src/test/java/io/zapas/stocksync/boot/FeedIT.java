package io.zapas.stocksync.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zapas.runtime.json.Json;
import io.zapas.testkit.Await;
import io.zapas.testkit.TestRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An integrator between the ERP and the channels: its orders are taken in, what it shows is read, and it is told what it may show. On real Kafka and Redis. */
@Timeout(180)
class FeedIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final HttpClient http = HttpClient.newHttpClient();
    private static final Integrator integrator = new Integrator();
    private static HttpServer endpoint;
    private static TestRuntime runtime;
    private static int ids;

    @BeforeAll
    static void start() throws Exception {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/connector.php", integrator::answer);
        endpoint.start();
        runtime = TestRuntime.start(
                new StockSyncService(),
                Map.ofEntries(
                        Map.entry(
                                "account.baselinker.url",
                                "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/connector.php"),
                        Map.entry("account.baselinker.token", "t"),
                        Map.entry("account.baselinker.uses", "push,orders,offers"),
                        Map.entry("account.baselinker.inventory", "1"),
                        Map.entry("account.baselinker.warehouse", "bl_1"),
                        Map.entry("account.baselinker.statuses", "2=shipped,3=cancelled"),
                        Map.entry("account.baselinker.calls-per-minute", "60000"),
                        Map.entry("account.timeout", "2s")));
        runtime.clock().set(Instant.now());
    }

    @AfterAll
    static void stop() {
        runtime.close();
        endpoint.stop(0);
    }

    /** BaseLinker as far as it is asked here. */
    private static final class Integrator {
        private final Map<String, Long> stock = new ConcurrentHashMap<>(Map.of("501", 0L));
        private final Map<String, String> skus = Map.of("501", "FE-1");
        private final Map<Long, ObjectNode> orders = new ConcurrentSkipListMap<>();
        private final Map<Long, Long> journal = new ConcurrentSkipListMap<>();
        private volatile boolean away;

        void order(long id, int status, int units) {
            ObjectNode order = Json.mapper().createObjectNode();
            long now = Instant.now().getEpochSecond();
            order.put("order_id", id)
                    .put("order_source", "allegro")
                    .put("order_status_id", status)
                    .put("date_add", now)
                    .put("date_confirmed", now)
                    .put("date_in_status", now)
                    .put("payment_method_cod", "1");
            order.putArray("products").addObject().put("sku", "FE-1").put("quantity", units);
            orders.put(id, order);
            journal.put(journal.size() + 1L, id);
        }

        void answer(HttpExchange call) throws IOException {
            String form = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> fields = new TreeMap<>();
            for (String field : form.split("&")) {
                String[] sides = field.split("=", 2);
                fields.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
            }
            JsonNode asked = Json.tree(fields.get("parameters").getBytes(StandardCharsets.UTF_8));
            ObjectNode answer = Json.mapper().createObjectNode().put("status", "SUCCESS");
            switch (fields.get("method")) {
                case "getJournalList" -> {
                    ArrayNode logs = answer.putArray("logs");
                    journal.forEach((log, order) -> {
                        if (log > asked.path("last_log_id").asLong()) {
                            logs.addObject()
                                    .put("log_id", log)
                                    .put("log_type", 18)
                                    .put("order_id", order);
                        }
                    });
                }
                case "getOrders" -> {
                    ArrayNode found = answer.putArray("orders");
                    orders.forEach((id, order) -> {
                        if (!asked.has("order_id") || asked.path("order_id").asLong() == id) {
                            found.add(order);
                        }
                    });
                }
                case "getInventoryProductsStock" -> {
                    ObjectNode products = answer.putObject("products");
                    stock.forEach((id, units) ->
                            products.putObject(id).putObject("stock").put("bl_1", units));
                }
                case "getInventoryProductsList" -> {
                    ObjectNode products = answer.putObject("products");
                    skus.forEach((id, sku) -> products.putObject(id).put("sku", sku));
                }
                default -> {
                    asked.path("products")
                            .properties()
                            .forEach(product -> stock.put(
                                    product.getKey(),
                                    product.getValue().path("bl_1").asLong()));
                    answer.put("counter", asked.path("products").size());
                }
            }
            byte[] body = Json.bytes(answer);
            call.sendResponseHeaders(away ? 500 : 200, body.length);
            call.getResponseBody().write(body);
            call.close();
        }
    }

    @Test
    void anIntegratorIsReadAndTold() throws Exception {
        integrator.order(900, 1, 2);
        event("stock.level", "{'sku':'FE-1','location':'WH1','quantity':10}");

        // One order was open before we came.
        until(() -> assertThat(available()).isEqualTo(8));
        until(() -> assertThat(integrator.stock).containsEntry("501", 8L));

        integrator.order(901, 1, 3);
        until(() -> assertThat(available()).isEqualTo(5));
        until(() -> assertThat(integrator.stock).containsEntry("501", 5L));

        integrator.order(901, 3, 3);
        until(() -> assertThat(available()).isEqualTo(8));
        integrator.order(900, 2, 2);
        until(() -> assertThat(get("/v1/availability/FE-1")
                        .path("locations")
                        .get(0)
                        .path("onHand")
                        .asLong())
                .isEqualTo(8));
        until(() -> assertThat(integrator.stock).containsEntry("501", 8L));

        integrator.away = true;
        try {
            until(() -> {
                JsonNode feeds = get("/v1/feeds?channel=baselinker");
                assertThat(feeds.path("items")).hasSize(2);
                feeds.path("items")
                        .forEach(feed ->
                                assertThat(feed.path("problem").asText()).contains("HTTP 500"));
            });
        } finally {
            integrator.away = false;
        }
        integrator.order(902, 1, 1);
        until(() -> assertThat(available()).isEqualTo(7));
        until(() -> get("/v1/feeds").path("items").forEach(feed -> assertThat(feed.hasNonNull("problem"))
                .isFalse()));
    }

    /** As time goes on. */
    private static void until(Await.Check check) {
        Await.untilPasses(BOUND, () -> {
            runtime.clock().advance(Duration.ofSeconds(30));
            check.run();
        });
    }

    private static long available() throws Exception {
        return get("/v1/availability/FE-1").path("available").asLong(-1);
    }

    private static void event(String type, String data) throws Exception {
        String body = "{'specversion':'1.0','id':'feed-" + ++ids + "','source':'/it','type':'" + type + "','time':'"
                + runtime.clock().instant() + "','data':" + data + "}";
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(runtime.uri("/v1/events"))
                        .header("content-type", "application/cloudevents+json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private static JsonNode get(String path) throws Exception {
        return Json.tree(
                http.send(HttpRequest.newBuilder(runtime.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                        .body()
                        .getBytes(StandardCharsets.UTF_8));
    }
}
