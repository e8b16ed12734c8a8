package io.zapas.alerting.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.ext.mail.MailMessage;
import io.zapas.alerting.condition.Samples;
import io.zapas.alerting.mail.MailSettings;
import io.zapas.alerting.mail.Outcome;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.testkit.Await;
import io.zapas.testkit.TestRuntime;
import io.zapas.testkit.slack.SlackStandIn;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The service on a real broker, through its public doors. */
class AlertingServiceIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Map<String, String> QUICK =
            Map.of("alert.send-interval", "20ms", "alert.group-interval", "0s", "alert.mass-drop-settle", "0s");

    private final HttpClient http = HttpClient.newHttpClient();
    private long version;

    @Test
    void anAlertIsToldHandledAndSurvivesARestart() {
        FakePlace slack = new FakePlace("slack");
        String namespace;
        String id;
        int calls;
        Map<String, String> config = new java.util.HashMap<>(QUICK);
        config.put("public.url", "https://zapas.example.com");
        try (TestRuntime shop = start(slack, config)) {
            namespace = shop.namespace();
            stock(shop, "LED", 0);
            Await.until(BOUND, () -> slack.heads().size() == 1);
            JsonNode list = get(shop, "/v1/alerts?type=OUT_OF_STOCK&sku=LED", 200);
            assertThat(list.path("total").asInt()).isEqualTo(1);
            id = list.at("/items/0/id").asText();
            assertThat(list.at("/items/0/handling").asText()).isEqualTo("NOTIFIED");
            assertThat(list.at("/items/0/title").asText()).contains("LED");
            for (JsonNode shown : List.of(list.at("/items/0"), get(shop, "/v1/alerts/" + id, 200))) {
                assertThat(shown.path("asOf").asText()).isEqualTo(Samples.NOW.toString());
                assertThat(Duration.parse(shown.path("dataAge").asText()))
                        .isEqualTo(Duration.ofSeconds(
                                Duration.between(Samples.NOW, shop.clock().instant())
                                        .toSeconds()));
                assertThat(shown.path("locale").asText()).isEqualTo("pl");
                assertThat(shown.at("/links/self").asText()).isEqualTo("/v1/alerts/" + id);
                assertThat(shown.at("/links/dashboard").asText()).isEqualTo("https://zapas.example.com/#alert=" + id);
            }

            assertThat(post(shop, id, "acknowledge", "{\"by\":\"anna\",\"note\":\"dzwonię\"}", 200)
                            .path("handling")
                            .asText())
                    .isEqualTo("ACKNOWLEDGED");
            long rev = get(shop, "/v1/alerts/" + id, 200).path("rev").asLong();
            post(shop, id, "acknowledge", "{\"by\":\"anna\",\"note\":\"dzwonię\"}", 200);
            assertThat(get(shop, "/v1/alerts/" + id, 200).path("rev").asLong()).isEqualTo(rev);
            Await.until(BOUND, () -> slack.message().rev() >= 2 && settled(shop));
            calls = slack.calls();
        }
        try (TestRuntime shop = start(
                slack,
                Map.of(
                        "alert.send-interval",
                        "20ms",
                        "alert.group-interval",
                        "0s",
                        "alert.mass-drop-settle",
                        "0s",
                        "namespace",
                        namespace))) {
            JsonNode alert = get(shop, "/v1/alerts/" + id, 200);
            assertThat(alert.path("note").asText()).isEqualTo("dzwonię");
            stock(shop, "OTHER", 0);
            Await.until(BOUND, () -> slack.pings().size() == 1);
            assertThat(slack.heads()).hasSize(1);
            assertThat(slack.calls()).isEqualTo(calls + 1);
        }
    }

    @Test
    void theDoorsSayWhatIsWrong() {
        try (TestRuntime shop = start(new FakePlace("slack"), QUICK)) {
            stock(shop, "LED", 0);
            Await.until(BOUND, () -> get(shop, "/v1/alerts", 200).path("total").asInt() == 1);
            String id = get(shop, "/v1/alerts", 200).at("/items/0/id").asText();
            assertThat(problem(shop, "/v1/alerts/none", 404)).isEqualTo("unknown-alert");
            assertThat(problem(shop, "/v1/alerts?state=sleepy", 400)).isEqualTo("invalid-field");
            assertThat(problem(shop, "/v1/alerts?limit=0", 400)).isEqualTo("invalid-field");
            assertThat(post(shop, "none", "resolve", "", 404).path("type").asText())
                    .isEqualTo("unknown-alert");
            assertThat(post(shop, id, "snooze", "{\"until\":\"yesterday\"}", 400)
                            .path("detail")
                            .asText())
                    .contains("until");
            assertThat(post(shop, id, "snooze", "{\"until\":\"2036-01-01T00:00:00Z\"}", 400)
                            .path("detail")
                            .asText())
                    .contains("14 days");
            assertThat(post(shop, id, "acknowledge", "[", 400).path("type").asText())
                    .isEqualTo("invalid-json");

            JsonNode snoozed = post(shop, id, "snooze", "", 200);
            assertThat(snoozed.path("handling").asText()).isEqualTo("SNOOZED");
            assertThat(Instant.parse(snoozed.path("snoozedUntil").asText()))
                    .as("the end of the day of the delivery, in Warsaw")
                    .isEqualTo(Instant.parse("2026-12-03T07:00:00Z"));
            assertThat(get(shop, "/v1/alerts?state=snoozed", 200).path("total").asInt())
                    .isEqualTo(1);

            post(shop, id, "resolve", "{\"by\":\"anna\"}", 200);
            post(shop, id, "resolve", "{\"by\":\"anna\"}", 200);
            assertThat(post(shop, id, "acknowledge", "", 409).path("type").asText())
                    .isEqualTo("already-resolved");
            assertThat(get(shop, "/v1/alerts?state=resolved", 200).path("total").asInt())
                    .isEqualTo(1);
            assertThat(get(shop, "/v1/alerts", 200).path("total").asInt()).isZero();
        }
    }

    @Test
    void criticalNewsGoByMailWhenSlackIsAwayForMinutesThoughNoRuleSendsThemThere() {
        FakePlace slack = new FakePlace("slack");
        FakePlace mail = new FakePlace("mail");
        Map<String, String> config = new java.util.HashMap<>(QUICK);
        config.put("alert.routes", "all: -> slack");
        slack.down(true);
        try (TestRuntime shop = TestRuntime.start(
                new AlertingService(
                        (service, texts) -> List.of(slack.seenBy(CrashPlan.never()), mail.seenBy(CrashPlan.never()))),
                config)) {
            stock(shop, "LED", 0, "A");
            // The second call: by then the first is known to have failed.
            Await.until(BOUND, () -> slack.calls() > 1);
            assertThat(mail.calls()).isZero();
            shop.clock().advance(Duration.ofMinutes(6));
            Await.until(BOUND, () -> mail.skus().equals(List.of("LED")));
            slack.down(false);
            shop.clock().advance(Duration.ofMinutes(2));
            Await.until(BOUND, () -> slack.skus().equals(List.of("LED")));
            assertThat(mail.heads()).hasSize(1);
        }
    }

    @Test
    void everyPlaceGetsWhatIsRoutedThereAndItCanBeExplained() {
        FakePlace slack = new FakePlace("slack");
        List<MailMessage> mails = new CopyOnWriteArrayList<>();
        try (TestRuntime shop =
                withMail(slack, mails, Map.of("alert.routes", "small: class=C -> digest; urgent: class=A -> slack"))) {
            stock(shop, "SMALL", 0, "C");
            stock(shop, "LED", 0, "A");
            stock(shop, "PLAIN", 0, "B");
            Await.until(BOUND, () -> slack.skus().equals(List.of("LED", "PLAIN")) && mails.size() == 1);
            assertThat(mails.get(0).getText()).contains("PLAIN").doesNotContain(": LED", "SMALL");
            String small =
                    get(shop, "/v1/alerts?sku=SMALL", 200).at("/items/0/id").asText();
            JsonNode silent = get(shop, "/v1/alerts/" + small + "/explain?lang=en", 200);
            assertThat(silent.at("/decisions/0/outcome").asText()).isEqualTo("DIGEST_ONLY");
            assertThat(silent.at("/decisions/0/rule").asText()).isEqualTo("small");
            assertThat(silent.at("/lines/1").asText()).contains("rule \"small\" leaves it to the digest");
            assertThat(silent.path("destinations")).isEmpty();
            String led = get(shop, "/v1/alerts?sku=LED", 200).at("/items/0/id").asText();
            JsonNode told = get(shop, "/v1/alerts/" + led + "/explain", 200);
            assertThat(told.path("locale").asText()).isEqualTo("pl");
            assertThat(told.at("/lines/1").asText()).contains("powiadomiono: slack, według reguły „urgent”");
            assertThat(problem(shop, "/v1/alerts/none/explain", 404)).isEqualTo("unknown-alert");
            assertThat(problem(shop, "/v1/alerts/" + led + "/explain?lang=de", 400))
                    .isEqualTo("invalid-field");
        }
    }

    @Test
    void withoutRulesMailIsForWhatIsUrgentAndTheDigestForTheRest() {
        FakePlace slack = new FakePlace("slack");
        List<MailMessage> mails = new CopyOnWriteArrayList<>();
        try (TestRuntime shop = withMail(slack, mails, Map.of("alert.open-hold", "0s", "alert.group-wait", "0s"))) {
            stock(shop, "SMALL", 0, "C");
            shop.publish(
                    StockTopics.STOCK_DESYNC,
                    "offer:allegro:12345678",
                    Map.of(),
                    Json.bytes(Samples.desync(Desync.Kind.OFFER, Desync.State.OPEN, -20L)));
            Await.until(BOUND, () -> slack.skus().equals(List.of("LED")));
            // A later one that is mailed: what would have been mailed before it has been.
            stock(shop, "PLAIN", 0, "B");
            Await.until(BOUND, () -> slack.skus().equals(List.of("LED", "PLAIN")) && !mails.isEmpty());
            assertThat(mails).hasSize(1);
            assertThat(mails.get(0).getText()).contains("PLAIN").doesNotContain(": LED", "SMALL");
            assertThat(decision(shop, "SMALL"))
                    .contains("DIGEST_ONLY", "default.digest")
                    .contains("rule \"default: of class C, so left to the digest\" leaves it to the digest");
            assertThat(decision(shop, "LED"))
                    .contains(
                            "told at slack, by rule \"default: neither critical nor escalated, so by mail only in the digest\"");
            assertThat(decision(shop, "PLAIN"))
                    .contains(
                            "told at slack, mail, by rule \"default: critical or escalated, so told everywhere at once\"");

            // The next morning on which people work.
            shop.clock().advance(Duration.ofDays(4));
            Await.until(BOUND, () -> mails.stream()
                    .anyMatch(mail -> mail.getSubject().startsWith("Braki i ryzyka")));
            assertThat(mails.stream()
                            .filter(mail -> mail.getSubject().startsWith("Braki i ryzyka"))
                            .map(MailMessage::getText))
                    .singleElement()
                    .asString()
                    .contains("- SMALL", "- LED", "- PLAIN");
        }
    }

    @Test
    void whereThereIsNoDigestEverythingIsMailedAtOnceAndNoRuleMayCountOnOne() {
        FakePlace slack = new FakePlace("slack");
        List<MailMessage> mails = new CopyOnWriteArrayList<>();
        try (TestRuntime shop = withMail(slack, mails, Map.of("digest.at", "off"))) {
            stock(shop, "SMALL", 0, "C");
            Await.until(BOUND, () -> slack.skus().equals(List.of("SMALL")) && mails.size() == 1);
        }
        Map<String, String> rule = Map.of("alert.routes", "small: class=C -> digest");
        Map<String, String> off = new java.util.HashMap<>(rule);
        off.put("digest.at", "off");
        assertThatThrownBy(() -> withMail(slack, mails, off))
                .hasStackTraceContaining("alert.routes: rule small: leaves alerts to the digest, but there is none");
        assertThatThrownBy(() -> TestRuntime.start(new AlertingService(), rule))
                .hasStackTraceContaining("alert.routes: rule small: leaves alerts to the digest, but there is none");
    }

    @Test
    void operationsHearByMailThatSlackRefusesANotice() {
        FakePlace slack = new FakePlace("slack");
        slack.fail(FakePlace.Fault.PERMANENT);
        List<MailMessage> mails = new CopyOnWriteArrayList<>();
        try (TestRuntime shop = withMail(slack, mails, Map.of())) {
            stock(shop, "LED", 0, "A");
            Await.until(BOUND, () -> mails.stream()
                    .anyMatch(mail -> mail.getSubject().equals("[Zapas] Powiadomienia nie docierają")));
            assertThat(mails)
                    .filteredOn(mail -> mail.getSubject().startsWith("[Zapas]"))
                    .singleElement()
                    .satisfies(mail -> assertThat(mail.getTo()).containsExactly("anna@shop.example"))
                    .satisfies(mail ->
                            assertThat(mail.getText()).contains("slack odrzuca powiadomienie: scripted PERMANENT"));
        }
    }

    @Test
    void aRuleThatCannotBeMeantStopsTheStart() {
        Map<String, String> config = Map.of("alert.routes", "urgent: class=A -> slack=C0123");
        assertThatThrownBy(() -> TestRuntime.start(new AlertingService(), config))
                .hasStackTraceContaining("alert.routes: rule urgent: sends to slack:C0123, but slack.token");
    }

    @Test
    void aRuleMaySendToSlackWhereThereIsOnlyItsWebhook() {
        SlackStandIn slack = SlackStandIn.start();
        Map<String, String> config = new java.util.HashMap<>(QUICK);
        config.put("alert.routes", "all: -> slack");
        config.put("slack.webhook", slack.webhookUrl());
        try (TestRuntime shop = TestRuntime.start(new AlertingService(), config)) {
            stock(shop, "LED", 0);
            Await.until(BOUND, () -> slack.messages().size() == 1);
            assertThat(slack.messages().get(0).readable()).contains("LED");
        } finally {
            slack.close();
        }
    }

    /** Invariant 25 in numbers. */
    @Test
    void whatDoesNotArriveIsInTheMetrics() {
        FakePlace slack = new FakePlace("slack");
        slack.fail(FakePlace.Fault.PERMANENT);
        try (TestRuntime shop = start(slack, QUICK)) {
            stock(shop, "LED", 0);
            Await.until(
                    BOUND,
                    () -> metric(shop, "zapas_alerting_refused{destination=\"slack\"}") == 1
                            && metric(shop, "zapas_alerting_undelivered{destination=\"slack\"}") == 0);
            slack.down(true);
            stock(shop, "LED-2", 0);
            Await.until(BOUND, () -> metric(shop, "zapas_alerting_undelivered{destination=\"slack\"}") == 1);
            shop.clock().advance(Duration.ofMinutes(10));
            assertThat(metric(shop, "zapas_alerting_undelivered_oldest_seconds{destination=\"slack\"}"))
                    .isBetween(600.0, 660.0);
            slack.down(false);
            Await.until(
                    BOUND,
                    () -> metric(shop, "zapas_alerting_undelivered_oldest_seconds{destination=\"slack\"}") == 0
                            && metric(shop, "zapas_alerting_refused{destination=\"slack\"}") == 0);
        }
    }

    private double metric(TestRuntime shop, String series) {
        try {
            HttpRequest request = HttpRequest.newBuilder(shop.uri("/metrics")).build();
            return http.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(series + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                    .findFirst()
                    .orElse(-1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Test
    void theSameKeyTwiceIsOneCommand() {
        try (TestRuntime shop = start(new FakePlace("slack"), QUICK)) {
            stock(shop, "LED", 0);
            Await.until(BOUND, () -> get(shop, "/v1/alerts", 200).path("total").asInt() == 1);
            String id = get(shop, "/v1/alerts", 200).at("/items/0/id").asText();
            HttpRequest.Builder acknowledge = HttpRequest.newBuilder(shop.uri("/v1/alerts/" + id + "/acknowledge"))
                    .header("Idempotency-Key", "click-1")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"by\":\"anna\"}"));
            send(acknowledge.build(), 200);
            post(shop, id, "snooze", "{\"by\":\"jan\"}", 200);
            JsonNode after = send(acknowledge.build(), 200);
            assertThat(after.path("handling").asText()).isEqualTo("SNOOZED");
            assertThat(after.path("handledBy").asText()).isEqualTo("jan");
            post(shop, id, "resolve", "", 200);
            assertThat(send(acknowledge.build(), 200).path("handling").asText()).isEqualTo("RESOLVED");
        }
    }

    @Test
    void withNowhereToGoNoticesAreOnTheBoard() {
        try (TestRuntime shop = TestRuntime.start(new AlertingService(), QUICK)) {
            shop.publish(
                    StockTopics.STOCK_DESYNC,
                    "offer:allegro:12345678",
                    Map.of(),
                    Json.bytes(Samples.desync(Desync.Kind.OFFER, Desync.State.OPEN, 60L)));
            Await.until(BOUND, () -> get(shop, "/v1/notices", 200).path("items").size() == 1);
            JsonNode notice = get(shop, "/v1/notices", 200).at("/items/0");
            assertThat(notice.path("destination").asText()).isEqualTo("log");
            assertThat(notice.path("kind").asText()).isEqualTo("NEW");
            assertThat(notice.path("text").asText()).contains("180").contains("120");
            assertThat(get(shop, "/health/ready", 200).path("status").asText()).isEqualTo("UP");
        }
    }

    /** The first decision about the SKU's only alert, and the line about it. */
    private String decision(TestRuntime shop, String sku) {
        String id = get(shop, "/v1/alerts?sku=" + sku, 200).at("/items/0/id").asText();
        JsonNode why = get(shop, "/v1/alerts/" + id + "/explain?lang=en", 200);
        return why.at("/decisions/0").toString() + why.at("/lines/1").asText();
    }

    private static TestRuntime withMail(FakePlace slack, List<MailMessage> mails, Map<String, String> more) {
        Map<String, String> config = new java.util.HashMap<>(QUICK);
        config.putAll(Map.of("mail.from", "zapas@shop.example", "mail.to", "anna@shop.example", "report.at", "off"));
        config.putAll(more);
        return TestRuntime.start(
                new AlertingService(
                        (service, texts) -> List.of(slack.seenBy(CrashPlan.never())),
                        (service, texts) -> Optional.of(MailSettings.mail(
                                service.vertx(),
                                service.config(),
                                service.clock(),
                                texts,
                                Duration.ofMillis(1),
                                mail -> {
                                    mails.add(mail);
                                    return Future.succeededFuture(Outcome.SENT);
                                }))),
                config);
    }

    private static TestRuntime start(FakePlace slack, Map<String, String> config) {
        return TestRuntime.start(
                new AlertingService((service, texts) -> List.of(slack.seenBy(CrashPlan.never()))), config);
    }

    private void stock(TestRuntime shop, String sku, long available) {
        stock(shop, sku, available, "A");
    }

    private void stock(TestRuntime shop, String sku, long available, String abc) {
        version++;
        shop.publish(ForecastTopics.DEMAND_FORECAST, sku, Map.of(), Json.bytes(Samples.forecast(sku, abc, 10, null)));
        shop.publish(
                StockTopics.STOCK_AVAILABILITY, sku, Map.of(), Json.bytes(Samples.available(sku, available, version)));
    }

    /** Whether the newest record of every delivery says that it was made. */
    private static boolean settled(TestRuntime shop) {
        Map<String, String> newest = new java.util.HashMap<>();
        shop.records("alerts").stream()
                .filter(record -> record.key().startsWith("delivery/"))
                .forEach(record -> newest.put(
                        record.key(), Json.tree(record.value()).path("state").asText()));
        return !newest.isEmpty() && newest.values().stream().allMatch("SENT"::equals);
    }

    private String problem(TestRuntime shop, String path, int status) {
        return get(shop, path, status).path("type").asText();
    }

    private JsonNode get(TestRuntime shop, String path, int status) {
        return send(HttpRequest.newBuilder(shop.uri(path)).build(), status);
    }

    private JsonNode post(TestRuntime shop, String id, String order, String body, int status) {
        return send(
                HttpRequest.newBuilder(shop.uri("/v1/alerts/" + id + "/" + order))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                status);
    }

    private JsonNode send(HttpRequest request, int status) {
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode())
                    .as("%s: %s", request.uri(), new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(status);
            return Json.tree(answer.body());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
