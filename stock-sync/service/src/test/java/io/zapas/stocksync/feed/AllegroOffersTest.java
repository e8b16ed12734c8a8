package io.zapas.stocksync.feed;

import static io.zapas.stocksync.feed.FeedBench.quoted;
import static io.zapas.stocksync.feed.FeedBench.unusable;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllegroOffersTest {
    private static final long HOUR =
            Duration.between(Instant.EPOCH, FeedBench.NOW).toHours();
    private static final String JOURNAL = "at:" + HOUR + ":e1";

    @TempDir
    Path directory;

    private FeedBench bench;

    @BeforeEach
    void open() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "tok-1\n");
        bench = FeedBench.of(
                "account.allegro.url",
                "{url}",
                "account.allegro.token-file",
                file.toString(),
                "account.allegro.uses",
                "offers");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static String offer(String id, String sku, long available, String status) {
        return "{'id':'" + id + "','name':'Krem','external':" + (sku == null ? "null" : "{'id':'" + sku + "'}")
                + ",'stock':{'available':" + available + ",'sold':3},'publication':{'status':'" + status + "'}}";
    }

    private static String offers(String... offers) {
        return "{'offers':[" + String.join(",", offers) + "],'count':" + offers.length + "}";
    }

    private static String event(String id, String type, String offer, String sku) {
        return "{'id':'" + id + "','type':'" + type + "','occurredAt':'2026-11-23T08:00:00Z','offer':{'id':'" + offer
                + "','external':" + (sku == null ? "null" : "{'id':'" + sku + "'}") + "}}";
    }

    private static String events(String... events) {
        return "{'offerEvents':[" + String.join(",", events) + "]}";
    }

    private static String says(String id, String sku, long quantity) {
        return "offer 2026-11-23T09:00:00Z {'channel':'allegro','offerId':'" + id + "','sku':"
                + (sku == null ? "null" : "'" + sku + "'") + ",'quantity':" + quantity + "}";
    }

    @Test
    void beginsAtTheJournalsEndWithAllActiveOffers() {
        bench.system
                .json(200, events(event("e1", "OFFER_CHANGED", "9", null), event("e2", "OFFER_CHANGED", "9", null)))
                .json(200, events())
                .json(200, offers(offer("11", "KREM-75", 7, "ACTIVE"), offer("12", null, 2, "ACTIVE")))
                .json(200, events());

        FeedPage skipped = bench.read("offers", null);
        FeedPage end = bench.read("offers", skipped.cursor());
        FeedPage all = bench.read("offers", end.cursor());
        FeedPage journal = bench.read("offers", all.cursor());

        assertThat(quoted(all)).containsExactly(says("11", "KREM-75", 7), says("12", null, 2));
        assertThat(bench.addresses(0))
                .containsExactly(
                        "/sale/offer-events?limit=1000",
                        "/sale/offer-events?limit=1000&from=e2",
                        "/sale/offers?publication.status=ACTIVE&limit=200&offset=0",
                        "/sale/offer-events?limit=200&from=e2");
        assertThat(skipped.last() || end.last() || all.last()).isFalse();
        assertThat(journal.last()).isTrue();
        assertThat(journal.cursor()).isEqualTo("at:" + HOUR + ":e2");
    }

    @Test
    void pagesOverlapSinceOffersEndMeanwhile() {
        String[] page = IntStream.range(0, 200)
                .mapToObj(i -> offer("1" + i, "S" + i, 1, "ACTIVE"))
                .toArray(String[]::new);
        bench.system.json(200, offers(page));

        assertThat(bench.read("offers", "all:150:" + HOUR + ":e1").cursor()).isEqualTo("all:300:" + HOUR + ":e1");
    }

    @Test
    void changedOffersAreAskedForOnce() {
        bench.system
                .json(
                        200,
                        events(
                                event("e2", "OFFER_STOCK_CHANGED", "11", "KREM-75"),
                                event("e3", "OFFER_PRICE_CHANGED", "12", "X"),
                                event("e4", "OFFER_CHANGED", "11", "KREM-75"),
                                event("e5", "OFFER_ENDED", "13", "Y"),
                                event("e6", "A_NEW_KIND", "14", "Z")))
                .json(
                        200,
                        offers(
                                offer("11", "KREM-75", 7, "ACTIVE"),
                                offer("13", "Y", 5, "ENDED"),
                                offer("14", "Z", 1, "ACTIVATING")));

        FeedPage page = bench.read("offers", JOURNAL);

        assertThat(bench.addresses(1)).containsExactly("/sale/offers?offer.id=11&offer.id=13&offer.id=14&limit=50");
        assertThat(quoted(page)).containsExactly(says("11", "KREM-75", 7), says("13", "Y", 0), says("14", "Z", 1));
        assertThat(page.cursor()).isEqualTo("at:" + HOUR + ":e6");
        assertThat(page.last()).isTrue();
    }

    @Test
    void manyChangedOffersAreAskedForInTurn() {
        String[] events = IntStream.range(0, 200)
                .mapToObj(i -> event("e" + i, "OFFER_STOCK_CHANGED", "1" + i % 60, "S"))
                .toArray(String[]::new);
        bench.system
                .json(200, events(events))
                .json(200, offers(offer("10", "S", 1, "ACTIVE")))
                .json(200, offers(offer("159", "S", 2, "ACTIVE")));

        FeedPage page = bench.read("offers", JOURNAL);

        assertThat(bench.addresses(1)).hasSize(2);
        assertThat(bench.addresses(2).get(0))
                .startsWith("/sale/offers?offer.id=150&")
                .endsWith("&offer.id=159&limit=50");
        assertThat(page.events()).hasSize(2);
        assertThat(page.last()).isFalse();
    }

    @Test
    void anOfferThatIsGoneShowsNothing() {
        bench.system
                .json(
                        200,
                        events(
                                event("e2", "OFFER_ARCHIVED", "11", "KREM-75"),
                                event("e3", "OFFER_STOCK_CHANGED", "12", "X"),
                                event("e4", "OFFER_ENDED", "13", null)))
                .json(200, offers());

        FeedPage page = bench.read("offers", JOURNAL);

        assertThat(quoted(page)).containsExactly(says("11", "KREM-75", 0));
        assertThat(page.unusable()).isEmpty();
    }

    @Test
    void offersOfOneFulfillmentAreNotOurs() {
        bench.system.json(200, offers(offer("11", "K", 7, "ACTIVE").replace("'name'", "'isFulfillment':true,'name'")));

        FeedPage page = bench.read("offers", "all:0:" + HOUR + ":e1");

        assertThat(page.events()).isEmpty();
        assertThat(page.unusable()).isEmpty();
    }

    @Test
    void whatCannotBeUsedCostsOnlyItself() {
        bench.system.json(
                200,
                offers(
                        "{'id':'11','publication':{'status':'ACTIVE'},'stock':{}}",
                        "{'id':'12'}",
                        offer("13", "K", 7, "ACTIVE")));

        FeedPage page = bench.read("offers", "all:0:" + HOUR + ":e1");

        assertThat(unusable(page)).containsExactly("11: stock.available: is required", "12: publication: is required");
        assertThat(quoted(page)).containsExactly(says("13", "K", 7));
    }

    @Test
    void beginsAnewBeforeTheJournalForgets() {
        bench.now.set(FeedBench.NOW.plus(Duration.ofHours(21)));
        bench.system.json(200, events());
        assertThat(bench.read("offers", JOURNAL).cursor()).isEqualTo(JOURNAL);

        bench.now.set(FeedBench.NOW.plus(Duration.ofHours(22)));
        bench.system.json(200, events());
        assertThat(bench.read("offers", JOURNAL).cursor()).isEqualTo("all:0:" + (HOUR + 22) + ":");
        assertThat(bench.addresses(1)).containsExactly("/sale/offer-events?limit=1000");
    }

    @Test
    void anEmptyJournalIsReadFromItsBeginning() {
        bench.system.json(200, events());

        FeedPage page = bench.read("offers", "at:" + HOUR + ":");

        assertThat(bench.addresses(0)).containsExactly("/sale/offer-events?limit=200");
        assertThat(page.cursor()).isEqualTo("at:" + HOUR + ":");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<html>", "{}", "{\"offerEvents\":{},\"offers\":{}}", "{\"offerEvents\":[{}],\"offers\":[{}]}"})
    void anAnswerOfAnotherShapeSaysNothing(String answer) {
        for (String cursor : new String[] {null, "skip:e1", "all:0:1:e1", JOURNAL}) {
            bench.system.text(200, answer);
            assertThat(bench.failing("offers", cursor).kind()).as(cursor).isEqualTo(Kind.UNUSABLE);
        }
    }

    @Test
    void deniedAndBusy() {
        bench.system.text(403, "").text(429, "");

        assertThat(bench.failing("offers", JOURNAL).kind()).isEqualTo(Kind.DENIED);
        assertThat(bench.failing("offers", JOURNAL).kind()).isEqualTo(Kind.BUSY);
    }
}
