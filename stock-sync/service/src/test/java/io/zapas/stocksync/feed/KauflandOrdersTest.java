package io.zapas.stocksync.feed;

import static io.zapas.stocksync.feed.FeedBench.quoted;
import static io.zapas.stocksync.feed.FeedBench.unusable;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KauflandOrdersTest {
    private static final long DAY_BEFORE =
            FeedBench.NOW.minus(Duration.ofDays(1)).getEpochSecond();
    private static final long SINCE = Instant.parse("2026-11-20T10:00:00Z").getEpochSecond();
    private static final String CHANGES = SINCE + ":0:" + SINCE;

    private final FeedBench bench = FeedBench.of(
            "account.kaufland.url", "{url}/v2",
            "account.kaufland.client-key", "client-1",
            "account.kaufland.secret-key", "hush",
            "account.kaufland.storefront", "pl",
            "account.kaufland.uses", "orders");

    @AfterEach
    void close() {
        bench.close();
    }

    private static String list(int total, List<String> parts) {
        return "{'data':[" + String.join(",", parts) + "],'pagination':{'offset':0,'limit':100,'total':" + total + "}}";
    }

    private static String named(String order, String updated) {
        return "{'id_order':'" + order + "','ts_units_updated_iso':'" + updated + "'}";
    }

    private static String unit(String status, String offer, String updated) {
        return "{'id_order_unit':31,'status':'" + status + "','id_offer':" + offer + ",'ts_updated_iso':'" + updated
                + "','fulfillment_type':'fulfilled_by_merchant','shipping_address':{'city':'Krakow'}}";
    }

    private static String unit(String status, String offer) {
        return unit(status, offer, "2026-11-20T11:00:00Z");
    }

    private static String order(String id, String... units) {
        return "{'data':{'id_order':'" + id
                + "','ts_created_iso':'2026-11-20T09:00:00Z','buyer':{'email':'jan@example.com'},'order_units':["
                + String.join(",", units) + "]}}";
    }

    private FeedPage changed(String... units) {
        bench.system
                .json(200, list(1, List.of(named("M1", "2026-11-20T11:00:00Z"))))
                .json(200, order("M1", units));
        return bench.read("orders", CHANGES);
    }

    private String signature(Asked call) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("hush".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String text = "GET\n" + bench.system.url() + call.uri() + "\n\n" + FeedBench.NOW.getEpochSecond();
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void beginsWithWhatIsOpenAndWhatIsToBeSent() throws GeneralSecurityException {
        bench.system
                .json(200, list(2, List.of(named("M1", ""), named("M1", ""))))
                .json(200, order("M1", unit("open", "'A'"), unit("open", "'A'"), unit("sent", "'B'")))
                .json(200, list(1, List.of(named("M2", ""))))
                .json(200, order("M2", unit("sent", "'A'")));

        FeedPage open = bench.read("orders", null);
        FeedPage due = bench.read("orders", open.cursor());

        assertThat(bench.addresses(0))
                .containsExactly(
                        "/v2/order-units?storefront=pl&status=open&sort=ts_created:asc&limit=100&offset=0",
                        "/v2/orders/M1",
                        "/v2/order-units?storefront=pl&status=need_to_be_sent&sort=ts_created:asc&limit=100&offset=0",
                        "/v2/orders/M2");
        for (Asked call : bench.system.asked()) {
            assertThat(call.header("Shop-Signature")).isEqualTo(signature(call));
        }
        assertThat(quoted(open))
                .containsExactly(
                        "order 2026-11-20T11:00:00Z {'orderId':'M1','channel':'kaufland','status':'paid','lines':[{'sku':'A','quantity':2},{'sku':'B','quantity':1}],'placedAt':'2026-11-20T09:00:00Z'}",
                        "order 2026-11-20T11:00:00Z {'orderId':'M1','channel':'kaufland','status':'shipped','lines':[{'sku':'B','quantity':1}],'placedAt':'2026-11-20T09:00:00Z'}");
        assertThat(due.events())
                .as("what was sent meanwhile is read with the changes")
                .isEmpty();
        assertThat(due.cursor()).isEqualTo(DAY_BEFORE + ":0:" + DAY_BEFORE);
        assertThat(open.last() || due.last()).isFalse();
    }

    @Test
    void pagesOfOpenUnitsOverlapSinceUnitsAreSentMeanwhile() {
        bench.system
                .json(200, list(130, Collections.nCopies(100, named("M1", ""))))
                .json(200, order("M1", unit("open", "'A'")));

        assertThat(bench.read("orders", "open:0:7").cursor()).isEqualTo("open:50:7");
    }

    @Test
    void readsWhatHadAUnitUpdatedPageByPage() {
        bench.system
                .json(200, list(3, List.of(named("M1", "2026-11-20T12:00:00Z"), named("M2", "2026-11-20T11:00:00Z"))))
                .json(200, order("M1", unit("need_to_be_sent", "'A'")))
                .json(200, order("M2", unit("need_to_be_sent", "'A'")))
                .json(200, list(3, List.of(named("M3", "2026-11-20T13:00:00Z"))))
                .json(200, order("M3", unit("need_to_be_sent", "'A'")))
                .json(200, list(0, List.of()));

        FeedPage first = bench.read("orders", CHANGES);
        FeedPage second = bench.read("orders", first.cursor());
        FeedPage third = bench.read("orders", second.cursor());

        assertThat(bench.addresses(0))
                .containsExactly(
                        "/v2/orders?storefront=pl&ts_units_updated_from_iso=2026-11-20T09:59:00Z&limit=100&offset=0",
                        "/v2/orders/M1",
                        "/v2/orders/M2",
                        "/v2/orders?storefront=pl&ts_units_updated_from_iso=2026-11-20T09:59:00Z&limit=100&offset=2",
                        "/v2/orders/M3",
                        "/v2/orders?storefront=pl&ts_units_updated_from_iso=2026-11-20T11:59:00Z&limit=100&offset=0");
        assertThat(first.last()).isFalse();
        assertThat(second.last()).isTrue();
        assertThat(third.last()).isTrue();
        assertThat(third.cursor()).isEqualTo(second.cursor());
    }

    @Test
    void aFullPageWithoutACountHasMoreBehindIt() {
        String full =
                "{'data':[" + String.join(",", Collections.nCopies(100, named("M1", "2026-11-20T12:00:00Z"))) + "]}";
        bench.system.json(200, full).json(200, order("M1", unit("open", "'A'"))).json(200, "{'data':[]}");

        FeedPage page = bench.read("orders", CHANGES);

        assertThat(page.last()).isFalse();
        assertThat(page.cursor()).startsWith(SINCE + ":100:");
        assertThat(bench.read("orders", page.cursor()).last()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "open, placed",
        "need_to_be_sent, paid",
        "sent, paid+shipped",
        "sent_and_autopaid, paid+shipped",
        "received, paid+shipped",
        "returned, paid+shipped",
        "returned_paid, paid+shipped",
        "cancelled, cancelled"
    })
    void states(String status, String expected) {
        FeedPage page = changed(unit(status, "'A'"), unit(status, "'A'"));

        assertThat(page.events().stream()
                        .map(event -> event.event().data().path("status").asText())
                        .collect(Collectors.joining("+")))
                .isEqualTo(expected);
        assertThat(quoted(page)).allSatisfy(said -> assertThat(said).contains("[{'sku':'A','quantity':2}]"));
        assertThat(quoted(page).get(0).contains("'payment':'pending'")).isEqualTo(status.equals("open"));
    }

    @Test
    void whatWasCancelledIsNoLongerWanted() {
        FeedPage page = changed(
                unit("cancelled", "'A'", "2026-11-20T12:00:00Z"), unit("need_to_be_sent", "'A'"), unit("open", "null"));

        assertThat(quoted(page))
                .containsExactly(
                        "order 2026-11-20T12:00:00Z {'orderId':'M1','channel':'kaufland','status':'placed','lines':[{'sku':'A','quantity':1},{'offerId':'order-unit/31','quantity':1}],'placedAt':'2026-11-20T09:00:00Z','payment':'pending'}");
    }

    @Test
    void whatKauflandSendsItselfIsNotOurStock() {
        String theirs = unit("need_to_be_sent", "'B'").replace("by_merchant", "by_kaufland");

        assertThat(quoted(changed(theirs, unit("need_to_be_sent", "'A'"))))
                .singleElement()
                .asString()
                .contains("'lines':[{'sku':'A','quantity':1}]");
        assertThat(changed(theirs).events()).isEmpty();
    }

    @Test
    void whatCannotBeUsedCostsOnlyItselfAndHoldsNobodysAddress() {
        bench.system
                .json(200, list(3, List.of(named("M1", "x"), named("M2", "x"), named("M3", "x"))))
                .json(200, order("M1", unit("lost", "'A'")))
                .json(404, "{}")
                .json(200, order("M3", unit("open", "'A'")));

        FeedPage page = bench.read("orders", CHANGES);

        assertThat(unusable(page))
                .containsExactly(
                        "M1: order_units[0].status: must be a status of an order unit, was \"lost\"",
                        "M2: id_order: is listed, but not there, was \"M2\"");
        assertThat(page.events()).hasSize(1);
        assertThat(page.cursor()).isEqualTo(CHANGES);
        assertThat(page.unusable()).allSatisfy(part -> assertThat(new String(part.body(), StandardCharsets.UTF_8))
                .doesNotContain("jan@", "Krakow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{}", "{\"data\":{}}", "{\"data\":[{}]}", "[]"})
    void anAnswerOfAnotherShapeIsNotNoOrders(String answer) {
        for (String cursor : new String[] {null, "need_to_be_sent:0:1", CHANGES}) {
            bench.system.text(200, answer);
            assertThat(bench.failing("orders", cursor).kind()).as(cursor).isEqualTo(Kind.UNUSABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'data':{'id_order':'M9','order_units':[]}}", "{'data':{'id_order':'M1'}}", "{}"})
    void anotherOrderThanTheOneAskedForIsNoAnswer(String answer) {
        bench.system.json(200, list(1, List.of(named("M1", "x")))).json(200, answer);

        assertThat(bench.failing("orders", CHANGES).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void anOrderThatIsNotAnsweredFailsThePage() {
        bench.system.json(200, list(1, List.of(named("M1", "x")))).text(503, "");

        assertThat(bench.failing("orders", CHANGES).kind()).isEqualTo(Kind.AWAY);
    }

    @Test
    void aCursorNobodyCanReadBeginsAnew() {
        bench.system.json(200, list(0, List.of()));

        assertThat(bench.read("orders", "what").cursor()).isEqualTo("need_to_be_sent:0:" + DAY_BEFORE);
    }

    @Test
    void deniedAndBusy() {
        bench.system.text(401, "").text(429, "", "Retry-After", "60");

        assertThat(bench.failing("orders", CHANGES).kind()).isEqualTo(Kind.DENIED);
        assertThat(bench.failing("orders", CHANGES).retryAfter()).contains(Duration.ofSeconds(60));
    }
}
