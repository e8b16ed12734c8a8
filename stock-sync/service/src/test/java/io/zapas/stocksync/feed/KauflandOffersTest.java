package io.zapas.stocksync.feed;

import static io.zapas.stocksync.feed.FeedBench.quoted;
import static io.zapas.stocksync.feed.FeedBench.unusable;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KauflandOffersTest {
    private final FeedBench bench = bench();

    private static FeedBench bench(String... more) {
        String[] keys = {
            "account.kaufland.url", "{url}/v2",
            "account.kaufland.client-key", "client-1",
            "account.kaufland.secret-key", "hush",
            "account.kaufland.storefront", "pl",
            "account.kaufland.uses", "offers"
        };
        String[] all = Arrays.copyOf(keys, keys.length + more.length);
        System.arraycopy(more, 0, all, keys.length, more.length);
        return FeedBench.of(all);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static String unit(String id, String offer, String amount, String more) {
        return "{'id_unit':" + id + ",'id_offer':" + offer + ",'amount':" + amount + ",'status':'available'" + more
                + "}";
    }

    private static String units(int total, String... units) {
        return "{'data':[" + String.join(",", units) + "],'pagination':{'offset':0,'limit':100,'total':" + total + "}}";
    }

    private static String says(String id, String sku, long quantity) {
        return "offer 2026-11-23T09:00:00Z {'channel':'kaufland','offerId':'" + id + "','sku':"
                + (sku == null ? "null" : "'" + sku + "'") + ",'quantity':" + quantity + "}";
    }

    @Test
    void goesThroughAllPagesAndBeginsAgain() {
        bench.system
                .json(200, units(3, unit("390004511001", "'KREM-75'", "9", ""), unit("2", "null", "1", "")))
                .json(200, units(3, unit("3", "'C'", "5", "").replace("'available'", "'ONHOLD'")))
                .json(200, units(0));

        FeedPage first = bench.read("offers", null);
        FeedPage second = bench.read("offers", first.cursor());
        FeedPage third = bench.read("offers", second.cursor());

        assertThat(bench.addresses(0))
                .containsExactly(
                        "/v2/units?storefront=pl&limit=100&offset=0",
                        "/v2/units?storefront=pl&limit=100&offset=2",
                        "/v2/units?storefront=pl&limit=100&offset=0");
        assertThat(quoted(first)).containsExactly(says("390004511001", "KREM-75", 9), says("2", null, 1));
        assertThat(quoted(second)).containsExactly(says("3", "C", 0));
        assertThat(first.last()).isFalse();
        assertThat(second.last()).isTrue();
        assertThat(third.last()).isTrue();
    }

    @Test
    void unitsOfOthersAreNotOurs() {
        try (FeedBench other = bench("account.kaufland.warehouse", "77")) {
            other.system.json(
                    200,
                    units(
                            4,
                            unit("1", "'A'", "1", ",'id_warehouse':77"),
                            unit("2", "'A'", "2", ",'id_warehouse':78"),
                            unit("3", "'A'", "3", ""),
                            unit("4", "'A'", "4", ",'fulfillment_type':'fulfilled_by_kaufland'")));

            FeedPage page = other.read("offers", null);

            assertThat(quoted(page)).containsExactly(says("1", "A", 1), says("3", "A", 3));
            assertThat(page.unusable()).isEmpty();
        }
    }

    @Test
    void whatCannotBeUsedCostsOnlyItself() {
        bench.system.json(200, units(2, unit("1", "'A'", "'x'", ""), unit("2", "'B'", "2", "")));

        FeedPage page = bench.read("offers", null);

        assertThat(unusable(page)).containsExactly("1: amount: must be a whole number, was \"x\"");
        assertThat(quoted(page)).containsExactly(says("2", "B", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{}", "{\"data\":{}}", "{\"data\":[{\"amount\":1}]}"})
    void anAnswerOfAnotherShapeSaysNothing(String answer) {
        bench.system.text(200, answer);

        assertThat(bench.failing("offers", null).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void deniedAndBusy() {
        bench.system.text(403, "").text(429, "");

        assertThat(bench.failing("offers", null).kind()).isEqualTo(Kind.DENIED);
        assertThat(bench.failing("offers", null).kind()).isEqualTo(Kind.BUSY);
    }
}
