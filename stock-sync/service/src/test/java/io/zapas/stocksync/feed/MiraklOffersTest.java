package io.zapas.stocksync.feed;

import static io.zapas.stocksync.feed.FeedBench.quoted;
import static io.zapas.stocksync.feed.FeedBench.unusable;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MiraklOffersTest {
    private final FeedBench bench = FeedBench.of(
            "account.mirakl.url", "{url}",
            "account.mirakl.key", "hush",
            "account.mirakl.uses", "offers");

    @AfterEach
    void close() {
        bench.close();
    }

    private static String says(String sku, long quantity) {
        return "offer 2026-11-23T09:00:00Z {'channel':'empik','offerId':'" + sku + "','sku':'" + sku + "','quantity':"
                + quantity + "}";
    }

    @Test
    void goesThroughAllPagesAndBeginsAgain() {
        bench.system
                .json(
                        200,
                        "{'offers':[{'offer_id':1,'shop_sku':'A','quantity':7,'active':true},{'offer_id':2,'shop_sku':'B','quantity':3,'active':false}],'total_count':3}")
                .json(200, "{'offers':[{'offer_id':3,'shop_sku':'C','quantity':2}],'total_count':3}")
                .json(200, "{'offers':[],'total_count':0}");

        FeedPage first = bench.read("offers", null);
        FeedPage second = bench.read("offers", first.cursor());
        FeedPage third = bench.read("offers", second.cursor());

        assertThat(bench.addresses(0))
                .containsExactly(
                        "/api/offers?max=100&offset=0", "/api/offers?max=100&offset=2", "/api/offers?max=100&offset=0");
        assertThat(quoted(first)).containsExactly(says("A", 7), says("B", 0));
        assertThat(quoted(second)).containsExactly(says("C", 2));
        assertThat(first.last()).isFalse();
        assertThat(second.last()).isTrue();
        assertThat(third.last()).isTrue();
    }

    @Test
    void anEmptyPageEndsTheRoundWhateverIsCounted() {
        bench.system.json(200, "{'offers':[],'total_count':500}");

        FeedPage page = bench.read("offers", "400");

        assertThat(page.cursor()).isEqualTo("0");
        assertThat(page.last()).isTrue();
    }

    @Test
    void deletedOffersShowNothingAndThoseOfOthersAreNotOurs() {
        bench.system.json(
                200,
                "{'offers':[{'shop_sku':'A','quantity':7,'deleted':true},{'shop_sku':'B','quantity':7,'fulfillment':{'center':{'code':'X'}}}],'total_count':2}");

        FeedPage page = bench.read("offers", null);

        assertThat(quoted(page)).containsExactly(says("A", 0));
        assertThat(page.unusable()).isEmpty();
    }

    @Test
    void whatCannotBeUsedCostsOnlyItself() {
        bench.system.json(
                200,
                "{'offers':[{'shop_sku':'A'},{'quantity':1},{'shop_sku':'B','quantity':'x'},{'shop_sku':'C','quantity':4}],'total_count':4}");

        FeedPage page = bench.read("offers", null);

        assertThat(unusable(page))
                .containsExactly(
                        "A: quantity: is required",
                        ": shop_sku: is required",
                        "B: quantity: must be a whole number, was \"x\"");
        assertThat(quoted(page)).containsExactly(says("C", 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{}", "{\"offers\":[]}", "{\"offers\":{},\"total_count\":0}"})
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
