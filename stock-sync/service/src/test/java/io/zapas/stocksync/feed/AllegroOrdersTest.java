package io.zapas.stocksync.feed;

import static io.zapas.stocksync.feed.FeedBench.quoted;
import static io.zapas.stocksync.feed.FeedBench.unusable;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllegroOrdersTest {
    private static final Instant FIRST = FeedBench.NOW.minus(Duration.ofDays(30));
    private static final long DAY =
            Duration.between(Instant.EPOCH, FeedBench.NOW).toDays();
    private static final String JOURNAL = "at:" + DAY + ":e1";
    private static final String LINE =
            "{'id':'l','offer':{'id':'11','external':{'id':'KREM-75'}},'quantity':2,'boughtAt':'2026-11-20T10:00:00.123Z'}";

    @TempDir
    Path directory;

    private FeedBench bench;

    @BeforeEach
    void open() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "tok-1\n");
        bench = FeedBench.of(
                "account.allegro.url",
                "{url}",
                "account.allegro.token-file",
                file.toString(),
                "account.allegro.uses",
                "orders");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static String form(String id, String status, String sent, String payment, String... lines) {
        return "{'id':'" + id + "','buyer':{'email':'jan@example.com'},'status':'" + status
                + "','fulfillment':{'status':'" + sent + "','provider':{'id':'SELLER'}},'payment':" + payment
                + ",'delivery':{'address':{'city':'Krakow'}},'lineItems':[" + String.join(",", lines)
                + "],'updatedAt':'2026-11-21T08:00:00Z'}";
    }

    private static String forms(List<String> forms) {
        return "{'checkoutForms':[" + String.join(",", forms) + "],'count':" + forms.size() + "}";
    }

    private static String event(String id, String form) {
        String named = form == null ? "" : ",'checkoutForm':{'id':'" + form + "'}";
        return "{'id':'" + id + "','type':'BOUGHT','order':{'buyer':{'email':'jan@example.com'}" + named
                + "},'occurredAt':'2026-11-21T08:00:00Z'}";
    }

    private static String events(String... events) {
        return "{'events':[" + String.join(",", events) + "]}";
    }

    private FeedPage after(String form) {
        bench.system.json(200, events(event("e2", "f"))).json(200, form);
        return bench.read("orders", JOURNAL);
    }

    @Test
    void beginsAtTheJournalsEndWithWhatIsOpen() {
        bench.system.json(200, "{'latestEvent':{'id':'e:1','occurredAt':'2026-11-23T08:59:00Z'}}");
        FeedPage begin = bench.read("orders", null);
        assertThat(begin.events()).isEmpty();
        assertThat(begin.last()).isFalse();

        bench.system.json(
                200,
                forms(List.of(
                        form("f1", "READY_FOR_PROCESSING", "NEW", "{'finishedAt':'2026-11-20T10:01:00Z'}", LINE),
                        form("f2", "READY_FOR_PROCESSING", "SENT", "{}", LINE),
                        form("f3", "CANCELLED", "NEW", "{}", LINE))));
        FeedPage open = bench.read("orders", begin.cursor());

        assertThat(quoted(open))
                .as("what has left or was given up is in the levels by now")
                .containsExactly(
                        "order 2026-11-21T08:00:00Z {'orderId':'f1','channel':'allegro','status':'paid','lines':[{'sku':'KREM-75','quantity':2}],'placedAt':'2026-11-20T10:00:00.123Z'}");
        assertThat(open.last()).isFalse();
        assertThat(open.cursor()).isEqualTo("at:" + DAY + ":e:1");
        assertThat(bench.addresses(0))
                .containsExactly(
                        "/order/event-stats",
                        "/order/checkout-forms?limit=100&offset=0&sort=lineItems.boughtAt&lineItems.boughtAt.gte="
                                + FIRST.toString().replace(":", "%3A"));
        assertThat(bench.system.asked().get(0).header("Authorization")).isEqualTo("Bearer tok-1");
        assertThat(bench.system.asked().get(0).header("Accept")).isEqualTo("application/vnd.allegro.public.v1+json");

        bench.system.json(200, events());
        FeedPage journal = bench.read("orders", open.cursor());
        assertThat(journal.last()).isTrue();
        assertThat(journal.cursor()).isEqualTo(open.cursor());
        assertThat(bench.addresses(2)).containsExactly("/order/events?limit=100&from=e%3A1");
    }

    @Test
    void anEmptyJournalIsReadFromItsBeginning() {
        bench.system
                .json(200, "{'latestEvent':null}")
                .json(200, forms(List.of()))
                .json(200, events(event("e1", "f")))
                .json(200, form("f", "BOUGHT", "NEW", "null", LINE));
        String cursor =
                bench.read("orders", bench.read("orders", null).cursor()).cursor();

        FeedPage page = bench.read("orders", cursor);

        assertThat(bench.addresses(2)).containsExactly("/order/events?limit=100", "/order/checkout-forms/f");
        assertThat(page.cursor()).isEqualTo("at:" + DAY + ":e1");
    }

    private static List<String> full(String firstBought, String lastBought) {
        return IntStream.range(0, 100)
                .mapToObj(i -> form(
                        "f" + i,
                        "BOUGHT",
                        "NEW",
                        "null",
                        LINE.replace("2026-11-20T10:00:00.123Z", i < 99 ? firstBought : lastBought)))
                .collect(Collectors.toList());
    }

    @Test
    void goesOnAtTheLastPurchaseWhichIsReadAgain() {
        String cursor = "open:" + FIRST.toEpochMilli() + ":0:e1";
        bench.system.json(200, forms(full("2026-11-01T00:00:00Z", "2026-11-02T00:00:00.5Z")));

        FeedPage page = bench.read("orders", cursor);

        assertThat(page.events()).hasSize(100);
        assertThat(page.cursor())
                .isEqualTo("open:" + Instant.parse("2026-11-02T00:00:00.500Z").toEpochMilli() + ":0:e1");
    }

    @Test
    void aPageOfOneInstantIsCountedOff() {
        long at = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
        bench.system
                .json(200, forms(full("2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z")))
                .json(200, forms(List.of()));

        FeedPage page = bench.read("orders", "open:" + at + ":0:e1");

        assertThat(page.cursor()).isEqualTo("open:" + at + ":100:e1");
        bench.read("orders", page.cursor());
        assertThat(bench.addresses(1).get(0)).contains("offset=100");
    }

    @Test
    void aPageInAnotherOrderIsCountedOff() {
        String cursor = "again:" + FIRST.toEpochMilli() + ":0:e1";
        bench.system.json(200, forms(full("2026-11-20T00:00:00Z", "2026-11-02T00:00:00Z")));

        assertThat(bench.read("orders", cursor).cursor()).isEqualTo("again:" + FIRST.toEpochMilli() + ":100:e1");
    }

    @Test
    void whateverHappenedTheFormIsReadOnce() {
        bench.system
                .json(200, events(event("e2", "f"), event("e3", null), event("e4", "g"), event("e5", "f")))
                .json(200, form("f", "BOUGHT", "NEW", "null", LINE))
                .json(200, form("g", "FILLED_IN", "NEW", "{'type':'ONLINE','finishedAt':null}", LINE, LINE));

        FeedPage page = bench.read("orders", JOURNAL);

        assertThat(bench.addresses(1)).containsExactly("/order/checkout-forms/f", "/order/checkout-forms/g");
        assertThat(quoted(page))
                .containsExactly(
                        "order 2026-11-21T08:00:00Z {'orderId':'f','channel':'allegro','status':'placed','lines':[{'sku':'KREM-75','quantity':2}],'placedAt':'2026-11-20T10:00:00.123Z','payment':'pending'}",
                        "order 2026-11-21T08:00:00Z {'orderId':'g','channel':'allegro','status':'placed','lines':[{'sku':'KREM-75','quantity':4}],'placedAt':'2026-11-20T10:00:00.123Z','payment':'pending'}");
        assertThat(page.cursor()).isEqualTo("at:" + DAY + ":e5");
        assertThat(page.last()).isTrue();
    }

    @Test
    void aFullPageOfEventsHasMoreBehindIt() {
        bench.system.json(
                200,
                events(IntStream.range(0, 100)
                        .mapToObj(i -> event("e" + i, null))
                        .toArray(String[]::new)));

        FeedPage page = bench.read("orders", JOURNAL);

        assertThat(page.last()).isFalse();
        assertThat(page.cursor()).isEqualTo("at:" + DAY + ":e99");
    }

    @ParameterizedTest
    @CsvSource({
        "FILLED_IN, NEW, {'finishedAt':'2026-11-20T10:01:00Z'}, paid",
        "READY_FOR_PROCESSING, NEW, {'type':'CASH_ON_DELIVERY'}, paid",
        "READY_FOR_PROCESSING, READY_FOR_PICKUP, {}, paid",
        "READY_FOR_PROCESSING, SUSPENDED, {}, paid",
        "READY_FOR_PROCESSING, SENT, {}, paid+shipped",
        "READY_FOR_PROCESSING, PICKED_UP, {}, paid+shipped",
        "READY_FOR_PROCESSING, RETURNED, {}, paid+shipped",
        "READY_FOR_PROCESSING, CANCELLED, {}, cancelled",
        "CANCELLED, NEW, {'finishedAt':'2026-11-20T10:01:00Z'}, cancelled"
    })
    void states(String status, String sent, String payment, String expected) {
        FeedPage page = after(form("f", status, sent, payment, LINE));

        assertThat(page.events().stream()
                        .map(event -> event.event().data().path("status").asText())
                        .collect(Collectors.joining("+")))
                .isEqualTo(expected);
        assertThat(page.events()).allSatisfy(event -> assertThat(
                        event.event().data().path("lines").toString())
                .isEqualTo("[{\"sku\":\"KREM-75\",\"quantity\":2}]"));
    }

    @Test
    void aLineWithoutASkuIsNamedByItsOffer() {
        FeedPage page = after(form(
                "f",
                "BOUGHT",
                "NEW",
                "null",
                LINE,
                "{'offer':{'id':'12','external':null},'quantity':1,'boughtAt':'2026-11-19T10:00:00Z'}"));

        assertThat(quoted(page).get(0))
                .contains("[{'sku':'KREM-75','quantity':2},{'offerId':'12','quantity':1}]")
                .contains("'placedAt':'2026-11-19T10:00:00Z'");
    }

    @Test
    void whatAllegroSendsItselfIsNotOurStock() {
        FeedPage page =
                after(form("f", "READY_FOR_PROCESSING", "NEW", "{}", LINE).replace("SELLER", "ALLEGRO"));

        assertThat(page.events()).isEmpty();
        assertThat(page.unusable()).isEmpty();
    }

    @Test
    void sayingTheSameAgainHasTheSameIds() {
        String form = form("f", "READY_FOR_PROCESSING", "SENT", "{}", LINE);
        FeedPage first = after(form);
        FeedPage again = after(form.replace("Krakow", "Gdynia"));
        FeedPage changed = after(form.replace("'updatedAt':'2026-11-21T08", "'updatedAt':'2026-11-21T09"));

        assertThat(again.events()).isEqualTo(first.events());
        assertThat(changed.events().get(0).event().id())
                .isNotEqualTo(first.events().get(0).event().id());
    }

    @Test
    void whatCannotBeUsedCostsOnlyItselfAndHoldsNobodysAddress() {
        bench.system
                .json(200, events(event("e2", "f"), event("e3", "g"), event("e4", "h"), event("e5", "i")))
                .json(200, form("f", "NEW_WORD", "NEW", "null", LINE))
                .json(404, "{'errors':[]}")
                .json(200, form("h", "BOUGHT", "NEW", "null", LINE.replace("'quantity':2", "'quantity':'x'")))
                .json(200, form("i", "BOUGHT", "NEW", "null", LINE));

        FeedPage page = bench.read("orders", JOURNAL);

        assertThat(unusable(page))
                .containsExactly(
                        "f: status: must be one of [BOUGHT, CANCELLED, FILLED_IN, READY_FOR_PROCESSING], was \"NEW_WORD\"",
                        "g: checkoutForm: is not there: bought together with something else? its hold ends by itself, was \"g\"",
                        "h: lineItems[0].quantity: must be a whole number, was \"x\"");
        assertThat(page.events()).hasSize(1);
        assertThat(page.cursor()).isEqualTo("at:" + DAY + ":e5");
        assertThat(page.unusable()).allSatisfy(part -> assertThat(new String(part.body(), StandardCharsets.UTF_8))
                .doesNotContain("jan@", "Krakow"));
    }

    @Test
    void aJournalThatWasLeftAloneIsBegunAnewWithAllOrders() {
        bench.now.set(FeedBench.NOW.plus(Duration.ofDays(55)));
        bench.system.json(200, events());
        assertThat(bench.read("orders", JOURNAL).cursor()).isEqualTo("at:" + (DAY + 55) + ":e1");

        bench.now.set(FeedBench.NOW.plus(Duration.ofDays(56)));
        bench.system
                .json(200, "{'latestEvent':{'id':'e9'}}")
                .json(200, forms(List.of(form("f3", "CANCELLED", "NEW", "{}", LINE))));
        FeedPage begin = bench.read("orders", JOURNAL);
        FeedPage again = bench.read("orders", begin.cursor());

        assertThat(begin.cursor())
                .isEqualTo("again:" + FeedBench.NOW.plus(Duration.ofDays(1)).toEpochMilli() + ":0:e9");
        assertThat(quoted(again)).singleElement().asString().contains("'status':'cancelled'");
    }

    @Test
    void aCursorNobodyCanReadBeginsAnew() {
        bench.system.json(200, "{'latestEvent':{'id':'e9'}}");

        assertThat(bench.read("orders", "12345").cursor()).startsWith("again:").endsWith(":0:e9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{}", "{\"events\":{}}", "{\"events\":[{\"order\":{}}]}", "[]"})
    void anAnswerOfAnotherShapeIsNotAnEmptyJournal(String answer) {
        bench.system.text(200, answer);

        assertThat(bench.failing("orders", JOURNAL).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{}", "[]"})
    void anAnswerOfAnotherShapeIsNoBeginning(String answer) {
        bench.system.text(200, answer).text(200, answer);

        assertThat(bench.failing("orders", null).kind()).isEqualTo(Kind.UNUSABLE);
        assertThat(bench.failing("orders", "open:0:0:e1").kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void anotherFormThanTheOneAskedForIsNoAnswer() {
        bench.system.json(200, events(event("e2", "f"))).json(200, form("g", "BOUGHT", "NEW", "null", LINE));

        assertThat(bench.failing("orders", JOURNAL).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void aFormThatIsNotAnsweredFailsThePage() {
        bench.system.json(200, events(event("e2", "f"))).text(503, "");

        assertThat(bench.failing("orders", JOURNAL).kind()).isEqualTo(Kind.AWAY);
    }

    @Test
    void deniedAndBusy() {
        bench.system.text(401, "").text(429, "", "Retry-After", "60");

        assertThat(bench.failing("orders", JOURNAL).kind()).isEqualTo(Kind.DENIED);
        assertThat(bench.failing("orders", JOURNAL).retryAfter()).contains(Duration.ofSeconds(60));
    }
}
