package io.zapas.stocksync.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrestaShopOrdersTest {
    private static final String STATES =
            "{'order_states':[{'id':1,'paid':'0','shipped':'0'},{'id':2,'paid':'1','shipped':'0'},"
                    + "{'id':4,'paid':'1','shipped':'1'},{'id':6,'paid':'0','shipped':'0'},{'id':8,'paid':'0','shipped':'0'},"
                    + "{'id':20,'paid':'1','shipped':'0'}]}";
    private static final String T = "2026-11-22 11:05:00";
    /** The same in UTC. */
    private static final String UTC = "2026-11-22T10:05:00Z";

    private static final long SECONDS = LocalDateTime.parse(T.replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC);
    private static final long BEGAN = SECONDS - 65 * 60;

    private final FeedBench bench = FeedBench.of(
            "account.prestashop.url", "{url}", "account.prestashop.uses", "orders", "account.prestashop.key", "KEY1");

    @AfterEach
    void close() {
        bench.close();
    }

    private static String order(int id, String state, String changed) {
        return "{'id':" + id + ",'current_state':'" + state
                + "','module':'przelewy24','id_customer':'551','date_add':'2026-11-22 11:00:00','date_upd':'"
                + changed + "','associations':{'order_rows':["
                + "{'id':'1','product_id':'52','product_attribute_id':'301','product_quantity':'2','product_reference':'TEE'},"
                + "{'id':'2','product_id':'52','product_attribute_id':'301','product_quantity':'1','product_reference':'TEE'},"
                + "{'id':'3','product_id':'53','product_attribute_id':'0','product_quantity':'1','product_reference':''}]}}";
    }

    private void answers(String... orders) {
        bench.system.json(200, STATES).json(200, "{'orders':[" + String.join(",", orders) + "]}");
    }

    private static String end(long from, int count) {
        return "end:" + BEGAN + ":" + from + ":0:" + count;
    }

    private static String said(int id, String status, String time, String more) {
        return "order " + time + " {\"orderId\":\"" + id + "\",\"channel\":\"prestashop\",\"status\":\"" + status
                + "\",\"lines\":[{\"sku\":\"TEE\",\"quantity\":3},{\"offerId\":\"product/53\",\"quantity\":1}],"
                + "\"placedAt\":\"2026-11-22T10:00:00Z\"" + more + "}";
    }

    private List<String> asked() {
        return bench.asked(0).stream()
                .filter(call -> call.startsWith("GET /api/orders"))
                .map(call -> URLDecoder.decode(call, StandardCharsets.UTF_8)
                        .replace("GET /api/orders?output_format=JSON&display=full", ""))
                .toList();
    }

    @Test
    void beginsWithWhatIsOpenThenGoesThroughChanges() {
        answers(order(9, "4", T));
        FeedPage began = bench.read(null);
        assertThat(began.events()).isEmpty();
        answers(order(7, "2", T));
        FeedPage open = bench.read(began.cursor());
        assertThat(FeedBench.said(open)).containsExactly(said(7, "paid", UTC, ""));
        answers(order(5, "4", "2026-11-22 09:00:00"), order(7, "2", T), order(9, "4", T));
        FeedPage changed = bench.read(open.cursor());
        assertThat(FeedBench.said(changed)).containsExactly(said(9, "shipped", UTC, ""));
        assertThat(changed.last()).isTrue();
        assertThat(changed.cursor()).isEqualTo(end(SECONDS, 2));
        bench.system.json(200, STATES).json(200, "[]");
        assertThat(bench.read(changed.cursor()).cursor()).isEqualTo(changed.cursor());
        assertThat(asked())
                .containsExactly(
                        "&sort=[date_upd_DESC]&limit=1",
                        "&filter[current_state]=[1|2|8|20]&filter[date_add]=[1970-01-01 00:00:00,9999-12-31 23:59:59]&date=1&sort=[date_add_ASC,id_ASC]&limit=0,100",
                        "&filter[date_upd]=[2026-10-23 10:00:00,9999-12-31 23:59:59]&date=1&sort=[date_upd_ASC,id_ASC]&limit=0,100",
                        "&filter[date_upd]=[2026-11-22 10:00:00,9999-12-31 23:59:59]&date=1&sort=[date_upd_ASC,id_ASC]&limit=0,100");
        assertThat(bench.system.asked().get(0).header("Authorization")).isEqualTo("Basic S0VZMTo=");
    }

    /** The last hour of summer comes twice: what is changed in it bears times that were read already. */
    @Test
    void whatIsChangedAfterTheClocksWentBackIsRead() {
        answers(order(1, "1", "2026-10-25 02:59:00"));
        FeedPage before = bench.read("end:0:" + (SECONDS - 86_400L * 40) + ":0:0");
        answers(order(2, "2", "2026-10-25 02:01:00"), order(1, "1", "2026-10-25 02:59:00"));
        FeedPage after = bench.read(before.cursor());
        assertThat(after.events()).hasSize(1);
        assertThat(asked().get(1)).contains("filter[date_upd]=[2026-10-25 01:54:00,");
    }

    @ParameterizedTest
    @CsvSource({"1, placed, pending", "2, paid,", "4, shipped,", "6, cancelled,", "8, placed, failed", "20, paid,"})
    void anOrderIsWhatItsStateSays(String state, String ours, String payment) {
        answers(order(1, state, T));
        assertThat(FeedBench.said(bench.read(end(SECONDS, 0))))
                .containsExactly(said(1, ours, UTC, payment == null ? "" : ",\"payment\":\"" + payment + "\""));
    }

    @Test
    void whatStatesMeanAndWhereTheShopIsMayBeSaid() {
        try (FeedBench told = FeedBench.of(
                "account.prestashop.url", "{url}",
                "account.prestashop.uses", "orders",
                "account.prestashop.key", "KEY1",
                "account.prestashop.zone", "UTC",
                "account.prestashop.states", "20=shipped,1=ignored")) {
            told.system.json(200, STATES).json(200, "{'orders':[" + order(1, "20", T) + "," + order(2, "1", T) + "]}");
            assertThat(FeedBench.said(told.read(end(SECONDS, 0))))
                    .singleElement()
                    .asString()
                    .startsWith("order 2026-11-22T11:05:00Z")
                    .contains("\"status\":\"shipped\"");
        }
    }

    @Test
    void whatIsPaidOnDeliveryCountsAsPaid() {
        answers(order(1, "1", T).replace("przelewy24", "ps_cashondelivery"));
        assertThat(FeedBench.said(bench.read(end(SECONDS, 0)))).containsExactly(said(1, "paid", UTC, ""));
    }

    @Test
    void whatCannotBeUsedCostsOnlyItselfAndKeepsNoMoreThanIsUsed() {
        answers(
                order(1, "77", T),
                order(2, "1", T).replace("'product_quantity':'2'", "'product_quantity':'2.5'"),
                order(3, "1", T).replace("'date_add':'2026-11-22 11:00:00'", "'date_add':'0000-00-00 00:00:00'"),
                order(4, "1", T));
        FeedPage page = bench.read(end(SECONDS, 0));
        assertThat(page.events()).hasSize(1);
        assertThat(FeedBench.unusable(page))
                .containsExactly(
                        "1: current_state: is no state of the shop, was \"77\"",
                        "2: order_rows[0].product_quantity: must be a whole number, was \"2.5\"",
                        "3: date_add: must be a time such as 2026-03-14 11:43:30, was \"0000-00-00 00:00:00\"");
        assertThat(new String(page.unusable().get(0).body(), StandardCharsets.UTF_8))
                .doesNotContain("551");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{'errors':[]}", "{'orders':{}}"})
    void whatIsNoListOfOrdersIsNotNoOrders(String answer) {
        bench.system.json(200, STATES).json(200, answer);
        assertThat(bench.failing(end(SECONDS, 0)).kind()).isEqualTo(Kind.UNUSABLE);
        bench.system.json(200, "[]");
        assertThat(bench.failing(null)).hasMessageContaining("order_states");
    }

    @Test
    void whoIsNotLetInIsTold() {
        bench.system.text(401, "");
        assertThat(bench.failing(null).kind()).isEqualTo(Kind.DENIED);
    }
}
