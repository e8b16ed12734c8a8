package io.zapas.demo.door;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongUnaryOperator;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A suite of a few lines behind the same doors: levels, movements, shipments, fulfilled reservations; a ledger entry per event and SKU. All on one
 * context.
 */
public final class FakeSuite implements KafkaAccess, AutoCloseable {
    private final Vertx vertx;
    private final Context context;
    private final Map<String, Long> onHand = new TreeMap<>();
    private final Map<String, JsonNode> products = new TreeMap<>();
    private final Map<String, Map<String, JsonNode>> incoming = new TreeMap<>();
    private final Map<String, JsonNode> reservations = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<Seen> events = new CopyOnWriteArrayList<>();
    private final List<Tail> tails = new ArrayList<>();
    private LongUnaryOperator shipping = units -> units;
    private boolean silentLedger;
    private long offset;
    private HttpServer server;

    /** An event as it came in. */
    public record Seen(String topic, String key, String id, String type, Instant time, JsonNode data) {}

    private record Tail(Collection<String> topics, RecordHandler handler) {}

    private FakeSuite(Vertx vertx) {
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
    }

    public static FakeSuite start(Vertx vertx) {
        FakeSuite suite = new FakeSuite(vertx);
        suite.server = vertx.createHttpServer()
                .requestHandler(request -> request.body()
                        .onSuccess(body -> suite.context.runOnContext(go -> suite.answer(request, body.getBytes()))))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return suite;
    }

    public SuiteDoors doors() {
        return new SuiteDoors(
                vertx,
                this,
                URI.create("http://127.0.0.1:" + server.actualPort()),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    }

    /** In the order of arrival. */
    public List<Seen> events() {
        return events;
    }

    /** Makes it ship another number of units than it was told. */
    public void shipping(LongUnaryOperator units) {
        shipping = units;
    }

    /** Events are taken, but the ledger never tells of them. */
    public void silenceLedger() {
        silentLedger = true;
    }

    @Override
    public void close() {
        server.close();
    }

    @Override
    public Future<Void> publish(String topic, String key, Map<String, String> headers, byte[] value) {
        context.runOnContext(go -> {
            String id = headers.get("ce_source") + "|" + headers.get("ce_id");
            events.add(new Seen(
                    topic,
                    key,
                    headers.get("ce_id"),
                    headers.get("ce_type"),
                    Instant.parse(headers.get("ce_time")),
                    Json.tree(value)));
            if (seen.add(id)) {
                apply(headers.get("ce_id"), headers.get("ce_type"), Json.tree(value));
            }
        });
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> publish(String topic, String key, byte[] json) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> deadLetter(ConsumerRecord<String, byte[]> record, String reason, String detail) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<History> history(String topic, String key, long before, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public KafkaLog log(String topic) {
        throw new UnsupportedOperationException();
    }

    @Override
    public KafkaLoop consume(LoopSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public KafkaTail tail(String name, Collection<String> topics, boolean fromStart, RecordHandler handler) {
        Tail tail = new Tail(topics, handler);
        context.runOnContext(go -> tails.add(tail));
        return new KafkaTail() {
            @Override
            public Future<Void> caughtUp() {
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> stop() {
                context.runOnContext(go -> tails.remove(tail));
                return Future.succeededFuture();
            }
        };
    }

    private void apply(String id, String type, JsonNode data) {
        switch (type) {
            case "product" -> {
                products.put(data.path("sku").asText(), data);
                onHand.putIfAbsent(data.path("sku").asText(), 0L);
            }
            case "stock.level" ->
                set(id, data.path("sku").asText(), data.path("quantity").asLong());
            case "stock.movement" ->
                move(id, data.path("sku").asText(), data.path("delta").asLong());
            case "supply.expected" -> expect(data);
            case "order" -> order(id, data);
            default -> {
                // Offers and campaigns change no stock.
            }
        }
    }

    private void expect(JsonNode data) {
        Map<String, JsonNode> ofSku = incoming.computeIfAbsent(data.path("sku").asText(), sku -> new TreeMap<>());
        if (data.path("quantity").asLong() == 0) {
            ofSku.remove(data.path("purchaseOrder").asText());
        } else {
            ofSku.put(data.path("purchaseOrder").asText(), data);
        }
    }

    private void order(String id, JsonNode data) {
        for (JsonNode line : data.path("lines")) {
            long units = line.path("quantity").asLong();
            long delta =
                    switch (data.path("status").asText()) {
                        case "shipped" -> -shipping.applyAsLong(units);
                        case "returned" -> units;
                        default -> 0;
                    };
            move(id, line.path("sku").asText(), delta);
        }
    }

    private void set(String id, String sku, long units) {
        move(id, sku, units - onHand.getOrDefault(sku, 0L));
    }

    private void move(String id, String sku, long delta) {
        JsonNode kit = products.containsKey(sku) ? products.get(sku).path("kit") : null;
        if (kit != null && !kit.isEmpty()) {
            kit.forEach(part -> move(
                    id, part.path("sku").asText(), delta * part.path("quantity").asLong()));
            return;
        }
        long before = onHand.getOrDefault(sku, 0L);
        onHand.put(sku, before + delta);
        long shortfall = Math.max(0, -(before + delta)) - Math.max(0, -before);
        if (!silentLedger) {
            tell("stock.ledger", sku, Map.of("eventId", id, "sku", sku, "shortfall", Math.max(0, shortfall)));
        }
        tell("stock.availability", sku, item(sku));
    }

    private void tell(String topic, String key, Map<String, Object> value) {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>(topic, 0, offset++, key, Json.bytes(value));
        List.copyOf(tails).stream()
                .filter(tail -> tail.topics().contains(topic))
                .forEach(tail -> tail.handler().handle(topic, record));
    }

    private Map<String, Object> item(String sku) {
        long units = onHand.getOrDefault(sku, 0L);
        List<Map<String, Object>> expected = new ArrayList<>();
        incoming.getOrDefault(sku, Map.of())
                .values()
                .forEach(one -> expected.add(Map.of(
                        "quantity", one.path("quantity").asLong(),
                        "eta", one.path("eta").asText(),
                        "purchaseOrder", one.path("purchaseOrder").asText())));
        return Map.of(
                "sku",
                sku,
                "available",
                Math.max(0, units),
                "locations",
                List.of(Map.of("location", "WAW", "onHand", units)),
                "incoming",
                expected,
                "version",
                1);
    }

    private void answer(HttpServerRequest request, byte[] body) {
        String path = request.path();
        if (path.startsWith("/v1/import/")) {
            reply(request, 202, imported(path.substring("/v1/import/".length()), body));
        } else if (path.equals("/v1/availability/query")) {
            List<Map<String, Object>> items = new ArrayList<>();
            Json.tree(body).path("skus").forEach(sku -> {
                if (onHand.containsKey(sku.asText())) {
                    items.add(item(sku.asText()));
                }
            });
            reply(request, 200, Map.of("items", items));
        } else if (path.startsWith("/v1/availability/")) {
            boolean known = products.containsKey(path.substring("/v1/availability/".length()));
            reply(request, known ? 200 : 404, Map.of());
        } else if (path.equals("/v1/reservations")) {
            String id = "R" + reservations.size();
            reservations.put(id, Json.tree(body));
            reply(request, 201, Map.of("id", id));
        } else if (path.endsWith("/fulfil")) {
            reservations
                    .get(path.split("/")[3])
                    .path("lines")
                    .forEach(line -> move(
                            "fulfil",
                            line.path("sku").asText(),
                            -line.path("quantity").asLong()));
            reply(request, 200, Map.of());
        } else {
            reply(request, 200, Map.of("items", List.of()));
        }
    }

    private Map<String, Object> imported(String kind, byte[] gzip) {
        int rows = 0;
        try (CSVParser csv = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new InputStreamReader(
                        new GZIPInputStream(new ByteArrayInputStream(gzip)), StandardCharsets.UTF_8))) {
            for (var row : csv) {
                rows++;
                if (kind.equals("products")) {
                    apply("row-" + rows, "product", Json.mapper().valueToTree(Map.of("sku", row.get("sku"))));
                } else if (seen.add("import|" + row.get("orderId"))) {
                    move("row-" + rows, row.get("sku"), -Long.parseLong(row.get("quantity")));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return Map.of("rows", rows, "accepted", rows, "rejected", 0);
    }

    private static void reply(HttpServerRequest request, int status, Map<String, Object> body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(io.vertx.core.buffer.Buffer.buffer(Json.bytes(body)));
    }
}
