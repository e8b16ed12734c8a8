package io.zapas.stocksync.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EbayOffersTest {
    private final FeedBench bench = FeedBench.of(
            "account.ebay.url", "{url}",
            "account.ebay.uses", "offers",
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

    private static String item(String sku, String quantity) {
        return "{'sku':'" + sku + "','availability':{'shipToLocationAvailability':{'quantity':" + quantity + "}}}";
    }

    private static String shown(String sku, long quantity) {
        return "offer 2026-11-23T09:00:00Z {\"channel\":\"ebay\",\"offerId\":\"" + sku + "\",\"sku\":\"" + sku
                + "\",\"quantity\":" + quantity + "}";
    }

    @Test
    void itemsAreReadPageByPageAsEbaySaysWhereTheNextOneBegins() {
        bench.system
                .json(
                        200,
                        "{'total':3,'next':'/sell/inventory/v1/inventory_item?limit=100&offset=1','inventoryItems':["
                                + item("KREM", "9") + ",{'sku':'PICKUP','availability':{}},{'sku':'NEW'}]}")
                .json(200, "{'total':3,'inventoryItems':[" + item("SZAMP", "0") + "]}");
        FeedPage page = bench.read(null);
        assertThat(FeedBench.said(page)).containsExactly(shown("KREM", 9));
        assertThat(page.unusable()).isEmpty();
        assertThat(page.last()).isFalse();

        FeedPage last = bench.read(page.cursor());
        assertThat(FeedBench.said(last)).containsExactly(shown("SZAMP", 0));
        assertThat(last.last()).isTrue();
        assertThat(last.cursor()).isEqualTo("0");
        assertThat(bench.asked(1))
                .containsExactly(
                        "GET /sell/inventory/v1/inventory_item?limit=100&offset=0",
                        "GET /sell/inventory/v1/inventory_item?limit=100&offset=1");
    }

    @Test
    void aSellerWithoutItemsShowsNothing() {
        bench.system.json(200, "{'total':0}");
        assertThat(bench.read(null).events()).isEmpty();
    }

    @Test
    void whatCannotBeUsedCostsOnlyItself() {
        bench.system.json(200, "{'inventoryItems':[" + item("KREM", "'many'") + "," + item("SZAMP", "4") + "]}");
        FeedPage page = bench.read(null);
        assertThat(FeedBench.said(page)).containsExactly(shown("SZAMP", 4));
        assertThat(FeedBench.unusable(page))
                .containsExactly(
                        "KREM: availability.shipToLocationAvailability.quantity: must be a whole number, was \"many\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "{'total':3}",
                "[]",
                "{'inventoryItems':[],'next':'/x?offset=0'}",
                "{'inventoryItems':[],'next':'?'}"
            })
    void whatIsNoListIsNoAnswer(String answer) {
        bench.system.json(200, answer);
        assertThat(bench.failing(null).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void whoIsNotLetInIsTold() {
        bench.system.text(403, "");
        assertThat(bench.failing(null).kind()).isEqualTo(Kind.DENIED);
    }
}
