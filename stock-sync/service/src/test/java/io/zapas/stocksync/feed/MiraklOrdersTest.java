package io.zapas.stocksync.feed;

import static io.zapas.stocksync.feed.FeedBench.quoted;
import static io.zapas.stocksync.feed.FeedBench.unusable;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MiraklOrdersTest {
    private static final long DAY_BEFORE =
            FeedBench.NOW.minus(Duration.ofDays(1)).getEpochSecond();
    private static final long SINCE = Instant.parse("2026-11-20T10:00:00Z").getEpochSecond();
    private static final String CHANGES = SINCE + ":0:" + SINCE;

    private final FeedBench bench = FeedBench.of(
            "account.mirakl.url", "{url}",
            "account.mirakl.key", "hush",
            "account.mirakl.uses", "orders",
            "account.mirakl.shop", "2001");

    @AfterEach
    void close() {
        bench.close();
    }

    private static String line(String state, String sku, String quantity, String more) {
        return "{'order_line_id':'l','order_line_state':'" + state + "','offer_id':2101,'offer_sku':" + sku
                + ",'quantity':" + quantity + ",'last_updated_date':'2026-11-20T11:30:00Z'" + more + "}";
    }

    private static String order(String id, String updated, String... lines) {
        return "{'order_id':'" + id + "','order_state':'X','created_date':'2026-11-20T10:00:00Z','last_updated_date':'"
                + updated
                + "','customer':{'firstname':'Jan'},'fulfillment':{'center':{'code':'DEFAULT'}},'order_lines':["
                + String.join(",", lines) + "]}";
    }

    private static String orders(int total, List<String> orders) {
        return "{'orders':[" + String.join(",", orders) + "],'total_count':" + total + "}";
    }

    private static List<String> page(int from, int to, String updated) {
        return IntStream.range(from, to)
                .mapToObj(i -> order("o" + i, updated, line("SHIPPING", "'A'", "1", "")))
                .toList();
    }

    private FeedPage changed(String... lines) {
        bench.system.json(200, orders(1, List.of(order("o", "2026-11-20T12:00:00Z", lines))));
        return bench.read("orders", CHANGES);
    }

    @Test
    void beginsWithWhatIsOpen() {
        bench.system.json(
                200,
                orders(
                        2,
                        List.of(
                                order("o1", "2026-11-20T12:00:00Z", line("WAITING_ACCEPTANCE", "'A'", "2", "")),
                                order("o2", "2026-11-20T12:00:00Z", line("SHIPPED", "'A'", "2", "")))));

        FeedPage open = bench.read("orders", null);

        assertThat(bench.addresses(0))
                .containsExactly(
                        "/api/orders?order_state_codes=WAITING_ACCEPTANCE,WAITING_DEBIT,WAITING_DEBIT_PAYMENT,SHIPPING&max=100&offset=0&shop_id=2001");
        assertThat(bench.system.asked().get(0).header("Authorization")).isEqualTo("hush");
        assertThat(quoted(open))
                .containsExactly(
                        "order 2026-11-20T12:00:00Z {'orderId':'o1','channel':'empik','status':'placed','lines':[{'sku':'A','quantity':2}],'placedAt':'2026-11-20T10:00:00Z','payment':'pending'}");
        assertThat(open.cursor()).isEqualTo(DAY_BEFORE + ":0:" + DAY_BEFORE);
        assertThat(open.last()).isFalse();
    }

    @Test
    void pagesOfOpenOrdersOverlapSinceOrdersAreShippedMeanwhile() {
        bench.system
                .json(200, orders(130, page(0, 100, "2026-11-20T12:00:00Z")))
                .json(200, orders(130, page(50, 130, "2026-11-20T12:00:00Z")));

        FeedPage first = bench.read("orders", null);
        bench.now.set(FeedBench.NOW.plusSeconds(5));
        FeedPage second = bench.read("orders", first.cursor());

        assertThat(first.cursor()).isEqualTo("open:50:" + DAY_BEFORE);
        assertThat(bench.addresses(1).get(0)).contains("&offset=50&");
        assertThat(second.events()).hasSize(80);
        assertThat(second.cursor()).isEqualTo(DAY_BEFORE + ":0:" + DAY_BEFORE);
    }

    @Test
    void readsWhatWasUpdatedSinceThenPageByPage() {
        bench.system
                .json(
                        200,
                        orders(120, page(0, 100, "2026-11-20T11:00:00Z"))
                                .replaceFirst("2026-11-20T11:00:00Z", "2026-11-20T12:00:00Z"))
                .json(200, orders(121, page(100, 121, "2026-11-20T13:00:00Z")))
                .json(200, orders(0, List.of()));

        FeedPage first = bench.read("orders", CHANGES);
        FeedPage second = bench.read("orders", first.cursor());
        FeedPage third = bench.read("orders", second.cursor());

        assertThat(bench.addresses(0))
                .containsExactly(
                        "/api/orders?start_update_date=2026-11-20T09%3A59%3A00Z&max=100&offset=0&shop_id=2001",
                        "/api/orders?start_update_date=2026-11-20T09%3A59%3A00Z&max=100&offset=100&shop_id=2001",
                        "/api/orders?start_update_date=2026-11-20T11%3A59%3A00Z&max=100&offset=0&shop_id=2001");
        assertThat(first.events()).hasSize(100);
        assertThat(second.events()).hasSize(21);
        assertThat(first.last()).isFalse();
        assertThat(second.last()).isTrue();
        assertThat(third.last()).isTrue();
        assertThat(third.cursor()).isEqualTo(second.cursor());
    }

    @ParameterizedTest
    @CsvSource({
        "WAITING_ACCEPTANCE, , placed",
        "WAITING_DEBIT, , placed",
        "WAITING_DEBIT_PAYMENT, , placed",
        "SHIPPING, , paid",
        "SHIPPED, 2026-11-20T11:00:00Z, paid+shipped 2026-11-20T11:00:00Z",
        "SHIPPED, , paid+shipped 2026-11-20T11:30:00Z",
        "TO_COLLECT, , paid+shipped 2026-11-20T11:30:00Z",
        "RECEIVED, , paid+shipped 2026-11-20T11:30:00Z",
        "CLOSED, , paid+shipped 2026-11-20T11:30:00Z",
        "REFUSED, , cancelled",
        "CANCELED, , cancelled",
        "INCIDENT_OPEN, , paid",
        "INCIDENT_OPEN, 2026-11-20T11:00:00Z, paid+shipped 2026-11-20T11:00:00Z",
        "INCIDENT_CLOSED, , paid",
        "REFUNDED, , cancelled",
        "REFUNDED, 2026-11-20T11:00:00Z, paid+shipped 2026-11-20T11:00:00Z"
    })
    void states(String state, String shipped, String expected) {
        FeedPage page = changed(line(state, "'A'", "2", shipped == null ? "" : ",'shipped_date':'" + shipped + "'"));

        assertThat(page.events().stream()
                        .map(event -> event.event().data().path("status").asText()
                                + (event.event().data().path("status").asText().equals("shipped")
                                        ? " " + event.event().time()
                                        : ""))
                        .collect(Collectors.joining("+")))
                .isEqualTo(expected);
    }

    @Test
    void linesHaveStatesOfTheirOwn() {
        FeedPage page = changed(
                line("SHIPPED", "'A'", "1", ",'shipped_date':'2026-11-20T11:00:00Z'"),
                line("SHIPPING", "'B'", "1", ""),
                line("CANCELED", "'C'", "1", ""),
                line("SHIPPING", "null", "1", ""));

        assertThat(quoted(page))
                .containsExactly(
                        "order 2026-11-20T12:00:00Z {'orderId':'o','channel':'empik','status':'paid','lines':[{'sku':'A','quantity':1},{'sku':'B','quantity':1},{'offerId':'2101','quantity':1}],'placedAt':'2026-11-20T10:00:00Z'}",
                        "order 2026-11-20T11:00:00Z {'orderId':'o','channel':'empik','status':'shipped','lines':[{'sku':'A','quantity':1}],'placedAt':'2026-11-20T10:00:00Z'}");
    }

    @Test
    void oneLineThatWaitsKeepsTheOrderFromBeingPaid() {
        assertThat(quoted(changed(line("WAITING_ACCEPTANCE", "'B'", "1", ""), line("SHIPPING", "'A'", "1", ""))))
                .singleElement()
                .asString()
                .contains("'status':'placed'", "'payment':'pending'");
    }

    @Test
    void fraudControlAndFulfilmentCentresAreNotTheSellers() {
        String order = order("o", "2026-11-20T12:00:00Z", line("SHIPPING", "'A'", "1", ""));
        bench.system.json(
                200,
                orders(
                        2,
                        List.of(
                                order.replace("'order_state':'X'", "'order_state':'STAGING'"),
                                order.replace("DEFAULT", "CENTRE-1"))));

        FeedPage page = bench.read("orders", CHANGES);

        assertThat(page.events()).isEmpty();
        assertThat(page.unusable()).isEmpty();
    }

    @Test
    void whatCannotBeUsedCostsOnlyItselfAndNamesNobody() {
        bench.system.json(
                200,
                orders(
                        3,
                        List.of(
                                order("o1", "2026-11-20T12:00:00Z", line("ODD", "'A'", "1", "")),
                                order("o2", "yesterday", line("SHIPPING", "'A'", "1", "")),
                                order("o3", "2026-11-20T12:00:00Z", line("SHIPPING", "'A'", "1", "")))));

        FeedPage page = bench.read("orders", CHANGES);

        assertThat(unusable(page))
                .containsExactly(
                        "o1: order_lines[0].order_line_state: must be a state of an order line, was \"ODD\"",
                        "o2: last_updated_date: must be a time with an offset, was \"yesterday\"");
        assertThat(page.events()).hasSize(1);
        assertThat(page.unusable()).allSatisfy(part -> assertThat(new String(part.body(), StandardCharsets.UTF_8))
                .doesNotContain("Jan"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "{}",
                "{\"orders\":[]}",
                "{\"orders\":{},\"total_count\":0}",
                "{\"orders\":[],\"total_count\":\"\"}",
                "[]"
            })
    void anAnswerOfAnotherShapeIsNotNoOrders(String answer) {
        bench.system.text(200, answer).text(200, answer);

        assertThat(bench.failing("orders", null).kind()).isEqualTo(Kind.UNUSABLE);
        assertThat(bench.failing("orders", CHANGES).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void aCursorNobodyCanReadBeginsAnew() {
        bench.system.json(200, orders(0, List.of()));

        assertThat(bench.read("orders", "what").cursor()).isEqualTo(DAY_BEFORE + ":0:" + DAY_BEFORE);
    }

    @Test
    void deniedAndBusy() {
        bench.system.text(401, "").text(429, "", "Retry-After", "60");

        assertThat(bench.failing("orders", CHANGES).kind()).isEqualTo(Kind.DENIED);
        assertThat(bench.failing("orders", CHANGES).retryAfter()).contains(Duration.ofSeconds(60));
    }
}
