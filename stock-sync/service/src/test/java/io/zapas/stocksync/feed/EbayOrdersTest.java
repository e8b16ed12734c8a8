package io.zapas.stocksync.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EbayOrdersTest {
    private static final String ORDER = "GET /sell/fulfillment/v1/order";
    private static final Instant T = Instant.parse("2026-11-22T10:05:23.110Z");
    private static final long MILLIS = T.toEpochMilli();

    private final FeedBench bench = FeedBench.of(
            "account.ebay.url", "{url}",
            "account.ebay.uses", "orders",
            "account.ebay.client-id", "app",
            "account.ebay.client-secret", "hush",
            "account.ebay.refresh-token", "v^1.1#i");

    @BeforeEach
    void token() {
        bench.system.json(200, "{'access_token':'t-1','expires_in':7200}");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static String order(String id, String payment, String shipment, String cancel, Instant modified) {
        return "{'orderId':'" + id + "','creationDate':'2026-11-22T10:00:00.000Z','lastModifiedDate':'" + modified
                + "','orderFulfillmentStatus':'" + shipment + "','orderPaymentStatus':'" + payment
                + "','buyer':{'username':'somebody'},'cancelStatus':" + cancel + ",'lineItems':["
                + "{'lineItemId':'11','legacyItemId':'2874','sku':'KREM','title':'Krem','quantity':2},"
                + "{'lineItemId':'12','legacyItemId':'2874','sku':'KREM','quantity':1},"
                + "{'lineItemId':'13','legacyItemId':'2875','legacyVariationId':'7','quantity':1}]}";
    }

    private static String paid(String id, Instant modified) {
        return order(id, "PAID", "NOT_STARTED", "{'cancelState':'NONE_REQUESTED'}", modified);
    }

    private static String orders(String... orders) {
        return "{'total':" + orders.length + ",'orders':[" + String.join(",", orders) + "]}";
    }

    private static String said(String id, String status, Object time, String more) {
        return "order " + time + " {\"orderId\":\"" + id + "\",\"channel\":\"ebay\",\"status\":\"" + status
                + "\",\"lines\":[{\"sku\":\"KREM\",\"quantity\":3},{\"offerId\":\"2875/7\",\"quantity\":1}],"
                + "\"placedAt\":\"2026-11-22T10:00:00Z\"" + more + "}";
    }

    private static String since(long from, int skip, long next, int count) {
        return "since:" + from + ":" + skip + ":" + next + ":" + count;
    }

    /** What was asked after the token. */
    private List<String> asked() {
        return bench.asked(1).stream()
                .map(call -> URLDecoder.decode(call, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void beginsWithWhatWasNotShippedThenGoesThroughChanges() {
        bench.system.json(200, orders(paid("13-1", T)));
        FeedPage open = bench.read(null);
        assertThat(FeedBench.said(open)).containsExactly(said("13-1", "paid", T, ""));
        assertThat(open.last()).isFalse();
        long dayAgo = Instant.parse("2026-11-22T09:00:00Z").toEpochMilli();
        assertThat(open.cursor()).isEqualTo(since(dayAgo, 0, dayAgo, 1));

        bench.system.json(200, orders(paid("13-2", T.plusSeconds(9)), paid("13-1", T)));
        FeedPage changed = bench.read(open.cursor());
        assertThat(FeedBench.said(changed)).as("once").containsExactly(said("13-2", "paid", T.plusSeconds(9), ""));
        assertThat(changed.last()).isTrue();
        assertThat(changed.cursor()).isEqualTo(since(MILLIS + 9_000, 0, MILLIS + 9_000, 2));

        bench.system.json(200, "{'total':0}");
        FeedPage quiet = bench.read(changed.cursor());
        assertThat(quiet.cursor()).isEqualTo(changed.cursor());
        assertThat(quiet.last()).isTrue();
        assertThat(asked())
                .containsExactly(
                        ORDER + "?filter=orderfulfillmentstatus:{NOT_STARTED|IN_PROGRESS}&limit=200&offset=0",
                        ORDER + "?filter=lastmodifieddate:[2026-11-22T08:58:00Z..]&limit=200&offset=0",
                        ORDER + "?filter=lastmodifieddate:[" + T.plusSeconds(9 - 120) + "..]&limit=200&offset=0");
        assertThat(bench.system.asked().get(1).header("Authorization")).isEqualTo("Bearer t-1");
    }

    private static String many(int count, IntFunction<String> order) {
        return IntStream.range(0, count).mapToObj(order).collect(Collectors.joining(",", "{'orders':[", "]}"));
    }

    /** In whatever order they are listed, and whatever is changed while they are read. */
    @Test
    void severalPagesAreReadAsAWholeAndThenWhatWasModifiedSinceTheFirst() {
        bench.system.json(200, many(200, i -> paid("A-" + i, T.plusSeconds(i % 2))));
        FeedPage first = bench.read(since(MILLIS, 0, MILLIS, 0));
        assertThat(first.events()).hasSize(200);
        assertThat(first.last()).isFalse();
        assertThat(first.cursor()).isEqualTo(since(MILLIS, 100, MILLIS + 1_000, 1));

        bench.system.json(200, many(101, i -> paid("A-" + (i + 100), T.plusSeconds(i == 100 ? 3_600 : i % 2))));
        FeedPage second = bench.read(first.cursor());
        assertThat(FeedBench.said(second)).containsExactly(said("A-200", "paid", T.plusSeconds(3_600), ""));
        assertThat(second.last()).isTrue();
        assertThat(second.cursor()).isEqualTo(since(MILLIS + 1_000, 0, MILLIS + 1_000, 2));
        assertThat(asked())
                .containsExactly(
                        ORDER + "?filter=lastmodifieddate:[" + T.minusSeconds(120) + "..]&limit=200&offset=0",
                        ORDER + "?filter=lastmodifieddate:[" + T.minusSeconds(120) + "..]&limit=200&offset=100");
    }

    @Test
    void openOrdersAreReadOnHalfAPageLater() {
        bench.system.json(200, many(200, i -> paid("A-" + i, T)));
        FeedPage first = bench.read("open:" + MILLIS + ":0:0");
        assertThat(first.cursor()).isEqualTo("open:" + MILLIS + ":100:1");
        bench.system.json(200, many(101, i -> paid("A-" + (i + 100), T)));
        FeedPage second = bench.read(first.cursor());
        assertThat(second.events()).hasSize(1);
        assertThat(second.cursor()).isEqualTo(since(MILLIS, 0, MILLIS, 2));
    }

    @Test
    void aPageThatWasLostIsToldAgain() {
        bench.system.json(200, orders(paid("13-1", T))).json(200, orders(paid("13-1", T)));
        String cursor = since(MILLIS, 0, MILLIS, 0);
        assertThat(bench.read(cursor).events()).hasSize(1);
        assertThat(bench.read(cursor).events()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "PAID, NONE_REQUESTED, paid,",
        "PAID, IN_PROGRESS, paid,",
        "PARTIALLY_REFUNDED, NONE_REQUESTED, paid,",
        "PENDING, NONE_REQUESTED, placed, pending",
        "FAILED, NONE_REQUESTED, placed, failed",
        "FULLY_REFUNDED, NONE_REQUESTED, cancelled,",
        "PAID, CANCELED, cancelled,",
        "PENDING, CANCELED, cancelled,"
    })
    void anOrderIsWhatItsPaymentAndCancellationSay(String payment, String cancel, String ours, String more) {
        bench.system.json(200, orders(order("13-1", payment, "NOT_STARTED", "{'cancelState':'" + cancel + "'}", T)));
        assertThat(FeedBench.said(bench.read(null)))
                .containsExactly(said("13-1", ours, T, more == null ? "" : ",\"payment\":\"" + more + "\""));
    }

    @Test
    void aCancellationHasItsOwnTime() {
        bench.system.json(
                200,
                orders(order(
                        "13-1",
                        "PAID",
                        "NOT_STARTED",
                        "{'cancelState':'CANCELED','cancelledDate':'2026-11-22T10:03:00.000Z'}",
                        T)));
        assertThat(FeedBench.said(bench.read(null)))
                .containsExactly(said("13-1", "cancelled", "2026-11-22T10:03:00Z", ""));
    }

    @Test
    void whatIsFulfilledHasLeftAndIsNotBroughtBackByItsMoney() {
        bench.system.json(200, orders(order("13-1", "FULLY_REFUNDED", "FULFILLED", "null", T)));
        assertThat(FeedBench.said(bench.read(null)))
                .containsExactly(said("13-1", "paid", T, ""), said("13-1", "shipped", T, ""));
    }

    /** The same parcel told with another time would be another parcel. */
    @Test
    void ofWhatWasShippedInPartItsParcelsAreAskedFor() {
        bench.system
                .json(200, orders(order("13-1", "PAID", "IN_PROGRESS", "null", T)))
                .json(
                        200,
                        "{'fulfillments':["
                                + "{'shippedDate':'2026-11-22T10:04:00.000Z','lineItems':[{'lineItemId':'11','quantity':1},{'lineItemId':'99'}]},"
                                + "{'shippedDate':'2026-11-22T10:02:00.000Z','lineItems':[{'lineItemId':'13'}]}]}");
        String begin = "{\"orderId\":\"13-1\",\"channel\":\"ebay\",\"status\":\"shipped\",\"lines\":[{";
        assertThat(FeedBench.said(bench.read(null)))
                .containsExactly(
                        said("13-1", "paid", T, ""),
                        "order 2026-11-22T10:02:00Z " + begin
                                + "\"offerId\":\"2875/7\",\"quantity\":1}],\"placedAt\":\"2026-11-22T10:00:00Z\"}",
                        "order 2026-11-22T10:04:00Z " + begin
                                + "\"sku\":\"KREM\",\"quantity\":1}],\"placedAt\":\"2026-11-22T10:00:00Z\"}");
        assertThat(asked()).hasSize(2).contains(ORDER + "/13-1/shipping_fulfillment");
    }

    @Test
    void whatEbayShipsItselfIsNotOurStock() {
        String theirs = paid("13-1", T)
                .replace(
                        "'buyer'",
                        "'fulfillmentStartInstructions':[{'fulfillmentInstructionsType':'FULFILLED_BY_EBAY'}],'buyer'");
        String ours = paid("13-2", T)
                .replace(
                        "'buyer'",
                        "'fulfillmentStartInstructions':[{'fulfillmentInstructionsType':'SHIP_TO'}],'buyer'");
        bench.system.json(200, orders(theirs, ours));
        assertThat(FeedBench.said(bench.read(null))).containsExactly(said("13-2", "paid", T, ""));
    }

    @Test
    void whatCannotBeUsedCostsOnlyItselfAndKeepsNothingOfTheBuyer() {
        bench.system.json(
                200,
                orders(
                        paid("13-1", T).replace("'quantity':2", "'quantity':'two'"),
                        paid("13-2", T).replace("'PAID'", "'BARTER'"),
                        paid("13-3", T).replace("'NOT_STARTED'", "'LOST'"),
                        paid("13-4", T).replace("'legacyItemId':'2875',", ""),
                        paid("13-5", T)));
        FeedPage page = bench.read(null);
        assertThat(FeedBench.said(page)).containsExactly(said("13-5", "paid", T, ""));
        assertThat(FeedBench.unusable(page))
                .containsExactly(
                        "13-1: lineItems[0].quantity: must be a whole number, was \"two\"",
                        "13-2: orderPaymentStatus: is none that is known, was \"BARTER\"",
                        "13-3: orderFulfillmentStatus: is none that is known, was \"LOST\"",
                        "13-4: lineItems[2].legacyItemId: is required");
        assertThat(new String(page.unusable().get(0).body(), StandardCharsets.UTF_8))
                .contains("13-1")
                .doesNotContain("somebody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{'total':3}", "[]", "{'orders':{}}"})
    void whatIsNoListOfOrdersIsNotNoOrders(String answer) {
        bench.system.json(200, answer).json(200, answer);
        assertThat(bench.failing(null).kind()).isEqualTo(Kind.UNUSABLE);
        assertThat(bench.failing(since(MILLIS, 0, MILLIS, 0)).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void anAnswerWithoutParcelsIsNotNoParcels() {
        bench.system
                .json(200, orders(order("13-1", "PAID", "IN_PROGRESS", "null", T)))
                .json(200, "{'total':0}");
        assertThat(bench.failing(null).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void whoIsTooFastIsTold() {
        bench.system.text(429, "");
        assertThat(bench.failing(null).kind()).isEqualTo(Kind.BUSY);
    }

    @Test
    void aTokenThatIsNotAcceptedIsGotAnewOnce() {
        bench.system.json(200, orders());
        bench.read(null);
        bench.system
                .text(401, "")
                .json(200, "{'access_token':'t-2','expires_in':7200}")
                .text(401, "");
        assertThat(bench.failing(null).kind()).isEqualTo(Kind.DENIED);
    }
}
