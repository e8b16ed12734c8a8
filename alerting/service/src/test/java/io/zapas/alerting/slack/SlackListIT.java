package io.zapas.alerting.slack;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.zapas.testkit.slack.SlackFile;
import io.zapas.testkit.slack.SlackMessage;
import io.zapas.testkit.slack.SlackStandIn;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 23 in Slack: of a storm nothing is cut that cannot be read in the thread or in the file there, and nothing is posted twice. */
class SlackListIT {
    private static final String ID = "01JD9X7Q4M";
    private static final int MAX_STEPS = 60;
    private static final NoticeTexts TEXTS =
            new NoticeTexts(Wording.of(Locale.forLanguageTag("pl"), ZoneId.of("Europe/Warsaw")));
    private static final List<Alert> ALERTS = IntStream.range(0, 10_000)
            .mapToObj(i -> SampleAlerts.with(
                    SampleAlerts.shortage(),
                    Map.of("id", "A-" + i, "sku", "SKU-" + i, "name", "Żarówka LED E27 " + i + " W")))
            .toList();
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
        destination = destination("https://zapas.example.com/");
    }

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void tenThousandAlertsAreOneMessageAFewPagesAndAFileOfThemAll() {
        List<Alert> alerts = alerts(10_000);
        show(notice(Notice.Kind.NEW, 1, alerts), null);

        assertThat(heads()).hasSize(1);
        assertThat(heads().get(0).readable())
                .contains("Pozostałe pozycje są w wątku.")
                .contains("Cała lista (CSV) <https://zapas.example.com/v1/alerts?format=csv&notice=" + ID + ">");
        assertThat(pages()).hasSize(SlackList.MAX_PAGES);
        int next = SlackMessages.MAX_ALERTS + 1;
        for (SlackMessage page : pages()) {
            for (String line : entries(page)) {
                assertThat(line).startsWith(next + ". 🟠 ");
                next++;
            }
        }
        assertThat(next).as("alerts on pages").isGreaterThan(600);
        assertThat(pages().get(4).readable().replace('\u00a0', ' '))
                .contains("… oraz dalsze pozycje: " + spaced(10_001 - next) + ".")
                .endsWith("Wszystkie są w pliku CSV w tym wątku.");
        assertThat(rows(onlyFile())).hasSize(10_000);
        assertThat(rows(onlyFile()))
                .extracting(row -> row.get("id"))
                .containsExactlyInAnyOrderElementsOf(
                        alerts.stream().map(Alert::id).toList());
        assertThat(slack.calls("chat.postMessage")).isEqualTo(1 + SlackList.MAX_PAGES);
        assertThat(slack.messages()).as("nothing of it pings").noneMatch(SlackMessage::broadcast);
    }

    @Test
    void fewMoreThanFitAreListedOnAPageWithoutAFile() {
        show(notice(Notice.Kind.NEW, 1, alerts(25)), null);
        assertThat(pages()).hasSize(1);
        assertThat(entries(pages().get(0))).hasSize(5);
        assertThat(slack.calls("files.getUploadURLExternal")).isZero();
        assertThat(new HashSet<>(skusShown())).hasSize(25);
    }

    @Test
    void whatFitsNeedsNoList() {
        Receipt receipt = show(notice(Notice.Kind.NEW, 1, alerts(20)), null);
        assertThat(receipt.partial()).isFalse();
        assertThat(slack.calls()).hasSize(1);
    }

    @Test
    void theListIsEditedInPlaceAndTheFileIsReplaced() {
        Receipt receipt = show(notice(Notice.Kind.NEW, 1, alerts(100)), null);
        List<String> before = slack.messages().stream()
                .filter(message -> message.files().isEmpty())
                .map(SlackMessage::ts)
                .toList();
        long posts = slack.calls("chat.postMessage");

        receipt = show(notice(Notice.Kind.UPDATE, 2, alerts(100)), receipt);
        assertThat(slack.calls("chat.update")).as("nothing of the list changed").isEqualTo(1);

        receipt = show(notice(Notice.Kind.WORSE, 3, alerts(110)), receipt);
        assertThat(slack.calls("chat.postMessage")).as("the line that pings").isEqualTo(posts + 1);
        assertThat(slack.messages().stream().map(SlackMessage::ts)).containsAll(before);
        assertThat(new HashSet<>(skusShown())).hasSize(110);
        assertThat(rows(onlyFile())).hasSize(110);

        receipt = show(notice(Notice.Kind.UPDATE, 4, alerts(10)), receipt);
        assertThat(pages()).hasSize(1);
        assertThat(pages().get(0).readable()).isEqualTo("(Lista jest teraz krótsza, ta strona jest pusta.)");
        show(notice(Notice.Kind.WORSE, 5, alerts(60)), receipt);
        assertThat(pages()).hasSize(1);
        assertThat(entries(pages().get(0))).hasSize(40);
        assertThat(rows(onlyFile())).hasSize(60);
    }

    @Test
    void newsInTheMiddleOfAPassAreShownAtOnceAndTheListFollows() {
        Receipt receipt = step(notice(Notice.Kind.NEW, 1, alerts(900)), null);
        receipt = step(notice(Notice.Kind.UPDATE, 1, alerts(900)), receipt);
        receipt = step(notice(Notice.Kind.UPDATE, 1, alerts(900)), receipt);
        assertThat(receipt.partial()).isTrue();
        receipt = step(notice(Notice.Kind.WORSE, 2, alerts(901)), receipt);
        assertThat(heads().get(0).edits()).isEqualTo(1);
        int edits = 1;
        for (int rev = 3; rev < 20; rev++) {
            receipt = step(notice(Notice.Kind.UPDATE, rev, alerts(900 + rev)), receipt);
            edits = heads().get(0).edits();
        }
        assertThat(pages()).as("edits do not keep the list from being shown").hasSize(SlackList.MAX_PAGES);
        assertThat(edits).as("nor the list the edits").isBetween(2, 10);
        show(notice(Notice.Kind.WORSE, 20, alerts(950)), receipt);
        assertThat(rows(onlyFile())).hasSize(950);
        assertThat(pages()).hasSize(SlackList.MAX_PAGES);
    }

    /** The process dies after a call and before its receipt is stored: each step is made twice from the same receipt. */
    @Test
    void whereverItDiesThereIsOneMessagePerPageAndOneFile() {
        Receipt receipt = null;
        int steps = 0;
        Notice notice = notice(Notice.Kind.NEW, 1, alerts(800));
        do {
            Receipt lost = step(kind(notice, receipt), receipt);
            if (receipt == null) {
                receipt = await(destination.find(ID)).orElseThrow();
                assertThat(lost.fields()).containsEntry("ts", receipt.fields().get("ts"));
            } else {
                receipt = step(kind(notice, receipt), receipt);
            }
        } while (receipt.partial() && steps++ < MAX_STEPS);
        assertWhole(800, SlackList.MAX_PAGES);

        Notice worse = notice(Notice.Kind.WORSE, 2, alerts(830));
        step(worse, receipt);
        receipt = step(worse, receipt);
        while (receipt.partial() && steps++ < 2 * MAX_STEPS) {
            step(kind(worse, receipt), receipt);
            receipt = step(kind(worse, receipt), receipt);
        }
        assertWhole(830, SlackList.MAX_PAGES);
        assertThat(slack.messages().stream().filter(SlackMessage::broadcast)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat.postMessage",
                "chat.update",
                "conversations.replies",
                "files.getUploadURLExternal",
                "upload",
                "files.completeUploadExternal",
                "files.delete"
            })
    void noFaultOfAnyCallDoublesOrLosesAnything(String method) {
        for (SlackFault fault :
                List.of(new SlackFault.LostAnswer(), new SlackFault.LostRequest(), new SlackFault.Status(503))) {
            slack.close();
            slack = SlackStandIn.start();
            destination = destination("https://zapas.example.com/");
            Receipt receipt = step(notice(Notice.Kind.NEW, 1, alerts(60)), null);
            slack.fail(method, fault);
            receipt = show(notice(Notice.Kind.UPDATE, 1, alerts(60)), receipt);
            assertWhole(60, 1);
            slack.fail(method, fault);
            show(notice(Notice.Kind.WORSE, 2, alerts(70)), receipt);
            assertWhole(70, 1);
        }
    }

    @Test
    void rateLimitsOfThePagesAreTold() {
        Receipt receipt = step(notice(Notice.Kind.NEW, 1, alerts(30)), null);
        slack.fail("chat.postMessage", new SlackFault.RateLimited(Duration.ofSeconds(7)));
        DeliveryException limited = failure(notice(Notice.Kind.UPDATE, 1, alerts(30)), receipt);
        assertThat(limited.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(limited.retryAfter()).contains(Duration.ofSeconds(7));
        show(notice(Notice.Kind.UPDATE, 1, alerts(30)), receipt);
        assertThat(pages()).hasSize(1);
    }

    @Test
    void withoutTheRightToUploadTheListSaysWhereTheTableIs() {
        slack.fail("files.getUploadURLExternal", new SlackFault.NotOk("missing_scope"));
        Receipt receipt = show(notice(Notice.Kind.NEW, 1, alerts(1_200)), null);
        assertThat(pages()).hasSize(SlackList.MAX_PAGES);
        assertThat(pages().get(4).readable())
                .endsWith("Cała lista (CSV) <https://zapas.example.com/v1/alerts?format=csv&notice=" + ID + ">");
        show(notice(Notice.Kind.UPDATE, 2, alerts(1_201)), receipt);
        assertThat(slack.calls("files.getUploadURLExternal")).isEqualTo(1);
        assertThat(slack.messages()).allMatch(message -> message.files().isEmpty());

        show(notice(Notice.Kind.WORSE, 3, alerts(1_202)), receipt);
        assertThat(rows(onlyFile())).as("the scope was granted meanwhile").hasSize(1_202);
    }

    @Test
    void withoutAnAddressTheCallIsNamed() {
        destination = destination(null);
        slack.fail("files.getUploadURLExternal", new SlackFault.NotOk("missing_scope"));
        show(notice(Notice.Kind.NEW, 1, alerts(1_200)), null);
        assertThat(pages().get(4).readable()).endsWith("Cała lista (CSV): /v1/alerts?format=csv&notice=" + ID);
    }

    @Test
    void theWebhookLeadsToTheTable() {
        destination = new SlackWebhook(vertx, slack.webhookUrl(), messages("https://zapas.example.com"));
        await(destination.deliver(notice(Notice.Kind.NEW, 1, alerts(1_200)), null, SampleAlerts.NOW));
        assertThat(slack.messages()).hasSize(1);
        assertThat(slack.messages().get(0).readable())
                .contains("Cała lista (CSV) <https://zapas.example.com/v1/alerts?format=csv&notice=" + ID + ">")
                .doesNotContain("w wątku");
    }

    @Test
    void aDeletedPageIsPostedAnew() {
        Receipt receipt = show(notice(Notice.Kind.NEW, 1, alerts(30)), null);
        slack.delete(pages().get(0).ts());
        show(notice(Notice.Kind.WORSE, 2, alerts(31)), receipt);
        assertThat(pages()).hasSize(1);
        assertThat(entries(pages().get(0))).hasSize(11);
    }

    private void assertWhole(int count, int pages) {
        assertThat(heads()).hasSize(1);
        assertThat(pages())
                .extracting(page -> page.payload("deliveryId"))
                .doesNotHaveDuplicates()
                .hasSize(pages);
        Set<String> listed = new HashSet<>(skusShown());
        rows(onlyFile()).forEach(row -> listed.add(row.get("sku")));
        assertThat(listed).hasSize(count);
        assertThat(rows(onlyFile())).hasSize(count);
    }

    /** Shows the notice as a courier does, through what fails. */
    private Receipt show(Notice notice, Receipt previous) {
        Receipt receipt = previous;
        Notice next = notice;
        for (int steps = 0; steps < MAX_STEPS; steps++) {
            try {
                receipt = step(next, receipt);
                next = kind(notice, receipt);
                if (!receipt.partial()) {
                    return receipt;
                }
            } catch (CompletionException e) {
                assertThat(e.getCause()).isInstanceOf(DeliveryException.class);
                assertThat(((DeliveryException) e.getCause()).kind()).isEqualTo(Kind.TRANSIENT);
            }
        }
        throw new AssertionError("still partial after " + MAX_STEPS + " steps");
    }

    /** What remains of a notice after people were told pings nobody. */
    private static Notice kind(Notice notice, Receipt receipt) {
        return receipt == null ? notice : notice(Notice.Kind.UPDATE, notice.rev(), notice.alerts());
    }

    private Receipt step(Notice notice, Receipt previous) {
        return await(destination.deliver(notice, previous, SampleAlerts.NOW));
    }

    private DeliveryException failure(Notice notice, Receipt previous) {
        try {
            step(notice, previous);
        } catch (CompletionException e) {
            return (DeliveryException) e.getCause();
        }
        throw new AssertionError("did not fail");
    }

    private List<SlackMessage> heads() {
        return slack.messages().stream()
                .filter(message -> message.threadTs() == null)
                .toList();
    }

    private List<SlackMessage> pages() {
        return slack.messages().stream()
                .filter(message -> message.metadata() != null
                        && message.payload("deliveryId").contains("#p"))
                .toList();
    }

    private SlackFile onlyFile() {
        List<SlackFile> files = slack.messages().stream()
                .flatMap(message -> message.files().stream())
                .toList();
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    private static List<CSVRecord> rows(SlackFile file) {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser parser = CSVParser.parse(new StringReader(file.content().substring(1)), format)) {
            return parser.getRecords();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> entries(SlackMessage page) {
        return page.readable()
                .lines()
                .filter(line -> line.matches("[0-9]+\\. .*"))
                .toList();
    }

    /** SKUs in the message and on the pages. */
    private List<String> skusShown() {
        List<String> skus = new ArrayList<>();
        java.util.regex.Pattern sku = java.util.regex.Pattern.compile("SKU-[0-9]+");
        slack.messages().stream()
                .filter(message -> message.threadTs() == null || pages().contains(message))
                .forEach(
                        message -> sku.matcher(message.readable()).results().forEach(match -> skus.add(match.group())));
        return skus;
    }

    private static String spaced(int number) {
        return number >= 1_000 ? number / 1_000 + " " + String.format("%03d", number % 1_000) : "" + number;
    }

    private static List<Alert> alerts(int count) {
        return ALERTS.subList(0, count);
    }

    private static Notice notice(Notice.Kind kind, long rev, List<Alert> alerts) {
        return new Notice(ID, "OUT_OF_STOCK/anna", rev, kind, alerts);
    }

    private Destination destination(String dashboard) {
        return new SlackDestination(
                new SlackClient(vertx, slack.url(), SlackStandIn.TOKEN), SlackStandIn.CHANNEL_ID, messages(dashboard));
    }

    private static SlackMessages messages(String dashboard) {
        return new SlackMessages(TEXTS, dashboard == null ? null : URI.create(dashboard), true);
    }

    private static <T> T await(java.util.concurrent.CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
