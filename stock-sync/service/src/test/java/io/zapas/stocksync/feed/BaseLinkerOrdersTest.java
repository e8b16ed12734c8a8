package io.zapas.stocksync.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import io.zapas.stocksync.feed.FeedPage.Unusable;
import io.zapas.stocksync.intake.OutgoingEvent;
import java.net.URLDecoder;
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

class BaseLinkerOrdersTest {
    private static final String NO_LOGS = "{'status':'SUCCESS','logs':[]}";
    private static final String NO_ORDERS = "{'status':'SUCCESS','orders':[]}";

    private final FeedBench bench = FeedBench.of(
            "account.baselinker.url", "{url}/connector.php",
            "account.baselinker.token", "hush-hush",
            "account.baselinker.uses", "orders",
            "account.baselinker.calls-per-minute", "60000",
            "account.baselinker.statuses", "3=shipped,4=cancelled,5=ignored,6=paid,7=placed,8=returned",
            "account.baselinker.sources", "personal=shop");

    @AfterEach
    void close() {
        bench.close();
    }

    private static String order(String id, int status, String more) {
        return "{'order_id':" + id + ",'external_order_id':'E-" + id + "','order_source':'allegro','order_status_id':"
                + status + ",'date_add':1773484951,'date_confirmed':1773484960,'date_in_status':1773485000,"
                + "'payment_method_cod':'0','payment_done':0,'delivery_price':9.99,"
                + "'products':[{'order_product_id':1,'sku':'LED','price_brutto':10.0,'quantity':2}]" + more + "}";
    }

    private void logs(String... logs) {
        bench.system.json(200, "{'status':'SUCCESS','logs':[" + String.join(",", logs) + "]}");
    }

    private void orders(String... orders) {
        bench.system.json(200, "{'status':'SUCCESS','orders':[" + String.join(",", orders) + "]}");
    }

    private static String log(int id, int type, String order) {
        return "{'log_id':" + id + ",'log_type':" + type + ",'order_id':" + order + ",'object_id':0,'date':1773484951}";
    }

    private static JsonNode parameters(Asked call) {
        String form = URLDecoder.decode(call.text(), StandardCharsets.UTF_8);
        return Json.tree(form.substring(form.indexOf("&parameters=") + 12).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void beginsWithOpenOrdersAndReadsTheJournalOnFromThere() {
        logs(log(7, 1, "70"), log(9, 3, "70"));
        FeedPage skipped = bench.read(null);
        assertThat(skipped.events()).isEmpty();
        assertThat(skipped.cursor()).isEqualTo("skip:9");
        bench.system.json(200, NO_LOGS);
        FeedPage end = bench.read(skipped.cursor());
        long since = FeedBench.NOW.getEpochSecond() - 30 * 86_400;
        assertThat(end.cursor()).isEqualTo("since:" + since + ":9");
        assertThat(end.last()).isFalse();

        orders(order("70", 1, ""), order("71", 3, ""), order("72", 4, ""), order("73", 8, ""));
        FeedPage open = bench.read(end.cursor());
        assertThat(FeedBench.briefly(open)).containsExactly("allegro 70 placed/pending LEDx2");
        assertThat(open.cursor()).isEqualTo("9");
        assertThat(parameters(bench.system.asked().get(2))
                        .path("date_confirmed_from")
                        .asLong())
                .isEqualTo(since);

        logs(log(10, 18, "70"), log(11, 14, "70"), log(12, 1, "74"));
        orders(order("70", 3, ""));
        orders(order("74", 1, ""));
        FeedPage news = bench.read(open.cursor());
        assertThat(FeedBench.briefly(news))
                .containsExactly("allegro 70 shipped LEDx2", "allegro 74 placed/pending LEDx2");
        assertThat(news.cursor()).isEqualTo("12");
        assertThat(news.last()).isFalse();
        Asked one = bench.system.asked().get(4);
        assertThat(one.header("X-BLToken")).isEqualTo("hush-hush");
        assertThat(parameters(one).path("order_id").asLong()).isEqualTo(70);
        assertThat(parameters(one).path("get_unconfirmed_orders").asBoolean()).isTrue();

        bench.system.json(200, NO_LOGS);
        FeedPage nothing = bench.read("12");
        assertThat(nothing.last()).isTrue();
        assertThat(nothing.cursor()).isEqualTo("12");
    }

    @Test
    void openOrdersComeInPages() {
        String full = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> order(Integer.toString(i), 1, ""))
                .collect(Collectors.joining(","));
        orders(full);
        FeedPage page = bench.read("since:5:9");

        assertThat(page.events()).hasSize(100);
        assertThat(page.cursor()).isEqualTo("since:1773484961:9");
    }

    @ParameterizedTest
    @CsvSource({
        "1, '', placed/pending",
        "1, ',''payment_method_cod'':''1''', paid",
        "1, ',''payment_done'':29.99', paid",
        "1, ',''payment_done'':''29.98''', paid",
        "1, ',''payment_done'':29.97', placed/pending",
        "6, '', paid",
        "7, ',''payment_done'':99', placed/pending",
        "4, '', cancelled",
        "3, '', shipped",
        "8, '', returned"
    })
    void anOrderIsStatedAsItStands(int status, String more, String expected) {
        String whole = order("70", status, more);
        if (more.contains("payment_method_cod")) {
            whole = whole.replace("'payment_method_cod':'0',", "");
        } else if (!more.isEmpty()) {
            whole = whole.replace("'payment_done':0,", "");
        }
        logs(log(10, 18, "70"));
        orders(whole);

        FeedPage page = bench.read("9");

        assertThat(FeedBench.briefly(page)).containsExactly("allegro 70 " + expected + " LEDx2");
        OutgoingEvent event = page.events().get(0);
        assertThat(event.event().source()).isEqualTo("/feeds/baselinker/orders");
        assertThat(event.event().time()).isEqualTo(Instant.ofEpochSecond(1_773_485_000));
        assertThat(event.event().data().path("placedAt").asText()).isEqualTo("2026-03-14T10:42:31Z");
        assertThat(event.event().data().path("externalOrderId").asText()).isEqualTo("E-70");
    }

    @Test
    void ignoredStatusesSayNothing() {
        logs(log(10, 18, "70"));
        orders(order("70", 5, ""));

        assertThat(bench.read("9").events()).isEmpty();
    }

    @Test
    void theSameOrderHasTheSameIds() {
        for (int i = 0; i < 2; i++) {
            logs(log(10, 18, "70"));
            orders(order("70", 3, ""));
        }
        assertThat(bench.read("9").events()).isEqualTo(bench.read("9").events());
    }

    @Test
    void channelsAndLinesHaveOurNames() {
        logs(log(10, 1, "70"));
        orders(order("70", 1, "")
                .replace("'allegro'", "'personal'")
                .replace(
                        "'products':[",
                        "'products':["
                                + "{'order_product_id':2,'sku':'LED','price_brutto':1,'quantity':'1'},"
                                + "{'order_product_id':3,'sku':'','auction_id':'','variant_id':'0','product_id':'55','quantity':1},"
                                + "{'order_product_id':4,'sku':'','auction_id':'77','product_id':'55','quantity':1},"
                                + "{'order_product_id':5,'sku':'','auction_id':'','variant_id':'0','product_id':'0','quantity':1},"
                                + "{'order_product_id':6,'sku':'GONE','quantity':0},"));

        assertThat(FeedBench.briefly(bench.read("9")))
                .containsExactly("shop 70 placed/pending LEDx3 offer:55x1 offer:77x1 offer:line/5x1");
    }

    @Test
    void whatCannotBeUsedCostsOnlyItself() {
        logs(log(10, 1, "70"), log(11, 1, "71"), log(12, 4, "72"));
        orders(order("70", 1, ",'delivery_fullname':'Jan Testowy'").replace("'quantity':2", "'quantity':'two'"));
        orders(order("71", 1, ""));
        bench.system.json(200, NO_ORDERS);

        FeedPage page = bench.read("9");

        assertThat(FeedBench.briefly(page)).containsExactly("allegro 71 placed/pending LEDx2");
        assertThat(page.unusable()).extracting(Unusable::id).containsExactly("70", "72");
        assertThat(page.unusable())
                .extracting(part -> part.cause().getMessage())
                .satisfiesExactly(
                        why -> assertThat(why).contains("products[0].quantity").contains("whole number"),
                        why -> assertThat(why).contains("order_id").contains("removed or merged"));
        assertThat(new String(page.unusable().get(0).body(), StandardCharsets.UTF_8))
                .contains("\"two\"")
                .as("who bought it is nobody's business here")
                .doesNotContain("Testowy");
    }

    @Test
    void anOrderNobodyRemovedAndThatIsNotThereSaysNothing() {
        logs(log(10, 1, "70"));
        bench.system.json(200, NO_ORDERS);

        FeedPage page = bench.read("9");

        assertThat(page.events()).isEmpty();
        assertThat(page.unusable()).isEmpty();
        assertThat(page.cursor()).isEqualTo("10");
    }

    @ParameterizedTest
    @CsvSource({
        "'{''status'':''ERROR'',''error_code'':''ERROR_BLOCKED_TOKEN'',''error_message'':''Query limit exceeded''}', BUSY",
        "'{''status'':''ERROR'',''error_code'':''ERROR_BAD_TOKEN'',''error_message'':''x''}', DENIED",
        "'{''status'':''SUCCESS'',''logs'':''''}', UNUSABLE",
        "'{''status'':''SUCCESS''}', UNUSABLE",
        "'<html>', UNUSABLE"
    })
    void anAnswerThatIsNoneEndsThePage(String answer, Kind kind) {
        bench.system.json(200, answer);

        AccountException failure = bench.failing("9");

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageNotContaining("hush");
    }

    @Test
    void aPageIsReadWholeOrNotAtAll() {
        logs(log(10, 1, "70"), log(11, 1, "71"));
        orders(order("70", 1, ""));
        bench.system.json(500, "{}");

        assertThat(bench.failing("9").kind()).isEqualTo(Kind.AWAY);
    }

    @Test
    void aPageThatTakesItsTimeIsReadAllTheSame() {
        logs(log(10, 1, "70"), log(11, 1, "71"), log(12, 1, "72"));
        for (String id : List.of("70", "71", "72")) {
            bench.system.does((request, call) -> {
                bench.now.updateAndGet(now -> now.plus(Duration.ofMinutes(30)));
                request.response().end(("{'status':'SUCCESS','orders':[" + order(id, 1, "") + "]}").replace('\'', '"'));
            });
        }

        assertThat(bench.read("9").events()).hasSize(3);
    }

    @Test
    void aLogIsNumberedByEitherName() {
        logs("{'id':11,'log_type':1,'order_id':70}");
        orders(order("70", 1, ""));

        assertThat(bench.read("9").cursor()).isEqualTo("11");
    }

    @Test
    void aCursorThatCannotBeReadBeginsAnew() {
        bench.system.json(200, NO_LOGS);

        assertThat(bench.read("what").cursor()).startsWith("since:");
        assertThat(List.of(parameters(bench.system.only()).path("last_log_id").asLong()))
                .containsExactly(0L);
    }
}
