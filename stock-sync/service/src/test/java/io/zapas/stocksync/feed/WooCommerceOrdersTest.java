package io.zapas.stocksync.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WooCommerceOrdersTest {
    private static final String FIELDS =
            "GET /wp-json/wc/v3/orders?_fields=id,number,status,date_created_gmt,date_modified_gmt,date_paid_gmt,date_completed_gmt,line_items";
    private static final String T = "2026-11-22T10:05:00";
    /** Of {@link #T}. */
    private static final long SECONDS =
            LocalDateTime.parse(T).toInstant(ZoneOffset.UTC).getEpochSecond();

    private static final long BEGAN = SECONDS - 120;

    private final FeedBench bench = FeedBench.of(
            "account.woocommerce.url", "{url}/",
            "account.woocommerce.uses", "orders",
            "account.woocommerce.key", "ck_1",
            "account.woocommerce.secret", "cs_1");

    @AfterEach
    void close() {
        bench.close();
    }

    private static String order(int id, String status, String modified) {
        return "{'id':" + id + ",'number':'N-" + id + "','status':'" + status
                + "','date_created_gmt':'2026-11-22T10:00:00','date_modified_gmt':'" + modified
                + "','date_paid_gmt':null,'date_completed_gmt':null,'line_items':["
                + "{'id':71,'product_id':3301,'variation_id':0,'quantity':2,'sku':'SOAP'},"
                + "{'id':72,'product_id':3301,'variation_id':0,'quantity':1,'sku':'SOAP'},"
                + "{'id':73,'product_id':3350,'variation_id':3352,'quantity':1,'sku':''}]}";
    }

    private static String at(long seconds) {
        return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC)
                .format(java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    }

    private static String end(long from, int count) {
        return "end:" + BEGAN + ":" + from + ":0:" + count;
    }

    private static String said(int id, String status, String time, String more) {
        return "order " + time + "Z {\"orderId\":\"" + id + "\",\"channel\":\"woocommerce\",\"status\":\"" + status
                + "\",\"lines\":[{\"sku\":\"SOAP\",\"quantity\":3},{\"offerId\":\"3352\",\"quantity\":1}],"
                + "\"placedAt\":\"2026-11-22T10:00:00Z\"" + more + "}";
    }

    @Test
    void beginsWithWhatIsOpenThenGoesThroughChanges() {
        bench.system.json(200, "[" + order(9, "completed", T) + "]");
        FeedPage began = bench.read(null);
        assertThat(began.events()).isEmpty();
        assertThat(began.last()).isFalse();

        bench.system.json(200, "[" + order(7, "processing", "2026-08-01T10:05:00") + "]");
        FeedPage open = bench.read(began.cursor());
        assertThat(FeedBench.said(open)).containsExactly(said(7, "paid", "2026-08-01T10:05:00", ""));
        assertThat(open.last()).isFalse();

        bench.system.json(
                200,
                "[" + order(5, "cancelled", at(BEGAN - 2)) + "," + order(6, "wc-packed", at(BEGAN - 1)) + ","
                        + order(9, "cancelled", T) + "]");
        FeedPage changed = bench.read(open.cursor());
        assertThat(FeedBench.said(changed))
                .as("what was over before is in the levels by now")
                .containsExactly(said(6, "placed", at(BEGAN - 1), ""), said(9, "cancelled", T, ""));
        assertThat(changed.last()).isTrue();
        assertThat(changed.cursor()).isEqualTo(end(SECONDS, 2));

        long days30 = BEGAN - Duration.ofDays(30).toSeconds();
        assertThat(bench.asked(0))
                .containsExactly(
                        FIELDS + "&orderby=modified&order=desc&per_page=1",
                        FIELDS + "&status=pending,on-hold,processing&orderby=date&order=asc&per_page=100&offset=0",
                        FIELDS + "&orderby=modified&dates_are_gmt=true&modified_after=" + at(days30 - 1)
                                + "&order=asc&per_page=100&offset=0");
        assertThat(bench.system.asked().get(0).header("Authorization")).isEqualTo("Basic Y2tfMTpjc18x");
    }

    @Test
    void aShopWithoutOrdersIsReadFromItsFirstOneOn() {
        bench.system.json(200, "[]").json(200, "[]").json(200, "[]");
        FeedPage last = bench.read(bench.read(bench.read(null).cursor()).cursor());
        assertThat(last.last()).isTrue();

        bench.system.json(200, "[" + order(1, "cancelled", T) + "]");
        assertThat(FeedBench.said(bench.read(last.cursor()))).containsExactly(said(1, "cancelled", T, ""));
    }

    /** An order may be seen after one with a later time. */
    @Test
    void readsTwoMinutesTwiceAndTellsOnce() {
        bench.system.json(200, "[" + order(1, "pending", T) + "]");
        FeedPage first = bench.read(end(SECONDS - 60, 0));
        assertThat(first.events()).hasSize(1);
        assertThat(first.cursor()).isEqualTo(end(SECONDS, 1));
        assertThat(bench.asked(0)).singleElement().asString().contains("modified_after=" + at(SECONDS - 181));

        bench.system.json(200, "[" + order(2, "pending", at(SECONDS - 90)) + "," + order(1, "pending", T) + "]");
        FeedPage late = bench.read(first.cursor());
        assertThat(FeedBench.said(late))
                .containsExactly(said(2, "placed", at(SECONDS - 90), ",\"payment\":\"pending\""));
        assertThat(late.cursor()).as("something was told").isEqualTo(end(SECONDS, 2));

        bench.system.json(200, "[" + order(2, "pending", at(SECONDS - 90)) + "," + order(1, "pending", T) + "]");
        FeedPage quiet = bench.read(late.cursor());
        assertThat(quiet.events()).isEmpty();
        assertThat(quiet.cursor()).isEqualTo(late.cursor());
        assertThat(quiet.last()).isTrue();
    }

    @Test
    void whereNothingIsNewItGoesOnFromWhereItWas() {
        bench.system.json(200, "[]").json(200, "[" + order(1, "pending", at(SECONDS - 30)) + "]");
        assertThat(bench.read(end(SECONDS, 3)).cursor()).isEqualTo(end(SECONDS, 3));
        assertThat(bench.read(end(SECONDS, 3)).cursor()).isEqualTo(end(SECONDS, 4));
    }

    @Test
    void aPageThatWasLostIsToldAgain() {
        bench.system.json(200, "[" + order(1, "pending", T) + "]").json(200, "[" + order(1, "pending", T) + "]");
        FeedPage first = bench.read(end(SECONDS - 60, 0));
        FeedPage again = bench.read(end(SECONDS - 60, 0));
        assertThat(again.events()).hasSize(1);
        assertThat(again.events().get(0).event().id())
                .isEqualTo(first.events().get(0).event().id());
    }

    private static String orders(int count, java.util.function.IntFunction<String> order) {
        return IntStream.range(0, count).mapToObj(order).collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void aFullPageIsReadOnFromItsNewestSecond() {
        bench.system.json(200, orders(100, i -> order(i + 1, "pending", at(SECONDS + i / 2))));
        FeedPage page = bench.read(end(SECONDS, 0));
        assertThat(page.events()).hasSize(100);
        assertThat(page.last()).isFalse();
        assertThat(page.cursor()).isEqualTo("on:" + BEGAN + ":" + (SECONDS + 49) + ":0:1");

        bench.system.json(
                200,
                "[" + order(99, "pending", at(SECONDS + 49)) + "," + order(101, "pending", at(SECONDS + 49)) + "]");
        FeedPage next = bench.read(page.cursor());
        assertThat(FeedBench.said(next))
                .containsExactly(said(101, "placed", at(SECONDS + 49), ",\"payment\":\"pending\""));
        assertThat(next.cursor()).isEqualTo(end(SECONDS + 49, 2));
        assertThat(bench.asked(1))
                .singleElement()
                .asString()
                .contains("modified_after=" + at(SECONDS + 48))
                .endsWith("&offset=0");
    }

    /** Somebody changed a thousand orders at once; one of them that is changed again moves the others forward. */
    @Test
    void aFullPageOfOneSecondIsReadOnHalfAPageLater() {
        String cursor = "on:" + BEGAN + ":" + SECONDS + ":0:0";
        bench.system.json(200, orders(100, i -> order(i + 1, "pending", T)));
        FeedPage page = bench.read(cursor);
        assertThat(page.cursor()).isEqualTo("on:" + BEGAN + ":" + SECONDS + ":50:1");

        bench.system.json(200, orders(50, i -> order(i + 52, "pending", T)));
        FeedPage next = bench.read(page.cursor());
        assertThat(FeedBench.said(next)).containsExactly(said(101, "placed", T, ",\"payment\":\"pending\""));
        assertThat(bench.asked(1)).singleElement().asString().endsWith("&offset=50");
    }

    @Test
    void openOrdersAreReadOnByWhenTheyWereMade() {
        bench.system.json(200, orders(100, i -> order(i + 1, "pending", T)));
        FeedPage page = bench.read("open:" + BEGAN + ":0:0:0");
        long made = Instant.parse("2026-11-22T10:00:00Z").getEpochSecond();
        assertThat(page.cursor()).isEqualTo("open:" + BEGAN + ":" + made + ":0:1");

        bench.system.json(200, "[]");
        assertThat(bench.read(page.cursor()).cursor()).startsWith("on:" + BEGAN + ":");
        assertThat(bench.asked(1))
                .singleElement()
                .asString()
                .contains("&orderby=date&dates_are_gmt=true&after=2026-11-22T09:59:59&order=asc");
    }

    @ParameterizedTest
    @CsvSource({
        "pending, placed, pending",
        "on-hold, placed, pending",
        "failed, placed, failed",
        "processing, paid,",
        "cancelled, cancelled,",
        "refunded, cancelled,",
        "wc-packed, placed,"
    })
    void anOrderIsWhatItsStatusSays(String status, String ours, String payment) {
        bench.system.json(200, "[" + order(1, status, T) + "]");
        assertThat(FeedBench.said(bench.read(end(SECONDS, 0))))
                .containsExactly(said(1, ours, T, payment == null ? "" : ",\"payment\":\"" + payment + "\""));
    }

    @Test
    void whatIsCompletedHasLeft() {
        bench.system.json(
                200,
                "[" + order(1, "completed", T).replace("'date_completed_gmt':null", "'date_completed_gmt':'" + T + "'")
                        + "]");
        assertThat(FeedBench.said(bench.read(end(SECONDS, 0))))
                .containsExactly(said(1, "paid", T, ""), said(1, "shipped", T, ""));
    }

    @Test
    void theNumberPeopleSeeJoinsOnlyWhereItIsSaidTo() {
        try (FeedBench joining = FeedBench.of(
                "account.woocommerce.url", "{url}",
                "account.woocommerce.uses", "orders",
                "account.woocommerce.key", "ck_1",
                "account.woocommerce.secret", "cs_1",
                "account.woocommerce.channel", "sklep",
                "account.woocommerce.join-by-number", "true")) {
            joining.system.json(200, "[" + order(1, "processing", T) + "]");
            assertThat(FeedBench.said(joining.read(end(SECONDS, 0))))
                    .singleElement()
                    .asString()
                    .contains("\"channel\":\"sklep\"", "\"externalOrderId\":\"N-1\"");
        }
    }

    @Test
    void whatCannotBeUsedCostsOnlyItselfAndOnce() {
        String bad = order(1, "pending", T).replace("'quantity':2", "'quantity':2.5");
        bench.system.json(200, "[" + bad + "," + order(2, "pending", T) + "]");
        FeedPage page = bench.read(end(SECONDS, 0));
        assertThat(page.events()).hasSize(1);
        assertThat(FeedBench.unusable(page))
                .containsExactly("1: line_items[0].quantity: must be a whole number, was 2.5");

        bench.system.json(200, "[" + bad + "]");
        assertThat(bench.read(page.cursor()).unusable()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Maintenance</html>", "{'code':'rest_no_route'}", "''"})
    void whatIsNoListOfOrdersIsNotNoOrders(String answer) {
        for (String cursor : new String[] {null, "open:0:0:0:0", end(SECONDS, 0)}) {
            bench.system.json(200, answer);
            assertThat(bench.failing(cursor).kind()).isEqualTo(Kind.UNUSABLE);
        }
    }

    @Test
    void anAnswerInAnotherOrderIsNone() {
        bench.system.json(200, "[" + order(2, "pending", at(SECONDS + 1)) + "," + order(1, "pending", T) + "]");
        assertThat(bench.failing(end(SECONDS, 0)))
                .hasMessageContaining("woocommerce GET orders")
                .hasMessageContaining("not in the order that was asked for");
        bench.system.json(200, "[" + order(2, "pending", at(SECONDS - 200)) + "]");
        assertThat(bench.failing(end(SECONDS, 0)).kind())
                .as("a filter that was not kept")
                .isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void whoIsNotLetInOrTooFastIsTold() {
        bench.system.text(401, "{}").text(429, "", "Retry-After", "30");
        assertThat(bench.failing(null).kind()).isEqualTo(Kind.DENIED);
        AccountException busy = bench.failing(null);
        assertThat(busy.kind()).isEqualTo(Kind.BUSY);
        assertThat(busy.retryAfter()).contains(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "later", "end:x:1:0:0", "42"})
    void aCursorThatCannotBeReadBeginsAnew(String cursor) {
        bench.system.json(200, "[" + order(9, "completed", T) + "]");
        assertThat(bench.read(cursor).cursor()).isEqualTo("open:" + BEGAN + ":0:0:0");
    }
}
