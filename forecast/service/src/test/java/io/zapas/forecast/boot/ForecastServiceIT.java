package io.zapas.forecast.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.domain.Substance;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Product;
import io.zapas.testkit.Await;
import io.zapas.testkit.TestRuntime;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From the ledger to the forecast, through a real broker and a real Redis. */
class ForecastServiceIT {
    private static final Duration CALM = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);
    private static final int DAYS = 40;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TestRuntime start(Map<String, String> more) {
        Map<String, String> config = new java.util.HashMap<>(Map.of("forecast.refresh", "50ms"));
        config.putAll(more);
        return TestRuntime.start(new ForecastService(), config);
    }

    /** Five units on each of the last 40 days. */
    private static void fiveADay(TestRuntime rt, String sku, long firstSeq) {
        for (int i = 0; i < DAYS; i++) {
            ledger(rt, sku, firstSeq + i, TestRuntime.START.minus(Duration.ofDays(DAYS - i)), 100, 5);
        }
    }

    private static void ledger(TestRuntime rt, String sku, long seq, Instant at, long availableAfter, long demand) {
        LedgerEntry entry = new LedgerEntry(
                seq,
                sku,
                "main",
                seq,
                LedgerEntry.Reason.CONFIRM,
                at,
                at,
                0,
                0,
                0,
                0,
                availableAfter,
                demand,
                at,
                "test",
                null,
                "shop",
                null,
                null,
                0);
        rt.publish("stock.ledger", sku, JSON, Json.bytes(entry));
    }

    private static void availability(TestRuntime rt, String sku, long available, String... replaces) {
        Product product = new Product(
                sku,
                "Kubek " + sku,
                null,
                "Huta",
                10.0,
                2.0,
                new BigDecimal("8"),
                new BigDecimal("20"),
                "PLN",
                10L,
                5L,
                "Ola",
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(replaces));
        Availability availability =
                new Availability(sku, available, 0, null, null, null, null, product, 1, TestRuntime.START, false);
        rt.publish("stock.availability", sku, JSON, Json.bytes(availability));
    }

    private static HttpResponse<String> call(TestRuntime rt, String method, String path, String body) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(rt.uri(path))
                            .header("content-type", "application/json")
                            .method(
                                    method,
                                    body == null
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static DemandForecast rotation(TestRuntime rt, String sku) {
        HttpResponse<String> answer = call(rt, "GET", "/v1/rotation/" + sku, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body(), DemandForecast.class);
    }

    private static long units(DemandForecast forecast) {
        return forecast.history().stream().mapToLong(DemandForecast.Day::demand).sum();
    }

    private static void awaitUnits(TestRuntime rt, String sku, long units) {
        Await.untilPasses(SOON, () -> assertThat(units(rotation(rt, sku))).isEqualTo(units));
    }

    /** Nothing came for {@link #CALM}. */
    private static void awaitCalm(TestRuntime rt, String topic) {
        int[] count = {0};
        long[] since = {System.nanoTime()};
        Await.until(SOON, () -> {
            int now = rt.records(topic).size();
            since[0] = now == count[0] ? since[0] : System.nanoTime();
            count[0] = now;
            return System.nanoTime() - since[0] >= CALM.toNanos();
        });
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ledgerAndAvailabilityBecomeRotation() {
        try (TestRuntime rt = start(Map.of())) {
            availability(rt, "KUBEK", 160);
            availability(rt, "MISKA", 20);
            fiveADay(rt, "KUBEK", 1);
            fiveADay(rt, "MISKA", 1_001);
            ledger(rt, "NOWY", 2_000, TestRuntime.START.minus(Duration.ofDays(2)), 7, 3);
            awaitUnits(rt, "KUBEK", 5 * DAYS);
            awaitUnits(rt, "MISKA", 5 * DAYS);
            awaitUnits(rt, "NOWY", 3);

            DemandForecast kubek = rotation(rt, "KUBEK");
            assertThat(kubek.name()).isEqualTo("Kubek KUBEK");
            assertThat(kubek.historyDays()).isEqualTo(DAYS);
            assertThat(kubek.velocity()).isBetween(4.5, 5.5);
            assertThat(kubek.daysOfCover()).isBetween(28.0, 36.0);
            // Enough for the service level of every class: 151 would be ordered up to in class A, which it has a moment
            // later.
            assertThat(kubek.suggestedOrder()).isNull();
            assertThat(rotation(rt, "MISKA").suggestedOrder().quantity()).isGreaterThan(60);
            assertThat(rotation(rt, "NOWY").velocity()).isNull();
            assertThat(rotation(rt, "NOWY").historyDays()).isEqualTo(2);
            Await.untilPasses(
                    SOON, () -> assertThat(rotation(rt, "KUBEK").abc()).isNotNull());
            assertThat(rt.records("demand.forecast"))
                    .anyMatch(record -> record.key().equals("KUBEK"));

            JsonNode list = json(call(rt, "GET", "/v1/rotation?sort=cover&top=2", null));
            assertThat(list.get("total").asInt()).isEqualTo(3);
            assertThat(list.get("items").get(0).get("sku").asText()).isEqualTo("MISKA");
            assertThat(list.get("items")).hasSize(2);
            assertThat(json(call(rt, "GET", "/v1/rotation?search=misk", null))
                            .get("total")
                            .asInt())
                    .isEqualTo(1);
            assertThat(call(rt, "GET", "/v1/rotation?top=0", null).statusCode()).isEqualTo(400);
            HttpResponse<String> unknown = call(rt, "GET", "/v1/rotation/NIE-MA", null);
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.body()).contains("unknown-sku");

            HttpResponse<String> whatIf = call(
                    rt,
                    "POST",
                    "/v1/rotation/MISKA/what-if",
                    "{\"order\":{\"quantity\":500,\"eta\":\"" + TODAY.plusDays(1) + "\"},\"leadTimeDays\":20}");
            assertThat(whatIf.statusCode()).as(whatIf.body()).isEqualTo(200);
            DemandForecast supposed = Json.read(whatIf.body(), DemandForecast.class);
            assertThat(supposed.suggestedOrder()).isNull();
            assertThat(supposed.leadTimeDays()).isEqualTo(20);
            assertThat(rotation(rt, "MISKA").leadTimeDays()).isEqualTo(10);
            HttpResponse<String> wrong = call(rt, "POST", "/v1/rotation/MISKA/what-if", "{\"order\":{\"quantity\":0}}");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body()).contains("order.quantity");
        }
    }

    @Test
    void nothingCountsTwiceWhetherPublishedAgainOrReadAgainAfterARestart() {
        String namespace;
        try (TestRuntime rt = start(Map.of())) {
            namespace = rt.namespace();
            availability(rt, "KUBEK", 100);
            fiveADay(rt, "KUBEK", 1);
            fiveADay(rt, "KUBEK", 1);
            rt.publish("stock.ledger", "KUBEK", JSON, "not json".getBytes(StandardCharsets.UTF_8));
            ledger(rt, "KUBEK", 500, TestRuntime.START.minus(Duration.ofDays(1)), 100, 1);
            awaitUnits(rt, "KUBEK", 5 * DAYS + 1);
            assertThat(rt.records("stock.ledger.dlq")).hasSize(1);
        }
        try (TestRuntime rt = start(Map.of("namespace", namespace))) {
            ledger(rt, "KUBEK", 501, TestRuntime.START.minus(Duration.ofDays(1)), 100, -3);
            awaitUnits(rt, "KUBEK", 5 * DAYS - 2);
            assertThat(rt.records("stock.ledger.dlq")).hasSize(1);
        }
    }

    /** Told of it after the new name was known already, so from the fit of the next night on. */
    @Test
    void aRenamedSkuIsForecastFromTheDemandOfItsOldName() {
        try (TestRuntime rt = start(Map.of())) {
            fiveADay(rt, "STARY", 1);
            availability(rt, "STARY", 0);
            availability(rt, "NOWY", 40);
            ledger(rt, "NOWY", 200, TestRuntime.START.minus(Duration.ofDays(1)), 40, 1);
            awaitUnits(rt, "STARY", 5 * DAYS);
            awaitUnits(rt, "NOWY", 1);
            availability(rt, "NOWY", 40, "STARY", "NEVER-SEEN");
            rt.clock().advance(Duration.ofDays(1));
            Await.untilPasses(SOON, () -> {
                DemandForecast renamed = rotation(rt, "NOWY");
                assertThat(renamed.historyDays()).isEqualTo(DAYS + 1);
                assertThat(renamed.velocity()).isBetween(3.5, 5.5);
                assertThat(renamed.available()).isEqualTo(40);
            });
            assertThat(rotation(rt, "STARY").available()).isZero();
        }
    }

    @Test
    void theDayChangesWithTheClock() {
        try (TestRuntime rt = start(Map.of())) {
            availability(rt, "KUBEK", 0);
            fiveADay(rt, "KUBEK", 1);
            ledger(rt, "KUBEK", 100, TestRuntime.START, 0, 2);
            awaitUnits(rt, "KUBEK", 5 * DAYS);
            rt.clock().advance(Duration.ofDays(3));
            Await.untilPasses(SOON, () -> {
                DemandForecast forecast = rotation(rt, "KUBEK");
                assertThat(forecast.historyDays()).isEqualTo(DAYS + 3);
                assertThat(forecast.outOfStockDays()).isEqualTo(3);
                assertThat(forecast.velocity()).isBetween(4.5, 5.5);
            });
        }
    }

    @Test
    void aCampaignIsAnsweredWithItsRisk() {
        try (TestRuntime rt = start(Map.of())) {
            availability(rt, "KUBEK", 70);
            fiveADay(rt, "KUBEK", 1);
            awaitUnits(rt, "KUBEK", 5 * DAYS);
            Await.untilPasses(
                    SOON, () -> assertThat(rotation(rt, "KUBEK").available()).isEqualTo(70));

            String campaign = """
                    {"name": "Black Week", "platform": "google", "skus": ["KUBEK", "OBCY"], "budget": 1000,
                     "currency": "PLN", "uplift": 2.5,
                     "startsAt": "2026-11-25T00:00:00+01:00", "endsAt": "2026-12-03T00:00:00+01:00"}
                    """;
            HttpResponse<String> answer = call(rt, "PUT", "/v1/campaigns/bw-2026", campaign);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode risk = json(answer).get("risks").get(0).get("risk");
            assertThat(risk.get("pStockout").asDouble()).isGreaterThan(0.8);
            assertThat(risk.get("pWithoutAds").asDouble()).isLessThan(0.2);
            assertThat(risk.get("options")).isNotEmpty();
            assertThat(risk.get("decideBy").asText()).isEqualTo("2026-11-24T17:00:00Z");
            assertThat(json(answer).get("risks").get(1).has("risk")).isFalse();

            Await.untilPasses(
                    SOON, () -> assertThat(rotation(rt, "KUBEK").campaigns()).hasSize(1));
            assertThat(json(call(rt, "GET", "/v1/campaigns", null)).get("total").asInt())
                    .isEqualTo(1);
            assertThat(json(call(rt, "GET", "/v1/campaigns/bw-2026", null))
                            .get("risks")
                            .get(0)
                            .get("risk")
                            .get("pStockout"))
                    .isEqualTo(risk.get("pStockout"));
            assertThat(call(rt, "GET", "/v1/campaigns/none", null).statusCode()).isEqualTo(404);
            assertThat(call(rt, "PUT", "/v1/campaigns/x", "{\"skus\": []}").body())
                    .contains("\"field\":\"skus\"");

            String paused = campaign.replace("\"uplift\": 2.5", "\"uplift\": 2.5, \"status\": \"paused\"");
            assertThat(call(rt, "PUT", "/v1/campaigns/bw-2026", paused).statusCode())
                    .isEqualTo(200);
            Await.untilPasses(
                    SOON, () -> assertThat(rotation(rt, "KUBEK").campaigns()).isEmpty());

            rt.publish("ads.events", "x", Map.of("ce_specversion", "1.0"), "{}".getBytes(StandardCharsets.UTF_8));
            Await.until(SOON, () -> rt.records("ads.events.dlq").size() == 1);
        }
    }

    private static void erp(TestRuntime rt, String id, String type, Instant time, String data) {
        Map<String, String> headers = Map.of(
                "content-type",
                "application/json",
                "ce_specversion",
                "1.0",
                "ce_id",
                id,
                "ce_source",
                "erp/test",
                "ce_type",
                type,
                "ce_time",
                time.toString());
        rt.publish("erp.events", "KUBEK", headers, data.getBytes(StandardCharsets.UTF_8));
    }

    private static void ordered(TestRuntime rt, String id, String order, Instant at, int quantity, LocalDate eta) {
        erp(
                rt,
                id,
                "supply.expected",
                at,
                "{\"sku\":\"KUBEK\",\"quantity\":" + quantity + ",\"eta\":\"" + eta + "\",\"purchaseOrder\":\"" + order
                        + "\"}");
    }

    private static void received(TestRuntime rt, String id, String order, Instant at, int quantity) {
        erp(
                rt,
                id,
                "stock.movement",
                at,
                "{\"sku\":\"KUBEK\",\"location\":\"main\",\"delta\":" + quantity
                        + ",\"reason\":\"receipt\",\"documentId\":\"" + order + "\"}");
    }

    /** The supplier needs 25 days, not the 10 it states; told twice, and once more after a restart, that is two deliveries. */
    @Test
    void theLeadTimeIsLearntFromPurchaseOrdersOnceWhateverIsRepeated() {
        Instant first = TestRuntime.START.minus(Duration.ofDays(60));
        Instant second = TestRuntime.START.minus(Duration.ofDays(30));
        LocalDate eta = TODAY.minusDays(50);
        String namespace;
        long reorderPoint;
        try (TestRuntime rt = start(Map.of())) {
            namespace = rt.namespace();
            availability(rt, "KUBEK", 150);
            fiveADay(rt, "KUBEK", 1);
            awaitUnits(rt, "KUBEK", 5 * DAYS);
            Await.untilPasses(
                    SOON, () -> assertThat(rotation(rt, "KUBEK").supplier()).isEqualTo("Huta"));
            reorderPoint = rotation(rt, "KUBEK").reorderPoint();
            ordered(rt, "o1", "PO1", first, 100, eta);
            ordered(rt, "o1", "PO1", first, 100, eta);
            erp(rt, "l1", "stock.level", first, "{\"sku\":\"KUBEK\",\"location\":\"main\",\"quantity\":5}");
            erp(rt, "bad", "supply.expected", first, "{\"sku\":\"KUBEK\"}");
            rt.publish("erp.events", "KUBEK", JSON, "no event".getBytes(StandardCharsets.UTF_8));
            received(rt, "r1", "PO1", first.plus(Duration.ofDays(25)), 40);
            received(rt, "r1", "PO1", first.plus(Duration.ofDays(25)), 40);
            received(rt, "r2", "PO1", first.plus(Duration.ofDays(25)), 60);
            Await.untilPasses(
                    SOON, () -> assertThat(rotation(rt, "KUBEK").leadTime().deliveries())
                            .isEqualTo(1));
            DemandForecast learnt = rotation(rt, "KUBEK");
            assertThat(learnt.leadTimeDays()).isEqualTo(13);
            assertThat(learnt.leadTime().statedDays()).isEqualTo(10);
            assertThat(learnt.reorderPoint()).isGreaterThan(reorderPoint);
        }
        try (TestRuntime rt = start(Map.of("namespace", namespace))) {
            ordered(rt, "o1", "PO1", first, 100, eta);
            received(rt, "r2", "PO1", first.plus(Duration.ofDays(25)), 60);
            ordered(rt, "o2", "PO2", second, 100, eta.plusDays(30));
            received(rt, "r3", "PO2", second.plus(Duration.ofDays(25)), 100);
            Await.untilPasses(
                    SOON, () -> assertThat(rotation(rt, "KUBEK").leadTime().deliveries())
                            .isGreaterThan(1));
            assertThat(rotation(rt, "KUBEK").leadTime().deliveries()).isEqualTo(2);
            DemandForecast supposed = Json.read(
                    call(rt, "POST", "/v1/rotation/KUBEK/what-if", "{\"leadTimeDays\":20}")
                            .body(),
                    DemandForecast.class);
            assertThat(supposed.leadTimeDays()).isEqualTo(20);
            assertThat(supposed.leadTime().deliveries()).isZero();
        }
    }

    @Test
    void listsAreFilteredPagedExplainedAndSavedAsCsv() {
        try (TestRuntime rt = start(Map.of())) {
            for (int i = 0; i < 5; i++) {
                availability(rt, "SKU-" + i, 20L * i);
                fiveADay(rt, "SKU-" + i, 1_000L * i + 1);
            }
            availability(rt, "=LEŻAK", 9);
            ledger(rt, "=LEŻAK", 9_000, TestRuntime.START.minus(Duration.ofDays(200)), 9, 0);
            for (int i = 0; i < 5; i++) {
                String sku = "SKU-" + i;
                long available = 20L * i;
                awaitUnits(rt, sku, 5 * DAYS);
                Await.untilPasses(SOON, () -> {
                    assertThat(rotation(rt, sku).available()).isEqualTo(available);
                    assertThat(rotation(rt, sku).supplier()).isEqualTo("Huta");
                });
            }
            Await.untilPasses(
                    SOON, () -> assertThat(rotation(rt, "%3DLE%C5%BBAK").shelf().dead())
                            .isTrue());

            java.util.List<String> seen = new java.util.ArrayList<>();
            String next = "";
            int pages = 0;
            while (next != null) {
                JsonNode page = json(call(rt, "GET", "/v1/rotation?top=2&sort=cover&cursor=" + next, null));
                assertThat(page.get("total").asInt()).isEqualTo(6);
                page.get("items").forEach(item -> seen.add(item.get("sku").asText()));
                next = page.has("next") ? page.get("next").asText() : null;
                pages++;
            }
            assertThat(seen).containsExactly("SKU-0", "SKU-1", "SKU-2", "SKU-3", "SKU-4", "=LEŻAK");
            assertThat(pages).isEqualTo(3);
            assertThat(skus(rt, "top=2&offset=1")).containsExactly("SKU-1", "SKU-2");
            assertThat(skus(rt, "dead=true")).containsExactly("=LEŻAK");
            assertThat(skus(rt, "order=true&supplier=huta&search=sku&sort=sku"))
                    .contains("SKU-0", "SKU-4")
                    .doesNotContain("=LEŻAK");
            assertThat(skus(rt, "tooLate=true")).contains("SKU-0").doesNotContain("SKU-4");
            DemandForecast worst = rotation(rt, "SKU-0");
            assertThat(skus(
                            rt,
                            "currency=PLN&budget="
                                    + worst.suggestedOrder().cost().toPlainString()))
                    .hasSize(1);
            assertThat(skus(rt, "currency=PLN&budget=1")).isEmpty();

            Map<String, String> wrong = Map.of(
                    "sort=nothing", "sort",
                    "top=x", "top",
                    "class=D", "class",
                    "xyz=Q", "xyz",
                    "dead=maybe", "dead",
                    "signal=loud", "signal",
                    "cursor=%21", "cursor",
                    "budget=5", "currency",
                    "budget=-1&currency=PLN", "budget",
                    "format=xls", "format");
            wrong.forEach((query, field) -> {
                HttpResponse<String> refused = call(rt, "GET", "/v1/rotation?" + query, null);
                assertThat(refused.statusCode()).as(query).isEqualTo(400);
                assertThat(refused.body()).as(query).contains("\"field\":\"" + field + "\"");
            });

            HttpResponse<String> csv = call(rt, "GET", "/v1/rotation?format=csv", null);
            assertThat(csv.headers().firstValue("content-type").orElseThrow()).startsWith("text/csv");
            List<String> lines = csv.body().lines().toList();
            assertThat(lines).hasSize(7);
            assertThat(lines.get(0)).startsWith("sku,name,owner,supplier,abc,");
            assertThat(lines.get(1)).startsWith("SKU-0,Kubek SKU-0,Ola,Huta,");
            assertThat(csv.body()).doesNotContain("E+");
            assertThat(lines.get(6)).startsWith("'=LEŻAK,");
            assertThat(call(rt, "GET", "/v1/rotation?format=csv&top=2&class=x", null)
                            .statusCode())
                    .isEqualTo(400);
            assertThat(call(rt, "GET", "/v1/rotation?format=csv&top=2", null)
                            .body()
                            .lines())
                    .hasSize(3);

            JsonNode one = json(call(rt, "GET", "/v1/rotation/SKU-1", null));
            assertThat(one.get("explanation").get("pl").toString()).contains("Dlaczego ");
            assertThat(one.get("explanation").get("en").toString())
                    .contains("Why " + one.get("suggestedOrder").get("quantity").asText() + ":");
            assertThat(call(rt, "GET", "/v1/rotation/SKU-0", null).body()).doesNotContain("E+");
            assertThat(one.get("service").get("basis").asText()).isEqualTo("CLASS");
        }
    }

    private static double metric(TestRuntime rt, String name) {
        return call(rt, "GET", "/metrics", null)
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** States and pool are there again after a restart; a SKU whose stored history is damaged holds up nobody; a day changed late is fitted anew. */
    @Test
    void aRestartReadsNoHistoryAndADamagedOneHoldsUpNobody() {
        int skus = 22;
        long yesterday = TODAY.minusDays(1).toEpochDay();
        String namespace;
        DemandForecast before;
        try (TestRuntime rt = start(Map.of())) {
            namespace = rt.namespace();
            for (int i = 0; i < skus; i++) {
                availability(rt, "SKU-" + i, 100);
                fiveADay(rt, "SKU-" + i, 1_000L * i);
            }
            Await.untilPasses(SOON, () -> {
                for (int i = 0; i < skus; i++) {
                    DemandForecast forecast = rotation(rt, "SKU-" + i);
                    assertThat(units(forecast)).isEqualTo(5 * DAYS);
                    assertThat(forecast.backtest().days()).isEqualTo(28);
                }
            });
            // Twice an hour later every SKU was computed after the pool was learnt of all of them.
            for (int hour = 0; hour < 2; hour++) {
                double calculated = metric(rt, "zapas_forecast_calculated_total");
                rt.clock().advance(Duration.ofHours(1));
                Await.untilPasses(SOON, () -> assertThat(metric(rt, "zapas_forecast_calculated_total"))
                        .isGreaterThanOrEqualTo(calculated + skus));
            }
            before = rotation(rt, "SKU-7");
            Await.result(rt.context()
                    .redis()
                    .run(commands -> commands.hset(
                            rt.context().redis().key("forecast:sku:SKU-5"), "d:" + yesterday, "damaged")));
        }
        try (TestRuntime rt = start(Map.of("namespace", namespace))) {
            Await.untilPasses(SOON, () -> assertThat(metric(rt, "zapas_forecast_calculated_total"))
                    .isGreaterThanOrEqualTo(skus - 1));
            assertThat(metric(rt, "zapas_forecast_fitted_total")).isZero();
            availability(rt, "SKU-7", 50);
            availability(rt, "SKU-5", 50);
            Await.untilPasses(
                    SOON, () -> assertThat(rotation(rt, "SKU-7").available()).isEqualTo(50));
            assertThat(rotation(rt, "SKU-7").velocity()).isEqualTo(before.velocity());
            assertThat(rotation(rt, "SKU-7").backtest()).isEqualTo(before.backtest());
            assertThat(metric(rt, "zapas_forecast_fitted_total")).isZero();
            ledger(rt, "SKU-7", 7_500, TestRuntime.START.minus(Duration.ofDays(1)), 100, 6);
            awaitUnits(rt, "SKU-7", 5 * DAYS + 6);
            Await.untilPasses(SOON, () -> assertThat(metric(rt, "zapas_forecast_fitted_total"))
                    .isEqualTo(1));
            // A night of the clock later everybody is fitted once, the damaged one left out, not the one that replaces
            // it.
            availability(rt, "SKU-6", 100, "SKU-5");
            rt.clock().advance(Duration.ofDays(1));
            Await.untilPasses(SOON, () -> assertThat(metric(rt, "zapas_forecast_fitted_total"))
                    .isGreaterThanOrEqualTo(skus));
            assertThat(rotation(rt, "SKU-5").historyDays()).isEqualTo(DAYS);
            JsonNode trust =
                    json(call(rt, "GET", "/v1/backtest", null)).get("byClass").get("ALL");
            assertThat(trust.get("skus").asInt()).isEqualTo(skus);
            assertThat(trust.get("error").asDouble()).isLessThan(0.2);
            assertThat(trust.get("within95").asDouble()).isGreaterThan(0.9);
            // Forty on one day where five were expected.
            ledger(rt, "SKU-9", 9_900, rt.clock().instant(), 100, 40);
            Await.untilPasses(SOON, () -> assertThat(skus(rt, "signal=spike")).containsExactly("SKU-9"));
            assertThat(rotation(rt, "SKU-9").signals())
                    .anySatisfy(signal -> assertThat(signal.actual()).isEqualTo(40));
        }
    }

    private static List<String> skus(TestRuntime rt, String query) {
        List<String> skus = new java.util.ArrayList<>();
        HttpResponse<String> answer = call(rt, "GET", "/v1/rotation?" + query, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        json(answer).get("items").forEach(item -> skus.add(item.get("sku").asText()));
        return skus;
    }

    /** What stays within the rule of {@code Substance} is not told again; what leaves it is. */
    @Test
    void onlyWhatIsNewsIsPublished() {
        try (TestRuntime rt = start(Map.of())) {
            availability(rt, "KUBEK", 2_000);
            fiveADay(rt, "KUBEK", 1);
            awaitUnits(rt, "KUBEK", 5 * DAYS);
            Await.untilPasses(SOON, () -> {
                DemandForecast forecast = rotation(rt, "KUBEK");
                assertThat(forecast.available()).isEqualTo(2_000);
                assertThat(forecast.abc()).isEqualTo("A");
            });
            awaitCalm(rt, "demand.forecast");
            availability(rt, "KUBEK", 1_999);
            availability(rt, "KUBEK", 1_990);
            // No other SKU meanwhile: what it teaches would be news of this one.
            availability(rt, "KUBEK", 1_900);
            Await.untilPasses(
                    SOON, () -> assertThat(rotation(rt, "KUBEK").available()).isEqualTo(1_900));
            List<DemandForecast> told = rt.records("demand.forecast").stream()
                    .filter(record -> record.key().equals("KUBEK"))
                    .map(record -> Json.read(record.value(), DemandForecast.class))
                    .toList();
            assertThat(told).extracting(DemandForecast::available).contains(2_000L, 1_900L);
            // What history teaches late may be told with one of the levels in between, but no level is told for its own
            // sake.
            for (int i = 1; i < told.size(); i++) {
                assertThat(Substance.of(told.get(i)).isNews(Substance.of(told.get(i - 1))))
                        .as("%s after %s", told.get(i), told.get(i - 1))
                        .isTrue();
            }
        }
    }

    @Test
    void theDocumentOfItsDoorsNamesEveryDoor() {
        String document = new ForecastService().openApi().orElseThrow();
        assertThat(List.of("/v1/rotation:", "/v1/rotation/{sku}/what-if:", "/v1/backtest:", "/v1/campaigns/{id}:"))
                .allSatisfy(path -> assertThat(document).contains(path));
    }
}
