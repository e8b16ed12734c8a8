package io.zapas.stocksync.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WooCommerceOffersTest {
    private static final String LIST =
            "?_fields=id,type,sku,manage_stock,stock_quantity&orderby=id&order=asc&per_page=";

    private final FeedBench bench = FeedBench.of(
            "account.woocommerce.url", "{url}",
            "account.woocommerce.uses", "offers",
            "account.woocommerce.key", "ck_1",
            "account.woocommerce.secret", "cs_1");

    @AfterEach
    void close() {
        bench.close();
    }

    private static String product(int id, String type, String managed, String quantity) {
        return "{'id':" + id + ",'type':'" + type + "','sku':'S-" + id + "','manage_stock':" + managed
                + ",'stock_quantity':" + quantity + "}";
    }

    private static String shown(int id, long quantity) {
        return "offer 2026-11-23T09:00:00Z {\"channel\":\"woocommerce\",\"offerId\":\"" + id + "\",\"sku\":\"S-" + id
                + "\",\"quantity\":" + quantity + "}";
    }

    @Test
    void productsShowTheirCountAndVariationsTheirOwn() {
        bench.system
                .json(
                        200,
                        "[" + product(1, "simple", "true", "21") + "," + product(2, "simple", "false", "null") + ","
                                + product(3, "variable", "false", "null") + "," + product(4, "simple", "true", "-2")
                                + "]")
                .json(
                        200,
                        "[" + product(31, "variation", "true", "0") + "," + product(32, "variation", "'parent'", "5")
                                + "]");
        FeedPage page = bench.read(null);
        assertThat(FeedBench.said(page)).containsExactly(shown(1, 21), shown(4, 0), shown(31, 0));
        assertThat(page.unusable()).isEmpty();
        assertThat(page.last()).isTrue();
        assertThat(page.cursor()).isEqualTo("0");
        assertThat(bench.asked(0))
                .containsExactly(
                        "GET /wp-json/wc/v3/products" + LIST + "50&offset=0",
                        "GET /wp-json/wc/v3/products/3/variations" + LIST + "100&offset=0");
    }

    @Test
    void fullPagesAreReadOn() {
        bench.system.json(
                200,
                IntStream.range(0, 50)
                        .mapToObj(i -> product(i + 1, "simple", "true", "1"))
                        .collect(Collectors.joining(",", "[", "]")));
        FeedPage page = bench.read(null);
        assertThat(page.events()).hasSize(50);
        assertThat(page.last()).isFalse();

        bench.system
                .json(200, "[" + product(99, "variable", "true", "3") + "]")
                .json(
                        200,
                        IntStream.range(0, 100)
                                .mapToObj(i -> product(i + 1_000, "variation", "true", "1"))
                                .collect(Collectors.joining(",", "[", "]")))
                .json(200, "[" + product(1_100, "variation", "true", "7") + "]");
        FeedPage next = bench.read(page.cursor());
        assertThat(FeedBench.said(next)).hasSize(102).contains(shown(99, 3), shown(1_100, 7));
        assertThat(next.last()).isTrue();
        assertThat(bench.asked(1))
                .containsExactly(
                        "GET /wp-json/wc/v3/products" + LIST + "50&offset=50",
                        "GET /wp-json/wc/v3/products/99/variations" + LIST + "100&offset=0",
                        "GET /wp-json/wc/v3/products/99/variations" + LIST + "100&offset=100");
    }

    @Test
    void whatCannotBeUsedCostsOnlyItself() {
        bench.system.json(
                200, "[" + product(1, "simple", "true", "2.5") + "," + product(2, "simple", "true", "4") + "]");
        FeedPage page = bench.read("0");
        assertThat(FeedBench.said(page)).containsExactly(shown(2, 4));
        assertThat(FeedBench.unusable(page)).containsExactly("1: stock_quantity: must be a whole number, was 2.5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{'code':'rest_no_route'}"})
    void whatIsNoListIsNoAnswer(String answer) {
        bench.system.json(200, answer);
        assertThat(bench.failing("50").kind()).isEqualTo(Kind.UNUSABLE);
        bench.system
                .json(200, "[" + product(3, "variable", "false", "null") + "]")
                .json(200, answer);
        assertThat(bench.failing(null).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void whoIsNotLetInIsTold() {
        bench.system.text(403, "");
        assertThat(bench.failing(null).kind()).isEqualTo(Kind.DENIED);
    }
}
