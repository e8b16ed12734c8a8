package io.zapas.stocksync.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShoperOffersTest {
    private static final String LIST =
            "GET /webapi/rest/product-stocks?limit=50&order=stock_id%20ASC&filters%5Bstock_id%5D%5B%3E%5D=";

    private final FeedBench bench =
            FeedBench.of("account.shoper.url", "{url}", "account.shoper.uses", "offers", "account.shoper.token", "tok");

    @AfterEach
    void close() {
        bench.close();
    }

    private static String row(int id, String stock) {
        return "{'stock_id':'" + id + "','code':'S-" + id + "','stock':" + stock + "}";
    }

    private static String shown(int id, long quantity) {
        return "offer 2026-11-23T09:00:00Z {\"channel\":\"shoper\",\"offerId\":\"" + id + "\",\"sku\":\"S-" + id
                + "\",\"quantity\":" + quantity + "}";
    }

    @Test
    void rowsAreReadByTheirNumbers() {
        bench.system.json(
                200,
                IntStream.rangeClosed(1, 50)
                        .mapToObj(i -> row(i * 2, "'" + i + "'"))
                        .collect(Collectors.joining(",", "{'list':[", "]}")));
        FeedPage page = bench.read(null);
        assertThat(FeedBench.said(page)).hasSize(50).startsWith(shown(2, 1)).endsWith(shown(100, 50));
        assertThat(page.last()).isFalse();

        bench.system.json(200, "{'list':[" + row(101, "'7.0000'") + "," + row(102, "-3") + "]}");
        FeedPage last = bench.read(page.cursor());
        assertThat(FeedBench.said(last)).containsExactly(shown(101, 7), shown(102, 0));
        assertThat(last.last()).isTrue();
        assertThat(last.cursor()).isEqualTo("0");
        assertThat(bench.asked(0)).containsExactly(LIST + "0", LIST + "100");
        assertThat(bench.system.asked().get(0).header("Authorization")).isEqualTo("Bearer tok");
    }

    @Test
    void whatCannotBeUsedCostsOnlyItself() {
        bench.system.json(200, "{'list':[" + row(1, "'1.5'") + "," + row(2, "null") + "," + row(3, "'4'") + "]}");
        FeedPage page = bench.read("x");
        assertThat(FeedBench.said(page)).containsExactly(shown(3, 4));
        assertThat(FeedBench.unusable(page))
                .containsExactly("1: stock: must be a whole number, was \"1.5\"", "2: stock: is required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "[]",
                "{'error':'invalid_request'}",
                "{'list':[{'stock_id':'5','stock':'1'}]}",
                "{'list':[{'stock_id':'7','stock':'1'},{'stock_id':'6','stock':'1'}]}",
                "{'list':[{'stock':'1'}]}"
            })
    void whatIsNotTheListThatWasAskedForIsNoAnswer(String answer) {
        bench.system.json(200, answer);
        assertThat(bench.failing("5").kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void whoIsNotLetInOrTooFastIsTold() {
        bench.system.text(403, "").text(429, "");
        assertThat(bench.failing(null).kind()).isEqualTo(Kind.DENIED);
        assertThat(bench.failing(null).kind()).isEqualTo(Kind.BUSY);
    }
}
