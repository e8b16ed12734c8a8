package io.zapas.alerting.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Destination.DeliveryException;
import io.zapas.alerting.domain.Destination.DeliveryException.Kind;
import io.zapas.alerting.domain.Destination.Receipt;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.receiver.ReceiverStandIn.Post;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.SampleAlerts;
import io.zapas.alerting.render.Wording;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every receiver against one on loopback that misbehaves. */
class ReceiversIT {
    /** Key and example of the Standard Webhooks specification's reference libraries. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final NoticeTexts TEXTS =
            new NoticeTexts(Wording.of(Locale.forLanguageTag("pl"), ZoneId.of("Europe/Warsaw")));
    private static Vertx vertx;

    private ReceiverStandIn receiver;
    private Instant realTime = Instant.parse("2026-11-22T07:31:00Z");

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close();
    }

    @BeforeEach
    void start() {
        receiver = new ReceiverStandIn(vertx);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    // --- all of them

    @ParameterizedTest
    @CsvSource({
        "webhook,429,RATE_LIMITED",
        "teams,429,RATE_LIMITED",
        "alertmanager,429,RATE_LIMITED",
        "webhook,503,TRANSIENT",
        "teams,503,TRANSIENT",
        "alertmanager,503,TRANSIENT",
        "webhook,502,UNKNOWN",
        "teams,502,UNKNOWN",
        "alertmanager,502,TRANSIENT",
        "webhook,-1,UNKNOWN",
        "teams,-1,UNKNOWN",
        "alertmanager,-1,TRANSIENT",
        "webhook,-2,UNKNOWN",
        "teams,-2,UNKNOWN",
        "alertmanager,-2,TRANSIENT",
        "webhook,401,PERMANENT",
        "teams,400,PERMANENT",
        "alertmanager,400,PERMANENT",
        "webhook,302,PERMANENT"
    })
    void whatGoesWrongIsToldApart(String name, int fault, Kind kind) {
        receiver.fail(fault);
        DeliveryException failure = failure(destination(name), notice(Notice.Kind.NEW, 1), null);
        assertThat(failure.kind()).isEqualTo(kind);
        if (fault == 429 || fault == 503) {
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        }
        assertThat(failure.getMessage()).doesNotContain("127.0.0.1").doesNotContain("secret-path");
        deliver(destination(name), notice(Notice.Kind.NEW, 1), null);
        assertThat(receiver.calls()).as("a call never repeats itself").isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "teams", "alertmanager"})
    void aReceiverThatIsNotThereIsTriedAgain(String name) {
        Destination destination = destination(name);
        receiver.close();
        assertThat(failure(destination, notice(Notice.Kind.NEW, 1), null).kind())
                .isEqualTo(Kind.TRANSIENT);
        receiver = new ReceiverStandIn(vertx);
    }

    // --- Standard Webhooks

    /** The example of the specification's own libraries. */
    @Test
    void signaturesAreThoseOfTheSpecification() {
        assertThat(new WebhookSignature(SECRET)
                        .sign(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                1614265330,
                                "{\"test\": 2432232314}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    void aSecretOfAnotherFormIsRefused(String secret) {
        assertThatThrownBy(() -> new WebhookSignature(secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whsec_");
        assertThatThrownBy(() -> ReceiverSettings.WEBHOOK_SECRET.parser().apply(secret))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRepetitionHasTheIdAndBodyOfWhatItRepeats() throws GeneralSecurityException {
        Destination webhook = destination("webhook");
        Notice notice = notice(Notice.Kind.NEW, 1);
        receiver.fail(ReceiverStandIn.LOST_ANSWER);
        failure(webhook, notice, null);
        realTime = realTime.plusSeconds(90);
        Receipt receipt = deliver(webhook, notice, null);
        deliver(webhook, notice(Notice.Kind.UPDATE, 2), receipt);

        List<Post> posts = receiver.posts();
        assertThat(posts).hasSize(3);
        assertThat(posts.get(1).headers().get("webhook-id"))
                .isEqualTo(posts.get(0).headers().get("webhook-id"));
        assertThat(posts.get(1).body()).isEqualTo(posts.get(0).body());
        assertThat(posts.get(2).headers().get("webhook-id"))
                .isNotEqualTo(posts.get(0).headers().get("webhook-id"));
        for (Post post : posts) {
            assertThat(post.headers().get("webhook-signature")).isEqualTo(signed(post));
        }
        assertThat(posts.get(1).headers().get("webhook-timestamp")).isEqualTo("1795332750");
        JsonObject data = posts.get(0).body().toJsonObject().getJsonObject("data");
        assertThat(data.getString("kind")).isEqualTo("NEW");
        assertThat(data.getInteger("total")).isEqualTo(1);
        assertThat(data.getJsonArray("alerts").getJsonObject(0).getString("sku"))
                .isEqualTo("LED-E27-9W-4000K");
    }

    @Test
    void whoeverAnswersGoneIsLeftAlone() {
        Destination webhook = destination("webhook");
        receiver.fail(410);
        assertThat(failure(webhook, notice(Notice.Kind.NEW, 1), null).kind()).isEqualTo(Kind.PERMANENT);
        assertThat(failure(webhook, notice(Notice.Kind.UPDATE, 2), null)).hasMessageContaining("410");
        assertThat(receiver.calls()).isEqualTo(1);
    }

    @Test
    void tenThousandAlertsAreABoundedBodyThatCountsThemAll() {
        deliver(destination("webhook"), many(10_000), null);
        JsonObject data = receiver.posts().get(0).body().toJsonObject().getJsonObject("data");
        assertThat(data.getInteger("total")).isEqualTo(10_000);
        assertThat(data.getJsonArray("alerts")).hasSize(WebhookDestination.MAX_ALERTS);
    }

    // --- Teams

    @Test
    void teamsGetsACardForWhatMustBeHeard() {
        Destination teams = destination("teams");
        Receipt receipt = deliver(teams, notice(Notice.Kind.NEW, 1), null);
        deliver(teams, notice(Notice.Kind.UPDATE, 2), receipt);
        deliver(teams, notice(Notice.Kind.WORSE, 3), receipt);
        assertThat(receiver.posts()).hasSize(2);
        JsonObject message = receiver.posts().get(0).body().toJsonObject();
        assertThat(message.getString("type")).isEqualTo("message");
        JsonObject attachment = message.getJsonArray("attachments").getJsonObject(0);
        assertThat(attachment.getString("contentType")).isEqualTo("application/vnd.microsoft.card.adaptive");
        JsonObject card = attachment.getJsonObject("content");
        assertThat(card.getString("type")).isEqualTo("AdaptiveCard");
        assertThat(texts(card)).contains("LED-E27-9W-4000K").contains("1\u00a0990,00\u00a0zł");
        assertThat(card.getJsonArray("actions").getJsonObject(0).getString("url"))
                .isEqualTo("https://zapas.example.com/#alert=01JD9X7Q4M-SHORTAGE");
        assertThat(receiver.posts().get(1).body().toString()).contains("Pogorszenie: ");
    }

    static List<String> hostileNames() {
        return List.of(
                "<at>everyone</at> [click](https://evil.example) **bold** # head",
                "😀👩‍👩‍👧‍👦".repeat(200),
                "مصباح \u202egnp.exe LED",
                "\"quotes\" \\ {{DATE(2026-01-01T00:00:00Z,SHORT)}}",
                "ł".repeat(128));
    }

    /** Teams reads Markdown, mentions and date functions in text blocks only. */
    @ParameterizedTest
    @MethodSource("hostileNames")
    void anyNameStandsInTextRunsOnly(String name) {
        Alert alert = SampleAlerts.with(
                SampleAlerts.named(SampleAlerts.shortage(), "SKU", name), Map.of("owner", name, "note", name));
        JsonObject message = new TeamsCards(TEXTS, null).message(SampleAlerts.notice(Notice.Kind.NEW, 1, alert));
        assertThat(TeamsCards.bytes(message)).isLessThan(TeamsCards.MAX_BYTES);
        assertThat(message.encode())
                .doesNotContain("\"TextBlock\"")
                .doesNotContain("entities")
                .doesNotContain("\u202e");
    }

    @Test
    void aStormFitsIntoACardAndIsCounted() {
        JsonObject message = new TeamsCards(TEXTS, URI.create("https://zapas.example.com")).message(many(10_000));
        assertThat(TeamsCards.bytes(message)).isLessThan(TeamsCards.MAX_BYTES);
        String all = message.encode().replace('\u00a0', ' ');
        assertThat(all)
                .contains("10 000 otwartych problemów")
                .contains("Cała lista (CSV)")
                .contains("https://zapas.example.com/v1/alerts?format=csv&notice=");
        int shown = message.getJsonArray("attachments")
                        .getJsonObject(0)
                        .getJsonObject("content")
                        .getJsonArray("body")
                        .size()
                - 2;
        assertThat(all)
                .contains("Oraz "
                        + TEXTS.wording()
                                .number(java.math.BigDecimal.valueOf(10_000 - shown))
                                .replace('\u00a0', ' '));
    }

    // --- Alertmanager

    @Test
    void alertmanagerHearsOfOpenAndResolvedAlerts() {
        Destination alertmanager = destination("alertmanager");
        Alert resolved = SampleAlerts.resolved(SampleAlerts.outOfStock());
        Notice notice = SampleAlerts.notice(Notice.Kind.UPDATE, 1, SampleAlerts.shortage(), resolved);
        deliver(alertmanager, notice, null);

        Post post = receiver.posts().get(0);
        assertThat(post.path()).isEqualTo("/am/api/v2/alerts");
        JsonArray alerts = post.body().toJsonArray();
        JsonObject open = alerts.getJsonObject(0);
        assertThat(open.getJsonObject("labels").getString("alertname")).isEqualTo("SHORTAGE");
        assertThat(open.getJsonObject("labels").getString("severity")).isEqualTo("high");
        assertThat(open.getJsonObject("labels").fieldNames()).allMatch(name -> name.matches("[a-zA-Z_][a-zA-Z0-9_]*"));
        assertThat(open.getJsonObject("annotations").getString("summary")).contains("LED-E27-9W-4000K");
        assertThat(Instant.parse(open.getString("endsAt")))
                .as("four times the interval ahead")
                .isEqualTo(realTime.plusSeconds(240));
        JsonObject closed = alerts.getJsonObject(1);
        assertThat(Instant.parse(closed.getString("endsAt"))).isEqualTo(resolved.resolvedAt());
        assertThat(alertmanager.refresh()).contains(Duration.ofMinutes(1));
    }

    @Test
    void aStormGoesInPartsAndNoneIsMissing() {
        deliver(destination("alertmanager"), many(2_010), null);
        assertThat(receiver.posts()).hasSize(5);
        assertThat(receiver.posts().stream()
                        .flatMap(post -> post.body().toJsonArray().stream())
                        .map(alert ->
                                ((JsonObject) alert).getJsonObject("labels").getString("sku"))
                        .distinct())
                .hasSize(2_010);
    }

    // ---

    private Destination destination(String name) {
        return switch (name) {
            case "webhook" ->
                new WebhookDestination(
                        vertx, receiver.address("/secret-path"), new WebhookSignature(SECRET), TEXTS, () -> realTime);
            case "teams" ->
                new TeamsDestination(
                        vertx,
                        receiver.address("/secret-path"),
                        new TeamsCards(TEXTS, URI.create("https://zapas.example.com")));
            case "alertmanager" ->
                new AlertmanagerDestination(
                        vertx, receiver.address("/am/"), TEXTS, null, Duration.ofMinutes(1), () -> realTime);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Notice notice(Notice.Kind kind, long rev) {
        return SampleAlerts.notice(kind, rev, SampleAlerts.shortage());
    }

    private static Notice many(int count) {
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            alerts.add(SampleAlerts.named(SampleAlerts.shortage(), "SKU-" + i, "Bardzo długa nazwa ".repeat(6)));
        }
        return new Notice("01JD9X7Q4M", "g", 1, Notice.Kind.NEW, alerts);
    }

    private static String signed(Post post) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.substring(6)), "HmacSHA256"));
        String head = post.headers().get("webhook-id") + "." + post.headers().get("webhook-timestamp") + ".";
        mac.update(head.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return "v1,"
                + Base64.getEncoder().encodeToString(mac.doFinal(post.body().getBytes()));
    }

    private static String texts(Object node) {
        if (node instanceof JsonObject object) {
            return object.getString("text", "")
                    + object.stream().map(entry -> texts(entry.getValue())).reduce("", String::concat);
        }
        return node instanceof JsonArray array
                ? array.stream().map(ReceiversIT::texts).reduce("", String::concat)
                : "";
    }

    private static Receipt deliver(Destination destination, Notice notice, Receipt previous) {
        return destination
                .deliver(notice, previous, SampleAlerts.NOW)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static DeliveryException failure(Destination destination, Notice notice, Receipt previous) {
        try {
            deliver(destination, notice, previous);
        } catch (CompletionException e) {
            return (DeliveryException) e.getCause();
        }
        throw new AssertionError("it was delivered");
    }
}
