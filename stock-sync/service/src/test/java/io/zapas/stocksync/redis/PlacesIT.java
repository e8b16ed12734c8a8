package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Order.Status;
import io.zapas.stocksync.api.Product.ChannelRule;
import io.zapas.stocksync.api.Product.LocationRule;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.Reservation.Allocation;
import io.zapas.stocksync.domain.SellingRules;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Insufficient;
import io.zapas.stocksync.domain.Stock.Shortfall;
import io.zapas.stocksync.domain.StockSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several locations and channels that want the same units, case by case, on a real Redis. */
class PlacesIT {
    private static final SellingRules RULES = new SellingRules(
            Map.of("store", List.of("STORE")),
            Map.of("locker", false),
            Set.of("RETURNS"),
            Map.of("STORE", 2L),
            Map.of("web", 10, "allegro", 5));

    private final Shop shop = new Shop(StockSettings.defaults().withRules(RULES));

    PlacesIT() {
        shop.tickTo(100);
    }

    private Reservation placed(String channel, String order, String sku, long quantity, long second) {
        shop.apply(channel, Shop.second(second), Shop.order(Status.PLACED, channel, order, null, sku, quantity));
        List<LedgerEntry> ledger = shop.ledger();
        return Shop.await(shop.stock.reservation(ledger.get(ledger.size() - 1).reservationId()))
                .orElseThrow();
    }

    @Test
    void whatMayNotBeSoldIsShownAndNeverCounted() {
        shop.level("A", "RETURNS", 7, 1);
        assertThat(shop.available("A")).isZero();
        assertThat(placed("web", "o1", "A", 1, 2).lines().get(0).shortfall()).isEqualTo(1);
        // Goods nobody may sell take over no promises; the first shelf does.
        shop.level("A", "WAW", 5, 3);
        Availability seen = shop.availability("A");
        assertThat(seen.available()).isEqualTo(4);
        assertThat(seen.shortfall()).isZero();
        assertThat(seen.locations())
                .containsExactly(
                        new LocationLevel("RETURNS", 7, 0, 0, 0, false, null), new LocationLevel("WAW", 5, 1, 0, 4));
        assertThat(shop.reserve(shop.request("o2", "A", 5))).isInstanceOf(Insufficient.class);
        assertThat(shop.reserve(shop.request("o2", "A", 4))).isInstanceOf(Done.class);
    }

    @Test
    void whoMayNotSplitTakesALineFromOneLocationThatCoversIt() {
        shop.level("A", "GDN", 3, 1);
        shop.level("A", "WAW", 4, 1);
        shop.offer("locker", "L1", "A", 0, 1);
        assertThat(shop.availability("A").channels()).containsEntry("locker", 4L);
        assertThat(((Insufficient) shop.reserve(shop.on("locker", "o1", "A", 5))).shortfalls())
                .containsExactly(new Shortfall("A", 5, 4));
        assertThat(((Done) shop.reserve(shop.on("locker", "o1", "A", 4)))
                        .reservation()
                        .lines()
                        .get(0)
                        .allocations())
                .containsExactly(new Allocation("A", "WAW", 4));
        assertThat(((Done) shop.reserve(shop.on("web", "o2", "A", 3)))
                        .reservation()
                        .lines()
                        .get(0)
                        .allocations())
                .containsExactly(new Allocation("A", "GDN", 3));
    }

    @Test
    void anOrderIsAFactAndSplitsWhereItMust() {
        shop.level("A", "GDN", 3, 1);
        shop.level("A", "WAW", 4, 1);
        assertThat(placed("locker", "o1", "A", 6, 2).lines().get(0).allocations())
                .containsExactlyInAnyOrder(new Allocation("A", "GDN", 3), new Allocation("A", "WAW", 3));
    }

    @Test
    void aChannelThatSellsFromSomeLocationsReachesOnlyThese() {
        shop.level("A", "STORE", 6, 1);
        shop.level("A", "WAW", 50, 1);
        shop.offer("store", "S1", "A", 0, 1);
        assertThat(shop.availability("A").channels()).containsEntry("store", 4L);
        assertThat(shop.reserve(shop.on("store", "o1", "A", 5))).isInstanceOf(Insufficient.class);
        assertThat(((Done) shop.reserve(shop.on("store", "o1", "A", 3)))
                        .reservation()
                        .lines()
                        .get(0)
                        .allocations())
                .containsExactly(new Allocation("A", "STORE", 3));
        // What the buffer keeps back covers an order, then other locations do.
        assertThat(placed("store", "o2", "A", 5, 2).lines().get(0).allocations())
                .containsExactlyInAnyOrder(new Allocation("A", "STORE", 3), new Allocation("A", "WAW", 2));
        assertThat(shop.availability("A").shortfall()).isZero();
    }

    @Test
    void aLocationsBufferKeepsBackWhatIsThereAndTakesNothingFromOthers() {
        shop.level("A", "STORE", 1, 1);
        shop.level("A", "WAW", 5, 1);
        assertThat(shop.availability("A").locations())
                .containsExactly(new LocationLevel("STORE", 1, 0, 1, 0), new LocationLevel("WAW", 5, 0, 0, 5));
        assertThat(shop.available("A")).isEqualTo(5);
        shop.apply(
                "erp",
                Shop.second(2),
                Shop.ruled("A", 1L, Map.of(), Map.of("STORE", new LocationRule(0L), "WAW", new LocationRule(3L))));
        assertThat(shop.availability("A").locations())
                .containsExactly(new LocationLevel("STORE", 1, 0, 1, 0), new LocationLevel("WAW", 5, 0, 3, 2));
        assertThat(shop.available("A")).isEqualTo(2);
        // The product is shown as it was given, rules of locations included.
        assertThat(shop.availability("A").product().locations()).containsEntry("WAW", new LocationRule(3L));
    }

    @Test
    void aShortfallNamesTheLowestPriorityFirstThenTheYoungest() {
        shop.level("A", "WAW", 8, 1);
        placed("web", "w1", "A", 2, 2);
        placed("kaufland", "k1", "A", 2, 3);
        placed("allegro", "a1", "A", 2, 4);
        placed("allegro", "a2", "A", 2, 5);
        shop.level("A", "WAW", 7, 6);
        assertThat(shop.availability("A").shortOrders()).containsExactly("k1");
        shop.level("A", "WAW", 3, 7);
        assertThat(shop.availability("A").shortOrders()).containsExactly("k1", "a2", "a1");
        // The product's own rule goes before the shop's.
        shop.apply(
                "erp",
                Shop.second(8),
                Shop.product("A", null, Map.of("kaufland", new ChannelRule(null, null, null, null, 20, null))));
        assertThat(shop.availability("A").shortOrders()).containsExactly("a2", "a1", "w1");
    }

    @Test
    void scarceUnitsGoToTheHighestPriority() {
        shop.level("A", "WAW", 10, 1);
        shop.apply(
                "erp",
                Shop.second(2),
                Shop.product(
                        "A",
                        null,
                        Map.of(
                                "allegro", new ChannelRule(null, null, null, 6L),
                                "web", new ChannelRule(null, null, null, 6L),
                                "kaufland", new ChannelRule(null, null, null, null, null, 5L))));
        // web (10) keeps 6, allegro (5) the other 4.
        assertThat(shop.availability("A").channels())
                .containsEntry("web", 6L)
                .containsEntry("allegro", 4L)
                .containsEntry("kaufland", 0L);
        shop.level("A", "WAW", 14, 3);
        assertThat(shop.availability("A").channels()).containsEntry("kaufland", 2L);
        shop.apply(
                "erp",
                Shop.second(4),
                Shop.product("A", null, Map.of("kaufland", new ChannelRule(null, null, null, null, null, 15L))));
        assertThat(shop.availability("A").channels()).containsEntry("kaufland", 0L);
        assertThat(shop.reserve(shop.on("kaufland", "o1", "A", 1))).isInstanceOf(Insufficient.class);
        assertThat(shop.reserve(shop.on("web", "o1", "A", 14))).isInstanceOf(Done.class);
    }
}
