package io.zapas.alerting.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zapas.alerting.condition.Samples;
import io.zapas.alerting.slack.SignedSlack;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.testkit.Await;
import io.zapas.testkit.TestRuntime;
import io.zapas.testkit.slack.SlackFault;
import io.zapas.testkit.slack.SlackMessage;
import io.zapas.testkit.slack.SlackStandIn;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Buttons, from the message in Slack through the signed door to the alert and back into the message. Real broker, Slack of our own. */
class SlackClicksIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
    private static final int CLICKS = 200;

    private SlackStandIn slack;
    private TestRuntime shop;
    private SignedSlack people;
    private long version;

    @BeforeEach
    void start() {
        slack = SlackStandIn.start();
        shop = SlackShop.start(slack, Map.of("slack.signing-secret", SECRET));
        people = new SignedSlack(shop.uri("/v1/slack/interactions"), SECRET);
    }

    @AfterEach
    void stop() {
        shop.close();
        slack.close();
    }

    @Test
    void aClickIsInKafkaBeforeItIsAnsweredAndShowsInTheMessage() {
        String id = outOfStock("LED");
        assertThat(head().readable()).contains("[Przejmuję] [Odłóż do dostawy] [Zamówione] [...]");
        shop.clock().advance(Duration.ofSeconds(20));

        assertThat(people.send(people.click(button("take"))).statusCode()).isEqualTo(200);

        JsonNode stored = newest(id);
        assertThat(stored.path("handling").asText()).isEqualTo("ACKNOWLEDGED");
        assertThat(stored.path("handledBy").asText()).isEqualTo("anna.k");
        Await.until(
                BOUND,
                () -> head().readable().contains("anna.k") && slack.messages().size() == 2);
        assertThat(head().readable()).doesNotContain("[Przejmuję]");
        SlackMessage line = slack.messages().get(1);
        assertThat(line.readable()).startsWith("🙋 anna.k przejmuje: ");
        assertThat(line.broadcast()).isFalse();
        assertThat(line.threadTs()).isEqualTo(head().ts());
    }

    @Test
    void theSameClickTwiceIsDoneOnce() {
        String id = outOfStock("LED");
        String take = button("take");
        assertThat(people.send(people.click(take)).statusCode()).isEqualTo(200);
        long rev = newest(id).path("rev").asLong();
        assertThat(people.send(people.click(take)).statusCode()).isEqualTo(200);
        assertThat(newest(id).path("rev").asLong()).isEqualTo(rev);
    }

    /** Tomorrow as the first click meant it, not a second one a minute later. */
    @Test
    void aDoubleClickOnWhatCountsFromNowIsOneStep() {
        String id = outOfStock("LED");
        String day = "snooze-day|" + id + "|" + newest(id).path("rev").asLong();
        assertThat(people.send(people.choice(day)).statusCode()).isEqualTo(200);
        JsonNode once = newest(id);
        shop.clock().advance(Duration.ofMinutes(1));
        assertThat(people.send(people.choice(day)).statusCode()).isEqualTo(200);
        assertThat(newest(id)).isEqualTo(once);
        String shown = "snooze-day|" + id + "|" + once.path("rev").asLong();
        assertThat(people.send(people.choice(shown)).statusCode()).isEqualTo(200);
        assertThat(Instant.parse(newest(id).path("snoozedUntil").asText()))
                .as("what the message shows now is another button")
                .isAfter(Instant.parse(once.path("snoozedUntil").asText()));
    }

    @Test
    void aFormSentTwiceIsOneOrder() {
        String id = outOfStock("LED");
        people.send(people.click(button("ordered")));
        Await.until(BOUND, () -> slack.views().size() == 1);
        JsonObject view = slack.views().get(0).copy().put("id", "V1");
        assertThat(people.send(people.form(view, "ZD/1", "2026-11-30")).statusCode())
                .isEqualTo(200);
        long rev = newest(id).path("rev").asLong();
        assertThat(people.send(people.choice("snooze-week|" + id + "|" + rev)).statusCode())
                .isEqualTo(200);
        assertThat(people.send(people.form(view, "ZD/1", "2026-11-30")).statusCode())
                .isEqualTo(200);
        assertThat(Instant.parse(newest(id).path("snoozedUntil").asText()))
                .isEqualTo(TestRuntime.START.plus(Duration.ofDays(7)));
    }

    @Test
    void snoozeUntilDeliveryAndTheMenu() {
        String id = outOfStock("LED");
        assertThat(people.send(people.click(button("snooze-delivery"))).statusCode())
                .isEqualTo(200);
        assertThat(newest(id).path("snoozedUntil").asText()).isEqualTo("2026-12-03T07:00:00Z");
        assertThat(people.send(people.choice("snooze-week|" + id + "|1")).statusCode())
                .isEqualTo(200);
        assertThat(Instant.parse(newest(id).path("snoozedUntil").asText()))
                .isEqualTo(TestRuntime.START.plus(Duration.ofDays(7)));
        assertThat(people.send(people.choice("false-alarm|" + id + "|1")).statusCode())
                .isEqualTo(200);
        assertThat(newest(id).path("handling").asText()).isEqualTo("RESOLVED");
    }

    @Test
    void snoozeAsksForTheDayInAForm() {
        String id = outOfStock("LED");
        assertThat(people.send(people.choice("snooze|" + id + "|1")).statusCode())
                .isEqualTo(200);
        Await.until(BOUND, () -> slack.views().size() == 1);
        JsonObject view = slack.views().get(0);
        assertThat(view.getString("callback_id")).isEqualTo("snooze");
        assertThat(view.encode()).contains("\"initial_date\":\"2026-11-24\"");

        assertThat(errors(people.snooze(view, "2026-11-23"))).isEqualTo("Najwcześniej od jutra");
        assertThat(errors(people.snooze(view, "2026-12-20"))).isEqualTo("Najdalej na 14 dni");
        assertThat(people.send(people.snooze(view, null)).statusCode()).isEqualTo(400);
        assertThat(newest(id).path("handling").asText()).isEqualTo("NOTIFIED");

        HttpResponse<String> saved = people.send(people.snooze(view, "2026-11-28"));
        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(saved.body()).isEmpty();
        assertThat(newest(id).path("handling").asText()).isEqualTo("SNOOZED");
        assertThat(newest(id).path("snoozedUntil").asText())
                .as("a Saturday: when work begins on Monday")
                .isEqualTo("2026-11-30T07:00:00Z");
    }

    private String errors(JsonObject form) {
        JsonObject answer = new JsonObject(people.send(form).body());
        assertThat(answer.getString("response_action")).isEqualTo("errors");
        return answer.getJsonObject("errors").getString("until");
    }

    @Test
    void theHistoryIsShownToAnybodyAndChangesNothing() {
        String id = outOfStock("LED");
        people.send(people.click(button("take")));
        long rev = newest(id).path("rev").asLong();
        assertThat(people.send(people.choice("history|" + id + "|1")).statusCode())
                .isEqualTo(200);
        Await.until(BOUND, () -> slack.views().size() == 1);
        JsonObject view = slack.views().get(0);
        assertThat(view.containsKey("callback_id")).as("nothing to send").isFalse();
        assertThat(view.getJsonArray("blocks")
                        .getJsonObject(1)
                        .getJsonObject("text")
                        .getString("text"))
                .matches("(?s).+ – przejęte, anna\\.k\n.+ – powiadomiono\n.+ – problem \\(CRITICAL\\)");
        assertThat(newest(id).path("rev").asLong()).isEqualTo(rev);
    }

    @Test
    void orderedAsksForTheOrderInAForm() {
        String id = outOfStock("LED");
        assertThat(people.send(people.click(button("ordered"))).statusCode()).isEqualTo(200);
        Await.until(BOUND, () -> slack.views().size() == 1);
        JsonObject view = slack.views().get(0);

        HttpResponse<String> past = people.send(people.form(view, "ZD/2026/1200", "2026-11-01"));
        assertThat(new JsonObject(past.body()).getString("response_action")).isEqualTo("errors");
        assertThat(newest(id).path("handling").asText()).isEqualTo("NOTIFIED");

        HttpResponse<String> saved = people.send(people.form(view, "ZD/2026/1200", "2026-11-30"));
        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(saved.body()).as("an empty answer closes the form").isEmpty();
        JsonNode stored = newest(id);
        assertThat(stored.path("handling").asText()).isEqualTo("SNOOZED");
        assertThat(stored.path("snoozedUntil").asText()).isEqualTo("2026-12-02T07:00:00Z");
        assertThat(stored.at("/life/purchaseOrder").asText()).isEqualTo("ZD/2026/1200");
    }

    @Test
    void aFarDeliveryIsWaitedForAsLongAsAnybodyMay() {
        String id = outOfStock("LED");
        people.send(people.click(button("ordered")));
        Await.until(BOUND, () -> slack.views().size() == 1);
        assertThat(people.send(people.form(slack.views().get(0), null, "2027-03-01"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(Instant.parse(newest(id).path("snoozedUntil").asText()))
                .isEqualTo(TestRuntime.START.plus(Duration.ofDays(14)));
    }

    @Test
    void aFormThatDoesNotOpenIsTold() {
        outOfStock("LED");
        slack.fail("views.open", new SlackFault.NotOk("expired_trigger_id"));
        people.send(people.click(button("ordered")));
        Await.until(BOUND, () -> slack.whispers().size() == 1);
        assertThat(slack.whispers().get(0).text()).startsWith("Nie udało się otworzyć");
    }

    @Test
    void aLateClickOnAResolvedAlertIsToldToItsAuthorOnly() {
        String id = outOfStock("LED");
        String take = button("take");
        people.send(people.click(button("ordered")));
        Await.until(BOUND, () -> slack.views().size() == 1);
        people.send(people.choice("false-alarm|" + id + "|1"));
        long rev = newest(id).path("rev").asLong();
        long posts = slack.calls("chat.postMessage");

        assertThat(people.send(people.click(take)).statusCode()).isEqualTo(200);
        Await.until(BOUND, () -> slack.whispers().size() == 1);
        assertThat(slack.whispers().get(0).user()).isEqualTo(SignedSlack.USER);
        assertThat(slack.whispers().get(0).text())
                .startsWith("✅ Już rozwiązane: ")
                .contains("LED");
        HttpResponse<String> form = people.send(people.form(slack.views().get(0), "ZD/1", "2026-11-30"));
        assertThat(new JsonObject(form.body()).getString("response_action")).isEqualTo("update");
        assertThat(form.body()).contains("Już rozwiązane");

        assertThat(newest(id).path("rev").asLong()).isEqualTo(rev);
        assertThat(newest(id).path("handling").asText()).isEqualTo("RESOLVED");
        assertThat(people.send(people.click("take|NONE|1")).statusCode()).isEqualTo(200);
        Await.until(BOUND, () -> slack.whispers().size() == 2);
        assertThat(slack.whispers().get(1).text()).isEqualTo("Tego alertu już nie ma.");
        assertThat(slack.calls("chat.postMessage")).isLessThanOrEqualTo(posts + 1);
    }

    @Test
    void nobodyElseIsLetIn() {
        String id = outOfStock("LED");
        String body =
                "payload=" + URLEncoder.encode(people.click("take|" + id + "|1").encode(), StandardCharsets.UTF_8);
        String now = Long.toString(Instant.now().getEpochSecond());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        refused(people.send(people.request(body, now, "v0=" + "0".repeat(64))), "forged");
        refused(people.send(people.request(body, now, SignedSlack.sign("other", now, bytes))), "forged");
        refused(people.send(people.request(body + "&x=1", now, SignedSlack.sign(SECRET, now, bytes))), "forged");
        String old = Long.toString(Instant.now().getEpochSecond() - 302);
        String ahead = Long.toString(Instant.now().getEpochSecond() + 310);
        refused(people.send(people.request(body, old, SignedSlack.sign(SECRET, old, bytes))), "out-of-time");
        refused(people.send(people.request(body, ahead, SignedSlack.sign(SECRET, ahead, bytes))), "out-of-time");
        refused(people.send(people.request(body, "soon", "none")), "unsigned");
        assertThat(newest(id).path("handling").asText()).isEqualTo("NOTIFIED");

        var genuine = people.request(body, now, SignedSlack.sign(SECRET, now, bytes));
        assertThat(people.send(genuine).statusCode()).isEqualTo(200);
        refused(people.send(genuine), "replayed");
    }

    @Test
    void whatIsNoInteractionIsRefusedWithAReason() {
        for (String body : new String[] {
            "payload=%7B",
            "payload=[]",
            "nothing=here",
            "",
            "payload=" + "[".repeat(50_000),
            "payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A7%7D"
        }) {
            String now = Long.toString(Instant.now().getEpochSecond());
            HttpResponse<String> answer = people.send(
                    people.request(body, now, SignedSlack.sign(SECRET, now, body.getBytes(StandardCharsets.UTF_8))));
            assertThat(answer.statusCode())
                    .as(body.substring(0, Math.min(80, body.length())))
                    .isEqualTo(400);
            assertThat(answer.body()).contains("invalid-payload");
        }
    }

    @Test
    void ownersAreKnownByTheirMemberIdAndOthersAreToldThatTheyMayNot() {
        shop.close();
        shop = SlackShop.start(
                slack,
                Map.of(
                        "slack.signing-secret",
                        SECRET,
                        "slack.buttons",
                        "owners",
                        "alert.owners",
                        "anna slack=" + SignedSlack.USER));
        people = new SignedSlack(shop.uri("/v1/slack/interactions"), SECRET);
        String id = outOfStock("LED");

        JsonObject stranger = people.click(button("take"));
        stranger.getJsonObject("user").put("id", "U0STRANGER");
        assertThat(people.send(stranger).statusCode()).isEqualTo(200);
        Await.until(BOUND, () -> slack.whispers().size() == 1);
        assertThat(slack.whispers().get(0).user()).isEqualTo("U0STRANGER");
        assertThat(slack.whispers().get(0).text()).startsWith("Nie zapisano: ").contains("alert.owners");
        JsonObject form = people.form(new JsonObject().put("callback_id", "ordered"), "ZD/1", "2026-11-30");
        form.getJsonObject("user").put("id", "U0STRANGER");
        people.send(form);
        assertThat(newest(id).path("handling").asText()).isEqualTo("NOTIFIED");

        assertThat(people.send(people.click(button("take"))).statusCode()).isEqualTo(200);
        assertThat(newest(id).path("handledBy").asText()).isEqualTo("anna");
    }

    /** Prints how long clicks take; what they must do is asserted, their time is not. */
    @Test
    void clicksAreAnsweredQuickly() {
        String id = outOfStock("LED");
        long[] micros = new long[CLICKS];
        for (int i = 0; i < CLICKS; i++) {
            JsonObject click =
                    i % 2 == 0 ? people.click("take|" + id + "|" + i) : people.choice("snooze-day|" + id + "|" + i);
            long begin = System.nanoTime();
            assertThat(people.send(click).statusCode()).isEqualTo(200);
            micros[i] = (System.nanoTime() - begin) / 1_000;
        }
        Arrays.sort(micros);
        System.out.printf(
                "%d clicks, each stored before its answer: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                CLICKS, micros[CLICKS / 2] / 1e3, micros[CLICKS * 99 / 100] / 1e3, micros[CLICKS - 1] / 1e3);
    }

    private void refused(HttpResponse<String> answer, String type) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(new JsonObject(answer.body()).getString("type")).isEqualTo(type);
    }

    /** A SKU runs out; answers its alert's id once Slack shows it. */
    private String outOfStock(String sku) {
        version++;
        shop.publish(ForecastTopics.DEMAND_FORECAST, sku, Map.of(), Json.bytes(Samples.forecast(sku, "A", 10, null)));
        shop.publish(StockTopics.STOCK_AVAILABILITY, sku, Map.of(), Json.bytes(Samples.available(sku, 0, version)));
        Await.until(BOUND, () -> !slack.messages().isEmpty());
        return button("take").split("\\|")[1];
    }

    private SlackMessage head() {
        return slack.messages().get(0);
    }

    /** The value of a button of the message as it stands. */
    private String button(String action) {
        return head().blocks().stream()
                .map(JsonObject.class::cast)
                .filter(block -> block.getString("type").equals("actions"))
                .flatMap(block -> block.getJsonArray("elements", new JsonArray()).stream())
                .map(JsonObject.class::cast)
                .filter(button -> action.equals(button.getString("action_id")))
                .map(button -> button.getString("value"))
                .findFirst()
                .orElseThrow();
    }

    /** The alert as it is in Kafka, where committed is not at once readable: waited for until it is what the service knows. */
    private JsonNode newest(String id) {
        long rev = rev(id);
        JsonNode[] newest = {Json.tree("{}".getBytes(StandardCharsets.UTF_8))};
        Await.until(BOUND, () -> {
            shop.records("alerts").stream()
                    .filter(record -> record.key().equals(id))
                    .forEach(record -> newest[0] = Json.tree(record.value()));
            return newest[0].path("rev").asLong() >= rev;
        });
        return newest[0];
    }

    private long rev(String id) {
        HttpRequest request =
                HttpRequest.newBuilder(shop.uri("/v1/alerts/" + id)).build();
        return new JsonObject(people.send(request).body()).getLong("rev");
    }
}
