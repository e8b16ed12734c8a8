package io.zapas.stocksync.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BaseLinkerOffersTest {
    private final FeedBench bench = FeedBench.of(
            "account.baselinker.url", "{url}",
            "account.baselinker.token", "hush-hush",
            "account.baselinker.uses", "offers",
            "account.baselinker.channel", "base",
            "account.baselinker.inventory", "18841",
            "account.baselinker.warehouse", "bl_205",
            "account.baselinker.calls-per-minute", "60000");

    @AfterEach
    void close() {
        bench.close();
    }

    private void products(String products) {
        bench.system.json(200, "{'status':'SUCCESS','products':" + products + "}");
    }

    @Test
    void tellsWhatTheWarehouseShowsBySku() {
        products("{'1':{'stock':{'bl_205':5,'shop_3':7}},'2':{'stock':{'bl_205':-3}},'3':{'stock':{'shop_3':7}},"
                + "'4':{'stock':{'bl_205':1}}}");
        products("{'1':{'sku':'LED'},'2':{'sku':'KREM'},'3':{'sku':'SZAMP'},'4':{'sku':''}}");

        FeedPage page = bench.read(null);

        assertThat(FeedBench.briefly(page)).containsExactly("base 1 = LED 5", "base 2 = KREM 0", "base 3 = SZAMP 0");
        assertThat(page.events()).allMatch(event -> event.event().time().equals(FeedBench.NOW));
        assertThat(page.last()).isTrue();
        assertThat(page.cursor()).isEqualTo("1");
    }

    @Test
    void variantsAreTheListings() {
        products("{'10':{'stock':{'bl_205':12},'variants':{'11':{'bl_205':4},'12':{'bl_205':8}}}}");
        products("{'10':{'sku':'TEE'}}");
        products("{'10':{'sku':'TEE','variants':{'11':{'sku':'TEE-S'},'12':{'sku':'TEE-M'}}}}");

        assertThat(FeedBench.briefly(bench.read(null))).containsExactly("base 11 = TEE-S 4", "base 12 = TEE-M 8");
    }

    @Test
    void skusAreAskedForOnce() {
        products("{'1':{'stock':{'bl_205':5}}}");
        products("{'1':{'sku':'LED'}}");
        bench.read(null);
        products("{'1':{'stock':{'bl_205':4}}}");

        assertThat(FeedBench.briefly(bench.read("1"))).containsExactly("base 1 = LED 4");
        assertThat(bench.system.asked()).hasSize(3);
    }

    @Test
    void aSkuThatWasRenamedIsFoundAfterSomeRounds() {
        for (int round = 0; round <= 50; round++) {
            products("{'1':{'stock':{'bl_205':5}}}");
            if (round % 50 == 0) {
                products("{'1':{'sku':'LED-" + round + "'}}");
            }
            assertThat(FeedBench.briefly(bench.read("1")))
                    .containsExactly(round < 50 ? "base 1 = LED-0 5" : "base 1 = LED-50 5");
        }
    }

    @Test
    void aFullPageIsFollowedByTheNext() {
        products(IntStream.rangeClosed(1, 1_000)
                .mapToObj(i -> "'" + i + "':{'stock':{'bl_205':1}}")
                .collect(Collectors.joining(",", "{", "}")));
        products(IntStream.rangeClosed(1, 1_000)
                .mapToObj(i -> "'" + i + "':{'sku':'S" + i + "'}")
                .collect(Collectors.joining(",", "{", "}")));
        FeedPage full = bench.read(null);
        assertThat(full.events()).hasSize(1_000);
        assertThat(full.cursor()).isEqualTo("2");
        assertThat(full.last()).isFalse();

        products("[]");
        FeedPage end = bench.read("2");
        assertThat(end.events()).isEmpty();
        assertThat(end.cursor()).isEqualTo("1");
        assertThat(end.last()).isTrue();
        assertThat(bench.system.asked().get(2).text()).contains("%22page%22%3A2");
    }

    @Test
    void anAnswerWithoutProductsIsNoEmptyCatalogue() {
        bench.system.json(200, "{'status':'SUCCESS'}");

        assertThat(bench.failing("1").kind()).isEqualTo(Kind.UNUSABLE);
    }
}
