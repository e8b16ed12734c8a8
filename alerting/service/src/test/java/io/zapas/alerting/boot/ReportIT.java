package io.zapas.alerting.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.ext.mail.MailMessage;
import io.zapas.alerting.condition.Samples;
import io.zapas.alerting.mail.MailSettings;
import io.zapas.alerting.mail.Outcome;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.testkit.Await;
import io.zapas.testkit.TestRuntime;
import io.zapas.testkit.VirtualClock;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

/** Weekly reports on a real broker, through the door and into the mailbox. */
class ReportIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Map<String, String> CONFIG = Map.of(
            "mail.from",
            "zapas@shop.example",
            "mail.to",
            "anna@shop.example",
            "digest.at",
            "off",
            "alert.mass-drop-settle",
            "0s");
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<MailMessage> mails = new CopyOnWriteArrayList<>();

    @Test
    void aWeekIsObservedAcrossARestartClosedOnMondayAndMailedOnce() {
        String namespace;
        VirtualClock clock = new VirtualClock(Samples.NOW);
        String week = "2026-W47";
        try (TestRuntime shop = start(CONFIG, clock)) {
            namespace = shop.namespace();
            shop.publish(
                    ForecastTopics.DEMAND_FORECAST,
                    "LED",
                    Map.of(),
                    Json.bytes(Samples.forecast("LED", "A", 10, null)));
            shop.publish(StockTopics.STOCK_AVAILABILITY, "LED", Map.of(), Json.bytes(Samples.available("LED", 0, 1)));
            Await.until(BOUND, () -> report(shop, week).at("/stockouts/topSkus").asInt() == 1);
            assertThat(get(shop, "/v1/reports/weekly?week=2026-W60", null).statusCode())
                    .isEqualTo(400);
            assertThat(get(shop, "/v1/reports/weekly?week=2026-W10", null).statusCode())
                    .isEqualTo(404);
            assertThat(get(shop, "/v1/reports/weekly?week=" + week + "&format=pdf", null)
                            .statusCode())
                    .isEqualTo(400);
            HttpResponse<String> page = get(shop, "/v1/reports/weekly?week=" + week, "text/html");
            assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(Jsoup.parse(page.body()).text()).contains(week);
            assertThat(get(shop, "/v1/reports/weekly?week=" + week + "&format=csv", "text/html")
                            .body())
                    .startsWith("figure,of,value\r\nweek,,2026-W47\r\n");
            assertThat(mails.stream().filter(mail -> mail.getSubject().contains("Raport")))
                    .isEmpty();
        }
        Map<String, String> again = new TreeMap<>(CONFIG);
        again.put("namespace", namespace);
        clock.set(Instant.parse("2026-11-23T06:30:00Z"));
        String closed;
        try (TestRuntime shop = start(again, clock)) {
            Await.until(BOUND, () -> reports() == 1);
            closed = get(shop, "/v1/reports/weekly", null).body();
            JsonNode report = Json.tree(closed.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(report.path("week").asText()).isEqualTo(week);
            assertThat(report.path("observedFrom").asText()).isEqualTo(Samples.NOW.toString());
            assertThat(report.at("/stockouts/outOfStockRate").asDouble()).isEqualTo(1.0);
            assertThat(report.at("/alerts/opened").asInt()).isEqualTo(1);
        }
        clock.set(Instant.parse("2026-11-24T06:30:00Z"));
        try (TestRuntime shop = start(again, clock)) {
            Await.until(BOUND, () -> get(shop, "/v1/reports/weekly", null).statusCode() == 200);
            assertThat(get(shop, "/v1/reports/weekly", null).body())
                    .as("what is closed stays")
                    .isEqualTo(closed);
            assertThat(reports()).isEqualTo(1);
        }
    }

    @Test
    void anAlertPushedOutByOthersWasStillToldAlsoAfterARestart() {
        VirtualClock clock = new VirtualClock(Samples.NOW);
        Map<String, String> config = new TreeMap<>(CONFIG);
        config.put("alert.keep-resolved", "100");
        config.put("alert.close-hold", "0s");
        String namespace;
        int skus = 130;
        try (TestRuntime shop = start(config, clock)) {
            namespace = shop.namespace();
            for (int i = 0; i < skus; i++) {
                String sku = "S-" + i;
                shop.publish(
                        ForecastTopics.DEMAND_FORECAST,
                        sku,
                        Map.of(),
                        Json.bytes(Samples.forecast(sku, "A", 10, null)));
                shop.publish(StockTopics.STOCK_AVAILABILITY, sku, Map.of(), Json.bytes(Samples.available(sku, 0, 1)));
            }
            Await.until(BOUND, () -> total(shop, "open") == skus);
            clock.advance(Duration.ofMinutes(1));
            for (int i = 0; i < skus; i++) {
                String sku = "S-" + i;
                shop.publish(
                        StockTopics.STOCK_AVAILABILITY, sku, Map.of(), Json.bytes(Samples.available(sku, 5_000, 2)));
            }
            Await.until(BOUND, () -> total(shop, "open") == 0 && total(shop, "resolved") == 100);
            assertToldAll(report(shop, "2026-W47"), skus);
        }
        config.put("namespace", namespace);
        try (TestRuntime shop = start(config, clock)) {
            Await.until(
                    BOUND,
                    () -> get(shop, "/v1/reports/weekly?week=2026-W47", null).statusCode() == 200);
            assertToldAll(report(shop, "2026-W47"), skus);
        }
    }

    private static void assertToldAll(JsonNode report, int skus) {
        assertThat(report.at("/stockouts/begun").asInt()).isEqualTo(skus);
        assertThat(report.at("/stockouts/unalerted").asInt()).isZero();
        assertThat(report.at("/alerts/opened").asInt()).isEqualTo(skus);
    }

    private int total(TestRuntime shop, String state) {
        return Json.tree(get(shop, "/v1/alerts?state=" + state, null)
                        .body()
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .path("total")
                .asInt();
    }

    private long reports() {
        return mails.stream()
                .filter(mail -> mail.getSubject().startsWith("Raport tygodniowy 2026-W47"))
                .count();
    }

    private TestRuntime start(Map<String, String> config, VirtualClock clock) {
        return TestRuntime.start(
                List.of(new AlertingService(
                        (service, texts) -> List.of(),
                        (service, texts) -> Optional.of(MailSettings.mail(
                                service.vertx(), service.config(), clock, texts, Duration.ofMillis(1), mail -> {
                                    mails.add(mail);
                                    return Future.succeededFuture(Outcome.SENT);
                                })))),
                config,
                clock);
    }

    private JsonNode report(TestRuntime shop, String week) {
        return Json.tree(get(shop, "/v1/reports/weekly?week=" + week, null)
                .body()
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private HttpResponse<String> get(TestRuntime shop, String path, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(shop.uri(path));
        if (accept != null) {
            request.header("accept", accept);
        }
        return Await.result(
                Future.fromCompletionStage(http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())));
    }
}
