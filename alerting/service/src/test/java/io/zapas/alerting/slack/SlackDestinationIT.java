package io.zapas.alerting.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Destination.DeliveryException;
import io.zapas.alerting.domain.Destination.DeliveryException.Kind;
import io.zapas.alerting.domain.Destination.Receipt;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.SampleAlerts;
import io.zapas.alerting.render.Wording;
import io.zapas.testkit.slack.SlackFault;
import io.zapas.testkit.slack.SlackMessage;
import io.zapas.testkit.slack.SlackStandIn;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlackDestinationIT {
    private static final String MAIN = "01JD9X7Q4M";
    private static Vertx vertx;

    private SlackStandIn slack;
    private Destination destination;

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
        slack = SlackStandIn.start();
        destination = destination("#zakupy");
    }

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void aNoticeIsOneMessageThatIsEdited() {
        Receipt posted = deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        Receipt edited =
                deliver(notice(Notice.Kind.RESOLVED, 2, SampleAlerts.resolved(SampleAlerts.shortage())), posted);

        assertThat(slack.messages()).hasSize(2);
        SlackMessage message = slack.messages().get(0);
        SlackMessage line = slack.messages().get(1);
        assertThat(line.threadTs()).isEqualTo(message.ts());
        assertThat(line.broadcast()).isFalse();
        assertThat(line.readable()).startsWith("✅ Rozwiązane: ");
        assertThat(message.edits()).isEqualTo(1);
        assertThat(message.payload("deliveryId")).isEqualTo(MAIN);
        assertThat(message.readable()).isEqualTo("""
                        # ✅ Rozwiązane: LED-E27-9W-4000K – Żarówka LED E27 9 W
                        ~✅ Brak za 7\u00a0dni (niedz. 29.11): LED-E27-9W-4000K – Żarówka LED E27 9 W <https://zapas.example.com/#alert=01JD9X7Q4M-SHORTAGE>~
                        Rozwiązane 22.11.2026 (niedz.), 08:40.
                        Otwórz w panelu <https://zapas.example.com/#alert=01JD9X7Q4M-SHORTAGE>""");
        assertThat(edited.fields()).containsEntry("ts", message.ts()).containsEntry("channel", SlackStandIn.CHANNEL_ID);
    }

    @Test
    void theFirstMessageSaysWhatABuyerNeeds() {
        deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);

        SlackMessage message = slack.messages().get(0);
        assertThat(message.readable().replace('\u00a0', ' ')).startsWith("""
                        # 🟠 Brak za 7 dni (niedz. 29.11): LED-E27-9W-4000K – Żarówka LED E27 9 W
                        PILNE: zapas wyczerpie się *29.11.2026 (niedz.)*, dostawa *02.12.2026 (śr.)*. Szacowana utracona sprzedaż: *100 szt. / 1 990,00 zł*.""");
        assertThat(message.text()).contains("Brak za 7").contains("1\u00a0990,00\u00a0zł");
    }

    @Test
    void worseIsEditedAndToldInTheThreadAndTheChannel() {
        Receipt posted = deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        deliver(notice(Notice.Kind.WORSE, 2, SampleAlerts.outOfStock()), posted);

        assertThat(slack.messages()).hasSize(2);
        assertThat(slack.messages().get(0).edits()).isEqualTo(1);
        SlackMessage reply = slack.messages().get(1);
        assertThat(reply.threadTs()).isEqualTo(slack.messages().get(0).ts());
        assertThat(reply.broadcast()).isTrue();
        assertThat(reply.readable())
                .isEqualTo("⚠️ Pogorszenie: Brak na stanie: LED-E27-9W-4000K – Żarówka LED E27 9 W");
    }

    @Test
    void whoIsAskedBecauseNobodyAnsweredIsMentionedOnce() {
        destination = new SlackDestination(
                new SlackClient(vertx, slack.url(), SlackStandIn.TOKEN),
                "#zakupy",
                messages(Map.of("jan", "U0123456789", "ewa", "U0987654321")));
        Receipt posted = deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        Alert escalated = SampleAlerts.with(
                SampleAlerts.shortage(),
                Map.of(
                        "handling", "ESCALATED",
                        "assignee", "jan",
                        "history",
                                List.of(Map.of(
                                        "at",
                                        SampleAlerts.NOW.plusSeconds(7_200),
                                        "what",
                                        "ESCALATED",
                                        "detail",
                                        "jan"))));
        Receipt told = deliver(notice(Notice.Kind.WORSE, 2, escalated), posted);
        SlackMessage reply = slack.messages().get(1);
        assertThat(reply.text())
                .startsWith("⚠️ Bez odpowiedzi, teraz jan: Brak za 7")
                .endsWith(" <@U0123456789>");
        assertThat(reply.blocks().encode())
                .contains("\"user_id\":\"U0123456789\"")
                .doesNotContain("U0987654321");
        assertThat(reply.broadcast()).isTrue();

        deliver(notice(Notice.Kind.WORSE, 3, escalated), told);
        assertThat(slack.messages().get(2).text()).as("mentioned once").doesNotContain("<@");
    }

    @ParameterizedTest
    @CsvSource({
        "ESCALATED,ESCALATED,U0JAN",
        "LAPSED,NOTIFIED,U0JAN",
        "WOKE,NOTIFIED,U0JAN",
        "WORSE,NOTIFIED,U0JAN",
        "WORSE,ACKNOWLEDGED,U0EWA",
        "WORSE,SNOOZED,",
        "OPENED,NOTIFIED,"
    })
    void whoIsAskedIsMentionedInTheThreadAlsoAfterASilentEdit(String what, String handling, String member) {
        destination = withMembers();
        Receipt posted = deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        Alert asked = asked(what, handling);
        Receipt edited = deliver(notice(Notice.Kind.UPDATE, 2, asked), posted);
        assertThat(slack.messages()).as("a silent edit mentions nobody").hasSize(1);
        deliver(notice(Notice.Kind.WORSE, 3, asked), edited);
        SlackMessage reply = slack.messages().get(1);
        assertThat(reply.threadTs()).isEqualTo(slack.messages().get(0).ts());
        assertThat(reply.broadcast()).isTrue();
        if (member == null) {
            assertThat(reply.text()).doesNotContain("<@");
        } else {
            assertThat(reply.text()).endsWith(" <@" + member + ">");
        }
    }

    @Test
    void aMessageThatIsNewHereMentionsWhoIsAskedAndSaysWhy() {
        destination = withMembers();
        deliver(notice(Notice.Kind.NEW, 4, asked("ESCALATED", "ESCALATED")), null);
        SlackMessage head = slack.messages().get(0);
        assertThat(head.text()).endsWith(" <@U0JAN>");
        assertThat(head.readable()).contains("⚠️ Bez odpowiedzi, teraz jan: Brak za 7");
        deliver(notice(Notice.Kind.NEW, 1, asked("WORSE", "NOTIFIED")), null);
        assertThat(slack.messages().get(1).text())
                .as("the first anybody hears of it")
                .doesNotContain("<@");
    }

    @Test
    void whatIsPostedAnewMentionsWhoIsAsked() {
        destination = withMembers();
        Receipt posted = deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        slack.fail("chat.update", new SlackFault.NotOk("edit_window_closed"));
        deliver(notice(Notice.Kind.WORSE, 2, asked("LAPSED", "NOTIFIED")), posted);
        assertThat(slack.messages()).hasSize(2);
        assertThat(slack.messages().get(1).text()).endsWith(" <@U0JAN>");
    }

    private Destination withMembers() {
        return new SlackDestination(
                new SlackClient(vertx, slack.url(), SlackStandIn.TOKEN),
                SlackStandIn.CHANNEL_ID,
                messages(Map.of("jan", "U0JAN", "ewa", "U0EWA")));
    }

    private static Alert asked(String what, String handling) {
        return SampleAlerts.with(
                SampleAlerts.shortage(),
                Map.of(
                        "handling",
                        handling,
                        "assignee",
                        "jan",
                        "handledBy",
                        "ewa",
                        "history",
                        List.of(Map.of("at", SampleAlerts.NOW.plusSeconds(7_200), "what", what, "detail", "jan"))));
    }

    @Test
    void aLostAnswerToTheAnswerIsNotToldTwice() {
        Receipt posted = deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        Notice worse = notice(Notice.Kind.WORSE, 2, SampleAlerts.outOfStock());
        slack.fail("chat.postMessage", new SlackFault.LostAnswer());

        assertThat(failure(worse, posted).kind()).isEqualTo(Kind.TRANSIENT);
        deliver(worse, posted);

        assertThat(slack.messages()).hasSize(2);
        assertThat(find(MAIN + "#2")).isPresent();
    }

    @Test
    void rateLimitsAreToldWithTheirTime() {
        slack.fail("chat.postMessage", new SlackFault.RateLimited(Duration.ofSeconds(17)));
        Notice notice = notice(Notice.Kind.NEW, 1, SampleAlerts.shortage());

        DeliveryException limited = failure(notice, null);
        assertThat(limited.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(limited.retryAfter()).contains(Duration.ofSeconds(17));

        deliver(notice, null);
        assertThat(slack.messages()).hasSize(1);
    }

    static List<SlackFault> lostAnswers() {
        return List.of(new SlackFault.LostAnswer(), new SlackFault.AppliedThenBadGateway());
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void aPostWhoseAnswerWasLostIsFoundAndAdopted(SlackFault fault) {
        destination = destination(SlackStandIn.CHANNEL_ID);
        slack.fail("chat.postMessage", fault);
        assertThat(failure(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null)
                        .kind())
                .isEqualTo(Kind.UNKNOWN);

        Receipt adopted = find(MAIN).orElseThrow();
        deliver(notice(Notice.Kind.UPDATE, 2, SampleAlerts.shortage()), adopted);

        assertThat(slack.messages()).hasSize(1);
        assertThat(slack.messages().get(0).edits()).isEqualTo(1);
    }

    @Test
    void aPostThatNeverArrivedIsNotFound() {
        destination = destination(SlackStandIn.CHANNEL_ID);
        slack.fail("chat.postMessage", new SlackFault.LostRequest());
        assertThat(failure(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null)
                        .kind())
                .isEqualTo(Kind.UNKNOWN);
        assertThat(find(MAIN)).isEmpty();
    }

    @Test
    void whatIsFurtherBackThanOnePageIsFound() {
        destination = destination(SlackStandIn.CHANNEL_ID);
        deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        for (int i = 0; i < 250; i++) {
            deliver(new Notice("other-" + i, "g", 1, Notice.Kind.NEW, List.of(SampleAlerts.staleSource())), null);
        }
        assertThat(find(MAIN)).isPresent();
    }

    @Test
    void anUnavailableSlackIsTriedAgain() {
        slack.fail("chat.postMessage", new SlackFault.Status(503));
        assertThat(failure(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null)
                        .kind())
                .isEqualTo(Kind.TRANSIENT);
        slack.close();
        assertThat(failure(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null)
                        .kind())
                .isEqualTo(Kind.TRANSIENT);
        slack = SlackStandIn.start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_auth", "channel_not_found", "not_in_channel", "is_archived", "token_revoked"})
    void whatOnlyAPersonCanMendIsDown(String error) {
        slack.fail("chat.postMessage", new SlackFault.NotOk(error));
        DeliveryException refused = failure(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        assertThat(refused.kind()).isEqualTo(Kind.DOWN);
        assertThat(refused).hasMessageContaining(error).hasMessageNotContaining(SlackStandIn.TOKEN);
    }

    @Test
    void aDeletedMessageIsPostedAnewOnce() {
        Receipt posted = deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        slack.delete(posted.fields().get("ts"));
        slack.fail("chat.postMessage", new SlackFault.LostAnswer());
        Notice update = notice(Notice.Kind.UPDATE, 2, SampleAlerts.shortage());

        assertThat(failure(update, posted).kind()).isEqualTo(Kind.TRANSIENT);
        Receipt anew = deliver(update, posted);

        assertThat(slack.messages()).hasSize(1);
        assertThat(anew.fields()).containsEntry("ts", slack.messages().get(0).ts());
    }

    @Test
    void aMessageThatCannotBeEditedIsPostedAnew() {
        Receipt posted = deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        slack.fail("chat.update", new SlackFault.NotOk("edit_window_closed"));
        Receipt anew = deliver(notice(Notice.Kind.UPDATE, 2, SampleAlerts.shortage()), posted);
        assertThat(slack.messages()).hasSize(2);
        assertThat(anew.fields()).isNotEqualTo(posted.fields());
    }

    @Test
    void refusedBlocksBecomeText() {
        slack.fail("chat.postMessage", new SlackFault.NotOk("invalid_blocks"));
        deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        SlackMessage message = slack.messages().get(0);
        assertThat(message.blocks()).isEmpty();
        assertThat(message.text())
                .contains("W drodze: 200")
                .endsWith("\nhttps://zapas.example.com/#alert=01JD9X7Q4M-SHORTAGE");
    }

    static List<String> hostileNames() {
        return List.of(
                "<!channel> <@U123> <https://evil.example|click>",
                "Tom & Jerry \"quoted\" 'single' *bold* _it_ ~x~ `code`",
                "😀👩‍👩‍👧‍👦".repeat(1_000),
                "مصباح \u202egnp.exe LED",
                "x".repeat(5_000),
                "a\nb\r\n\tc\u0000d\u2028e",
                "\ud800 lone surrogate",
                "   ",
                "&lt;!channel&gt;");
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void anyProductNameIsSafe(String name) {
        Alert alert = SampleAlerts.with(
                SampleAlerts.named(SampleAlerts.shortage(), "SKU", name), Map.of("owner", name, "note", name));
        deliver(notice(Notice.Kind.NEW, 1, alert), null);
        SlackMessage message = slack.messages().get(0);
        assertThat(message.text()).doesNotContain("<").doesNotContain(">").hasSizeLessThan(2_000);
        assertThat(message.blocks().encode())
                .doesNotContain("\"mrkdwn\"")
                .doesNotContain("\u202e")
                .doesNotContain("\"type\":\"broadcast\"")
                .doesNotContain("\"type\":\"user\"");
        assertThat(slack.calls("chat.postMessage")).isEqualTo(1);
    }

    @Test
    void manyLongAlertsFitAndTheRestIsCounted() {
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            alerts.add(SampleAlerts.named(SampleAlerts.shortage(), "SKU-" + i, "Bardzo długa nazwa ".repeat(50)));
        }
        deliver(new Notice(MAIN, "g", 1, Notice.Kind.NEW, alerts), null);
        SlackMessage message = slack.messages().get(0);
        assertThat(slack.calls("chat.postMessage")).isEqualTo(1);
        assertThat(message.readable().replace('\u00a0', ' '))
                .contains("# 🟠 500 otwartych problemów, szacowana strata 995 000,00 zł")
                .contains("*Oraz 480 otwartych problemów, szacowana strata 955 200,00 zł: kończące się zapasy: 480.*")
                .contains("… Pełna treść w panelu");
        assertThat(message.readable().lines().filter(line -> line.startsWith("*🟠")))
                .hasSize(20);
    }

    @Test
    void aGapIsToldOnceAlsoWhenTheAnswerIsLost() {
        Destination.Gap gap = new Destination.Gap(
                "gap-slack-1",
                SampleAlerts.NOW,
                SampleAlerts.NOW.plusSeconds(3_600),
                List.of(SampleAlerts.resolved(SampleAlerts.shortage())),
                3,
                2,
                5);
        destination = destination(SlackStandIn.CHANNEL_ID);
        slack.fail("chat.postMessage", new SlackFault.LostAnswer());
        assertThatThrownBy(() -> await(destination.returned(gap))).hasCauseInstanceOf(DeliveryException.class);
        await(destination.returned(gap));

        assertThat(slack.messages()).hasSize(1);
        assertThat(slack.messages().get(0).readable())
                .contains("08:30", "09:30", "Nowe: 3, rozwiązane: 2, nadal otwarte: 5.")
                .endsWith("✅ title");
    }

    @Test
    void everyRevisionHasBlockIdsOfItsOwn() {
        Receipt posted = deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        String before = slack.messages().get(0).blocks().getJsonObject(0).getString("block_id");
        deliver(notice(Notice.Kind.UPDATE, 2, SampleAlerts.shortage()), posted);
        assertThat(slack.messages().get(0).blocks().getJsonObject(0).getString("block_id"))
                .isNotEqualTo(before);
    }

    @Test
    void theWebhookOnlyPosts() {
        destination = new SlackWebhook(vertx, slack.webhookUrl(), messages());
        Receipt posted = deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        deliver(notice(Notice.Kind.UPDATE, 2, SampleAlerts.shortage()), posted);
        assertThat(slack.messages()).hasSize(1);
        slack.fail("webhook", new SlackFault.NotOk("invalid_blocks"));
        deliver(notice(Notice.Kind.WORSE, 3, SampleAlerts.outOfStock()), posted);
        assertThat(slack.messages()).hasSize(2);
        assertThat(slack.messages().get(1).blocks()).isEmpty();
        slack.fail("webhook", new SlackFault.RateLimited(Duration.ofSeconds(3)));
        assertThat(failure(notice(Notice.Kind.RESOLVED, 4, SampleAlerts.outOfStock()), posted)
                        .kind())
                .isEqualTo(Kind.RATE_LIMITED);
    }

    /** Invariant 25 in degraded mode. */
    @Test
    void theWebhookIsSlackForRulesAndTellsWhatWasMissed() {
        destination = new SlackWebhook(vertx, slack.webhookUrl(), messages());
        assertThat(destination.name()).isEqualTo("slack");
        Destination.Gap gap = new Destination.Gap(
                "gap",
                SampleAlerts.NOW,
                SampleAlerts.NOW.plusSeconds(3_600),
                List.of(SampleAlerts.shortage()),
                2,
                1,
                1);
        slack.fail("webhook", new SlackFault.RateLimited(Duration.ofSeconds(3)));
        assertThatThrownBy(() -> await(destination.returned(gap))).hasCauseInstanceOf(DeliveryException.class);
        await(destination.returned(gap));
        assertThat(slack.messages()).singleElement().satisfies(summary -> assertThat(summary.readable())
                .contains("Nowe: 2, rozwiązane: 1, nadal otwarte: 1"));
        assertThat(await(destination.tell("ops-1", "Poczta <nie> działa"))).isTrue();
        assertThat(slack.messages().get(1).text()).isEqualTo("Poczta &lt;nie&gt; działa");
    }

    private Destination destination(String channel) {
        return new SlackDestination(new SlackClient(vertx, slack.url(), SlackStandIn.TOKEN), channel, messages());
    }

    private static SlackMessages messages() {
        return messages(Map.of());
    }

    private static SlackMessages messages(Map<String, String> members) {
        return new SlackMessages(
                new NoticeTexts(Wording.of(Locale.forLanguageTag("pl"), ZoneId.of("Europe/Warsaw"))),
                URI.create("https://zapas.example.com"),
                true,
                members);
    }

    private static Notice notice(Notice.Kind kind, long rev, Alert... alerts) {
        return SampleAlerts.notice(kind, rev, alerts);
    }

    private Receipt deliver(Notice notice, Receipt previous) {
        return await(destination.deliver(notice, previous, SampleAlerts.NOW));
    }

    private java.util.Optional<Receipt> find(String deliveryId) {
        return await(destination.find(deliveryId));
    }

    private DeliveryException failure(Notice notice, Receipt previous) {
        CompletionStage<Receipt> attempt = destination.deliver(notice, previous, SampleAlerts.NOW);
        var thrown = new java.util.concurrent.atomic.AtomicReference<Throwable>();
        assertThatThrownBy(() -> await(attempt)).satisfies(failure -> thrown.set(failure.getCause()));
        assertThat(thrown.get()).isInstanceOf(DeliveryException.class);
        return (DeliveryException) thrown.get();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
