package io.zapas.stocksync.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.json.Json;
import io.zapas.testkit.Await;
import io.zapas.testkit.TestRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** stock-sync through its doors, on real Kafka and Redis. Every test uses SKUs of its own. */
class StockSyncIT {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static TestRuntime runtime;
    private static final HttpClient http = HttpClient.newHttpClient();
    private static int ids;

    @BeforeAll
    static void start() {
        runtime = TestRuntime.start(
                new StockSyncService(), Map.of("hold.channels", "slow=48h", "sources.max-age", "/scale=20s"));
    }

    @AfterAll
    static void stop() {
        runtime.close();
    }

    // Events

    @Test
    void anEventBecomesAvailabilityOverHttpAndOnItsTopic() throws Exception {
        String sku = "Ż/ółw 1+1?#ą";
        send(202, level(sku, 12));
        JsonNode availability = available(sku, 12);
        assertThat(availability.get("locations").get(0).get("onHand").longValue())
                .isEqualTo(12);
        Await.untilPasses(BOUND, () -> assertThat(
                        newest("stock.availability", sku).get("available").longValue())
                .isEqualTo(12));
        assertThat(get(404, "/v1/availability/NOBODY-KNOWS").get("type").textValue())
                .isEqualTo("unknown-sku");
    }

    @Test
    void aPlainReadSaysWhenItsSourceHasFallenSilent() throws Exception {
        send(202, level("SILENT-1", 5).put("source", "/scale"));
        assertThat(available("SILENT-1", 5).get("stale").booleanValue()).isFalse();
        runtime.clock().advance(Duration.ofSeconds(21));
        assertThat(get(200, "/v1/availability/SILENT-1").get("stale").booleanValue())
                .isTrue();
        send(202, level("SILENT-1", 6).put("source", "/scale"));
        assertThat(available("SILENT-1", 6).get("stale").booleanValue()).isFalse();
    }

    @Test
    void oneBadEventOfABatchAndNothingIsWritten() throws Exception {
        ObjectNode good = level("BATCH-1", 5);
        ObjectNode bad = level("BATCH-2", 5);
        ((ObjectNode) bad.get("data")).put("quantity", "many");
        JsonNode problem = post(400, "/v1/events", "application/cloudevents-batch+json", Json.text(List.of(good, bad)));
        assertThat(problem.get("type").textValue()).isEqualTo("invalid-field");
        assertThat(problem.get("field").textValue()).isEqualTo("[1].data.quantity");
        // A marker written afterwards to the same place: when it has arrived, what was before it has too.
        ObjectNode marker = level("BATCH-3", 1);
        assertThat(post(202, "/v1/events", "application/cloudevents-batch+json", Json.text(List.of(marker)))
                        .get("accepted")
                        .intValue())
                .isEqualTo(1);
        available("BATCH-3", 1);
        assertThat(runtime.records("erp.events"))
                .extracting(ConsumerRecord::key)
                .doesNotContain("BATCH-1", "BATCH-2");
    }

    @Test
    void eventsGoWhereTheirReadersLook() throws Exception {
        send(
                202,
                event(
                        "offer",
                        Json.read("{\"channel\":\"allegro\",\"offerId\":\"77\",\"quantity\":1}", ObjectNode.class)));
        send(
                202,
                event(
                        "campaign",
                        Json.read(
                                "{\"campaignId\":\"C-77\",\"skus\":[\"S\"],\"startsAt\":\"2026-12-01T00:00:00Z\",\"endsAt\":\"2026-12-02T00:00:00Z\"}",
                                ObjectNode.class)));
        assertThat(runtime.records("channel.events"))
                .extracting(ConsumerRecord::key)
                .contains("allegro|77");
        assertThat(runtime.records("ads.events"))
                .extracting(ConsumerRecord::key)
                .contains("C-77");
        assertThat(send(400, event("stock.lvl", Json.mapper().createObjectNode()))
                        .get("field")
                        .textValue())
                .isEqualTo("type");
    }

    @Test
    void whatCannotBeReadIsKeptAndTheFlowGoesOn() throws Exception {
        Map<String, String> headers = ce("stock.level");
        runtime.publish("erp.events", "DLQ-1", Map.of(), "not json".getBytes(StandardCharsets.UTF_8));
        runtime.publish("erp.events", "DLQ-1", headers, "{\"sku\":\"DLQ-1\"}".getBytes(StandardCharsets.UTF_8));
        runtime.publish("erp.events", "DLQ-1", ce("stock.unheard"), "{}".getBytes(StandardCharsets.UTF_8));
        runtime.publish(
                "erp.events",
                "DLQ-1",
                ce("stock.level"),
                "{\"sku\":\"DLQ-1\",\"location\":\"WH1\",\"quantity\":4}".getBytes(StandardCharsets.UTF_8));

        available("DLQ-1", 4);
        List<ConsumerRecord<String, byte[]>> kept = runtime.records("erp.events.dlq").stream()
                .filter(record -> "DLQ-1".equals(record.key()))
                .toList();
        assertThat(kept)
                .extracting(record -> header(record, "dlq-reason"))
                .containsExactly("not-cloudevent", "invalid-field", "unknown-type");
        assertThat(header(kept.get(1), "dlq-detail")).contains("data.location");
        assertThat(header(kept.get(0), "dlq-origin")).startsWith(runtime.topic("erp.events") + "/");
        assertThat(new String(kept.get(0).value(), StandardCharsets.UTF_8)).isEqualTo("not json");
    }

    @Test
    void whatTheStockRejectsIsKeptAndTheFlowGoesOn() throws Exception {
        send(202, kit("REJ-1", "REJ-2"));
        send(202, kit("REJ-2", "REJ-3"));
        Await.until(BOUND, () -> runtime.records("stock.availability").stream()
                .anyMatch(record -> "REJ-3".equals(record.key())));
        ObjectNode circle = kit("REJ-3", "REJ-1");
        send(202, circle);
        send(202, level("REJ-3", 4));
        available("REJ-3", 4);
        Await.untilPasses(BOUND, () -> assertThat(runtime.records("erp.events.dlq"))
                .filteredOn(record -> "REJ-3".equals(record.key()))
                .singleElement()
                .satisfies(record -> {
                    assertThat(header(record, "dlq-reason")).isEqualTo("rejected");
                    assertThat(header(record, "dlq-detail")).contains("contains itself");
                    assertThat(header(record, "dlq-origin")).startsWith(runtime.topic("erp.events") + "/");
                    assertThat(header(record, "ce_id"))
                            .isEqualTo(circle.get("id").textValue());
                    assertThat(Json.tree(record.value())).isEqualTo(circle.get("data"));
                }));
    }

    private static ObjectNode kit(String sku, String component) {
        return event(
                "product",
                Json.read(
                        "{\"sku\":\"%s\",\"kit\":[{\"sku\":\"%s\",\"quantity\":1}]}".formatted(sku, component),
                        ObjectNode.class));
    }

    // Availability

    @Test
    void aChannelSeesItsExposureAndTheTermsSumUp() throws Exception {
        send(202, level("EXPL-1", 20));
        send(202, level("EXPL-1", "STORE", -3));
        ObjectNode product = Json.read(
                "{\"sku\":\"EXPL-1\",\"buffer\":2,\"channels\":{\"allegro\":{\"percent\":50}}}", ObjectNode.class);
        send(202, event("product", product));
        available("EXPL-1", 18);
        String id = reserve(201, "expl", body("EXPL-O", "shop", "EXPL-1", 4))
                .get("id")
                .textValue();
        assertThat(id).isNotBlank();

        JsonNode seen = get(200, "/v1/availability/EXPL-1?channel=allegro");
        assertThat(seen.get("available").longValue()).isEqualTo(7);
        assertThat(seen.get("channels").size()).isEqualTo(1);
        for (String query : List.of("", "?channel=allegro", "?channel=other")) {
            JsonNode explanation = get(200, "/v1/availability/EXPL-1/explain" + query);
            long sum = 0;
            Set<String> terms = new HashSet<>();
            for (JsonNode term : explanation.get("terms")) {
                sum += term.get("units").longValue();
                terms.add(term.get("term").textValue());
            }
            assertThat(sum).isEqualTo(explanation.get("available").longValue());
            assertThat(terms)
                    .contains("on-hand", "negative-on-hand", "reserved", "buffer")
                    .doesNotContain("never-below-zero");
        }
        Await.untilPasses(BOUND, () -> assertThat(
                        get(200, "/v1/availability/EXPL-1/explain").toString())
                .contains("\"ref\":\"EXPL-O\""));

        JsonNode many = post(
                200,
                "/v1/availability/query",
                "application/json",
                "{\"skus\":[\"NOPE\",\"EXPL-1\"],\"channel\":\"allegro\"}");
        assertThat(many.get("items").get(0).get("available").longValue()).isEqualTo(7);
        assertThat(many.get("unknown").get(0).textValue()).isEqualTo("NOPE");
    }

    @Test
    void aKitIsAsManyAsItsScarcestPartAllows() throws Exception {
        send(202, level("PART-A", 10));
        send(202, level("PART-B", 9));
        send(
                202,
                event(
                        "product",
                        Json.read(
                                "{\"sku\":\"KIT-1\",\"kit\":[{\"sku\":\"PART-A\",\"quantity\":1},{\"sku\":\"PART-B\",\"quantity\":4}]}",
                                ObjectNode.class)));
        available("KIT-1", 2);
        JsonNode explanation = get(200, "/v1/availability/KIT-1/explain");
        assertThat(explanation.get("terms").get(0).get("units").longValue()).isEqualTo(2);
        assertThat(explanation.get("terms").get(0).get("note").textValue()).contains("PART-B");
        assertThat(explanation.get("components").get(1).get("kits").longValue()).isEqualTo(2);
    }

    // Reservations

    @Test
    void aReservationLives() throws Exception {
        send(202, level("RES-1", 10));
        available("RES-1", 10);
        HttpResponse<String> created =
                call("POST", "/v1/reservations", "application/json", body("RES-O1", "shop", "RES-1", 4), "k-res-1");
        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode held = json(created);
        String href = created.headers().firstValue("Location").orElseThrow();
        assertThat(href).isEqualTo("/v1/reservations/" + held.get("id").textValue());
        assertThat(held.get("state").textValue()).isEqualTo("HELD");
        assertThat(held.get("expiresAt").textValue())
                .isEqualTo(
                        runtime.clock().instant().plus(Duration.ofMinutes(30)).toString());
        assertThat(held.get("lines")
                        .get(0)
                        .get("allocations")
                        .get(0)
                        .get("location")
                        .textValue())
                .isEqualTo("WH1");
        available("RES-1", 6);

        Await.untilPasses(BOUND, () -> assertThat(ledger("RES-1"))
                .extracting(entry -> entry.get("reason").textValue())
                .containsExactly("LEVEL", "HOLD"));

        assertThat(post(200, href + "/confirm", null, "").get("state").textValue())
                .isEqualTo("CONFIRMED");
        assertThat(get(200, href).get("state").textValue()).isEqualTo("CONFIRMED");
        assertThat(post(200, href + "/confirm", null, "").get("state").textValue())
                .isEqualTo("CONFIRMED");
        assertThat(post(200, href + "/fulfil", null, "").get("state").textValue())
                .isEqualTo("FULFILLED");
        assertThat(post(409, href + "/release", null, "").get("type").textValue())
                .isEqualTo("already-fulfilled");
        JsonNode after = available("RES-1", 6);
        assertThat(after.get("locations").get(0).get("onHand").longValue()).isEqualTo(6);
        assertThat(after.get("locations").get(0).get("reserved").longValue()).isZero();
    }

    @Test
    void theLoserOfARaceIsToldWhatHappened() throws Exception {
        send(202, level("RACE-1", 10));
        available("RACE-1", 10);
        String released = reserve(201, "k-race-1", body("RACE-O1", "shop", "RACE-1", 1))
                .get("id")
                .textValue();
        post(200, "/v1/reservations/" + released + "/release", null, "");
        assertThat(post(409, "/v1/reservations/" + released + "/confirm", null, "")
                        .get("type")
                        .textValue())
                .isEqualTo("already-released");
        String confirmed = reserve(201, "k-race-2", body("RACE-O2", "shop", "RACE-1", 1))
                .get("id")
                .textValue();
        post(200, "/v1/reservations/" + confirmed + "/confirm", null, "");
        assertThat(post(409, "/v1/reservations/" + confirmed + "/release", null, "")
                        .get("type")
                        .textValue())
                .isEqualTo("already-confirmed");
        assertThat(post(404, "/v1/reservations/nobody/extend", "application/json", "{\"ttlSeconds\":60}")
                        .get("type")
                        .textValue())
                .isEqualTo("unknown-reservation");
        for (String action : List.of("/confirm", "/release", "/fulfil")) {
            assertThat(post(404, "/v1/reservations/nobody" + action, null, "")
                            .get("type")
                            .textValue())
                    .isEqualTo("unknown-reservation");
        }
        get(404, "/v1/reservations/nobody");
    }

    @Test
    void unitsOfAnExpiredReservationAreFreeAgain() throws Exception {
        send(202, level("EXP-1", 3));
        available("EXP-1", 3);
        String body = body("EXP-O", "slow", "EXP-1", 3).replace("\"orderId\"", "\"ttlSeconds\":60,\"orderId\"");
        String id = reserve(201, "k-exp", body).get("id").textValue();
        available("EXP-1", 0);
        runtime.clock().advance(Duration.ofSeconds(61));
        available("EXP-1", 3);
        Await.untilPasses(BOUND, () -> assertThat(
                        get(200, "/v1/reservations/" + id).get("state").textValue())
                .isEqualTo("EXPIRED"));
        assertThat(post(409, "/v1/reservations/" + id + "/release", null, "")
                        .get("type")
                        .textValue())
                .isEqualTo("expired");
        Await.untilPasses(BOUND, () -> assertThat(ledger("EXP-1"))
                .extracting(entry -> entry.get("reason").textValue())
                .containsOnlyOnce("EXPIRE"));
    }

    @Test
    void aReservationIsShippedAndGivenBackByParts() throws Exception {
        send(202, level("PART-1", 10));
        available("PART-1", 10);
        String href = "/v1/reservations/"
                + reserve(201, "k-part", body("PART-O", "shop", "PART-1", 4))
                        .get("id")
                        .textValue();
        String one = "{\"lines\":[{\"sku\":\"PART-1\",\"quantity\":1}]}";
        String two = one.replace("1}", "2}");
        String five = one.replace("1}", "5}");
        JsonNode line =
                part(200, href + "/release", "k-part-1", one).get("lines").get(0);
        assertThat(line.get("quantity").longValue()).isEqualTo(4);
        assertThat(line.get("released").longValue()).isEqualTo(1);
        assertThat(line.get("remaining").longValue()).isEqualTo(3);
        JsonNode shipped = part(200, href + "/fulfil", "k-part-2", two);
        assertThat(shipped.get("state").textValue()).isEqualTo("CONFIRMED");
        assertThat(shipped.get("lines").get(0).get("fulfilled").longValue()).isEqualTo(2);
        assertThat(part(200, href + "/fulfil", "k-part-2", two)).isEqualTo(shipped);
        assertThat(part(422, href + "/fulfil", "k-part-2", one).get("type").textValue())
                .isEqualTo("idempotency-key-reused");
        JsonNode refused = part(409, href + "/release", "k-part-3", five);
        assertThat(refused.get("type").textValue()).isEqualTo("exceeds-reservation");
        assertThat(refused.get("detail").textValue()).contains("PART-1 (5 asked, 1 left)");
        assertThat(part(400, href + "/fulfil", null, one).get("field").textValue())
                .isEqualTo("Idempotency-Key");
        assertThat(available("PART-1", 7)
                        .get("locations")
                        .get(0)
                        .get("reserved")
                        .longValue())
                .isEqualTo(1);
        assertThat(post(200, href + "/fulfil", null, "").get("state").textValue())
                .isEqualTo("FULFILLED");
        Await.untilPasses(BOUND, () -> assertThat(ledger("PART-1"))
                .extracting(entry -> entry.get("reason").textValue())
                .containsExactly("LEVEL", "HOLD", "RELEASE", "FULFIL", "FULFIL"));
    }

    private static JsonNode part(int status, String path, String key, String body) throws Exception {
        return checked(status, call("POST", path, "application/json", body, key));
    }

    @Test
    void aHoldIsExtendedAndWhatIsGoneIsNamed() throws Exception {
        send(202, level("EXT-1", 3));
        available("EXT-1", 3);
        String body = body("EXT-O", "shop", "EXT-1", 3).replace("\"orderId\"", "\"ttlSeconds\":60,\"orderId\"");
        String href =
                "/v1/reservations/" + reserve(201, "k-ext", body).get("id").textValue();
        JsonNode longer = post(200, href + "/extend", "application/json", "{\"ttlSeconds\":120}");
        assertThat(longer.get("expiresAt").textValue())
                .isEqualTo(runtime.clock().instant().plus(Duration.ofMinutes(2)).toString());
        runtime.clock().advance(Duration.ofSeconds(61));
        available("EXT-1", 0);
        runtime.clock().advance(Duration.ofMinutes(1));
        available("EXT-1", 3);
        reserve(201, "k-ext-2", body("EXT-O2", "shop", "EXT-1", 1));
        for (String action : List.of("/confirm", "/extend")) {
            JsonNode refused = post(409, href + action, "application/json", "{\"ttlSeconds\":120}");
            assertThat(refused.get("type").textValue()).isEqualTo("expired");
            assertThat(refused.get("shortfalls").get(0).get("sku").textValue()).isEqualTo("EXT-1");
            assertThat(refused.get("shortfalls").get(0).get("requested").longValue())
                    .isEqualTo(3);
            assertThat(refused.get("shortfalls").get(0).get("available").longValue())
                    .isEqualTo(2);
        }
    }

    @Test
    void aPendingPaymentKeepsAnOrdersHoldBeyondItsNormalLimit() throws Exception {
        send(202, level("PAY-1", 5));
        send(202, level("PAY-2", 5));
        available("PAY-1", 5);
        available("PAY-2", 5);
        send(202, order("PAY-O1", "PAY-1", "pending"));
        send(202, order("PAY-O2", "PAY-2", "Failed"));
        available("PAY-1", 3);
        available("PAY-2", 3);
        runtime.clock().advance(Duration.ofMinutes(31));
        available("PAY-2", 5);
        available("PAY-1", 3);
        assertThat(send(400, order("PAY-O3", "PAY-1", "perhaps")).get("field").textValue())
                .isEqualTo("data.payment");
    }

    private static ObjectNode order(String orderId, String sku, String payment) {
        ObjectNode data = Json.mapper()
                .createObjectNode()
                .put("orderId", orderId)
                .put("channel", "shop")
                .put("status", "placed")
                .put("payment", payment);
        data.putArray("lines").addObject().put("sku", sku).put("quantity", 2);
        ObjectNode event = event("order", data);
        event.put("time", runtime.clock().instant().toString());
        return event;
    }

    @Test
    void aRepeatedCallGetsTheSameAnswerAndAnotherBodyAConflict() throws Exception {
        send(202, level("IDEM-1", 10));
        available("IDEM-1", 10);
        JsonNode first = reserve(201, "k-idem", body("IDEM-O", "shop", "IDEM-1", 3));
        String spaced = body("IDEM-O", "shop", "IDEM-1", 3).replace(",", " ,\n ");
        assertThat(reserve(201, "k-idem", spaced)).isEqualTo(first);
        assertThat(available("IDEM-1", 7)).isNotNull();
        assertThat(reserve(422, "k-idem", body("IDEM-O", "shop", "IDEM-1", 4))
                        .get("type")
                        .textValue())
                .isEqualTo("idempotency-key-reused");
        JsonNode missing = post(400, "/v1/reservations", "application/json", body("IDEM-O", "shop", "IDEM-1", 3));
        assertThat(missing.get("field").textValue()).isEqualTo("Idempotency-Key");
    }

    @Test
    void notEnoughIsAllOrNothingUnlessAskedOtherwise() throws Exception {
        send(202, level("SHORT-1", 5));
        available("SHORT-1", 5);
        JsonNode problem = reserve(409, "k-short-1", body("SHORT-O1", "shop", "SHORT-1", 6));
        assertThat(problem.get("type").textValue()).isEqualTo("insufficient-stock");
        assertThat(problem.get("shortfalls").get(0).get("available").longValue())
                .isEqualTo(5);
        assertThat(problem.get("shortfalls").get(0).get("requested").longValue())
                .isEqualTo(6);
        JsonNode unknown = reserve(404, "k-short-2", body("SHORT-O2", "shop", "NOBODY", 1));
        assertThat(unknown.get("type").textValue()).isEqualTo("unknown-sku");
        String partial =
                body("SHORT-O3", "shop", "SHORT-1", 6).replace("\"orderId\"", "\"allowPartial\":true,\"orderId\"");
        assertThat(reserve(201, "k-short-3", partial)
                        .get("lines")
                        .get(0)
                        .get("quantity")
                        .longValue())
                .isEqualTo(5);
    }

    @Test
    void badReservationsNameTheField() throws Exception {
        String good = body("BAD-O", "shop", "BAD-1", 1);
        Map<String, String> broken = Map.of(
                good.replace("\"quantity\":1", "\"quantity\":0"),
                "lines[0].quantity",
                good.replace("\"sku\":\"BAD-1\",", ""),
                "lines[0].sku",
                good.replace("\"channel\":\"shop\",", ""),
                "channel",
                good.replace("\"channel\"", "\"ttlSeconds\":604801,\"channel\""),
                "ttlSeconds",
                good.replaceAll("\\[.*]", "[]"),
                "lines",
                "[1]",
                "body",
                "{",
                "body");
        for (Map.Entry<String, String> each : broken.entrySet()) {
            assertThat(reserve(400, "k-bad", each.getKey()).get("field").textValue())
                    .as(each.getKey())
                    .isEqualTo(each.getValue());
        }
    }

    // Import

    @Test
    void aLargeFileWithBadRowsIsTakenInRowByRow() throws Exception {
        StringBuilder file = new StringBuilder("sku;location;quantity;time\n");
        Set<Integer> bad = Set.of(2, 777, 20_001);
        for (int line = 2; line <= 20_001; line++) {
            file.append("IMP-")
                    .append(line % 40)
                    .append(";L")
                    .append(line / 40 % 5)
                    .append(';')
                    .append(bad.contains(line) ? "x" : "7")
                    .append(";2026-11-23T08:00:00Z\n");
        }
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(file.toString().getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(runtime.uri("/v1/import/levels"))
                        .header("Content-Type", "text/csv")
                        .header("Content-Encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(gzip.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode progress = get(200, json(answer).get("href").textValue());
        assertThat(progress.get("state").textValue()).isEqualTo("DONE");
        assertThat(progress.get("rows").longValue()).isEqualTo(20_000);
        assertThat(progress.get("accepted").longValue()).isEqualTo(19_997);
        List<Integer> lines = new ArrayList<>();
        progress.get("errors").forEach(error -> lines.add(error.get("line").intValue()));
        assertThat(lines).containsExactly(2, 777, 20_001);
        HttpResponse<String> report = call("GET", progress.get("errorsHref").textValue(), null, "", null);
        assertThat(report.body().lines()).hasSize(4).anyMatch(line -> line.startsWith("777,quantity,"));
        assertThat(get(200, "/v1/import").get("imports").get(0).get("id")).isEqualTo(progress.get("id"));
        available("IMP-3", 35);
    }

    @Test
    void aFileThatIsNoneIsRefused() throws Exception {
        assertThat(post(400, "/v1/import/levels", "text/csv", "a,b\n1,2\n")
                        .get("field")
                        .textValue())
                .isEqualTo("header");
        assertThat(post(404, "/v1/import/dreams", "text/csv", "a,b\n")
                        .get("type")
                        .textValue())
                .isEqualTo("unknown-import");
        get(404, "/v1/import/nobody");
    }

    @Test
    void webhooksAreNotThereYet() throws Exception {
        assertThat(post(404, "/v1/webhooks/allegro", "application/json", "{}")
                        .get("status")
                        .intValue())
                .isEqualTo(404);
    }

    // What it says about itself

    @Test
    void everyRouteIsInTheDocument() throws Exception {
        Map<String, Object> document =
                new Yaml().load(call("GET", "/openapi.yaml", null, "", null).body());
        assertThat(document.get("openapi")).isEqualTo("3.1.0");
        Set<String> documented = new TreeSet<>();
        ((Map<?, ?>) document.get("paths")).forEach((path, methods) -> ((Map<?, ?>) methods)
                .keySet()
                .forEach(method -> documented.add(method + " " + path.toString().replaceAll("\\{[^}]*}", "{}"))));
        Set<String> mounted = new TreeSet<>();
        runtime.context().router().getRoutes().stream()
                .filter(route ->
                        route.getPath() != null && route.getPath().startsWith("/v1/") && route.methods() != null)
                .forEach(route -> route.methods()
                        .forEach(method -> mounted.add(method.name().toLowerCase(java.util.Locale.ROOT) + " "
                                + Pattern.compile(":[A-Za-z]+")
                                        .matcher(route.getPath())
                                        .replaceAll("{}"))));
        assertThat(mounted).hasSizeGreaterThan(12);
        assertThat(documented).isEqualTo(mounted);
    }

    // Helpers

    private static ObjectNode event(String type, ObjectNode data) {
        ObjectNode event = Json.mapper().createObjectNode();
        event.put("specversion", "1.0")
                .put("id", "e" + ids++)
                .put("source", "/erp")
                .put("type", type);
        event.put("time", "2026-11-23T08:59:00Z");
        event.set("data", data);
        return event;
    }

    private static ObjectNode level(String sku, long quantity) {
        return level(sku, "WH1", quantity);
    }

    private static ObjectNode level(String sku, String location, long quantity) {
        return event(
                "stock.level",
                Json.mapper()
                        .createObjectNode()
                        .put("sku", sku)
                        .put("location", location)
                        .put("quantity", quantity));
    }

    private static Map<String, String> ce(String type) {
        return Map.of(
                "ce_specversion", "1.0",
                "ce_id", "k" + ids++,
                "ce_source", "/erp",
                "ce_type", type,
                "content-type", "application/json");
    }

    private static String body(String orderId, String channel, String sku, long quantity) {
        return "{\"orderId\":\"%s\",\"channel\":\"%s\",\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]}"
                .formatted(orderId, channel, sku, quantity);
    }

    private static JsonNode send(int status, ObjectNode event) throws Exception {
        return post(status, "/v1/events", "application/cloudevents+json", event.toString());
    }

    private static JsonNode reserve(int status, String key, String body) throws Exception {
        return checked(status, call("POST", "/v1/reservations", "application/json", body, key));
    }

    private static JsonNode available(String sku, long units) {
        JsonNode[] found = new JsonNode[1];
        Await.untilPasses(BOUND, () -> {
            found[0] = get(
                    200,
                    "/v1/availability/"
                            + URLEncoder.encode(sku, StandardCharsets.UTF_8).replace("+", "%20"));
            assertThat(found[0].get("available").longValue()).isEqualTo(units);
        });
        return found[0];
    }

    private static JsonNode newest(String topic, String key) {
        return runtime.records(topic).stream()
                .filter(record -> key.equals(record.key()))
                .reduce((first, second) -> second)
                .map(record -> Json.tree(record.value()))
                .orElseThrow();
    }

    private static List<JsonNode> ledger(String sku) {
        return runtime.records("stock.ledger").stream()
                .filter(record -> sku.equals(record.key()))
                .map(record -> Json.tree(record.value()))
                .toList();
    }

    private static JsonNode get(int status, String path) throws Exception {
        return checked(status, call("GET", path, null, "", null));
    }

    private static JsonNode post(int status, String path, String type, String body) throws Exception {
        return checked(status, call("POST", path, type, body, null));
    }

    private static JsonNode checked(int status, HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return json(response);
    }

    private static HttpResponse<String> call(String method, String path, String type, String body, String key)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(runtime.uri(path))
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.tree(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
