package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.Availability.Preorder;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Order.Status;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.Product.ChannelRule;
import io.zapas.stocksync.api.Product.PreorderRule;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.Reservation.Allocation;
import io.zapas.stocksync.api.SupplyExpected;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Insufficient;
import io.zapas.stocksync.domain.Stock.Shortfall;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Units promised against deliveries on their way, on a real Redis. */
class PreorderIT {
    private static final LocalDate TODAY = LocalDate.ofInstant(Shop.START, ZoneOffset.UTC);
    private static final LocalDate SOON = TODAY.plusDays(7);
    private static final LocalDate LATER = TODAY.plusDays(20);

    private final Shop shop = new Shop();
    private long second = 1;

    PreorderIT() {
        shop.tickTo(1_000);
    }

    private void allow(PreorderRule rule, Map<String, ChannelRule> channels) {
        shop.apply(
                "erp",
                Shop.second(second++),
                new Product(
                        "A", null, null, null, null, null, null, null, null, null, null, null, null, channels, null,
                        rule, null, null, null));
    }

    private void deliver(String order, long quantity, LocalDate eta, Boolean confirmed) {
        shop.apply("erp", Shop.second(second++), new SupplyExpected("A", null, quantity, eta, order, confirmed));
    }

    private Preorder open() {
        return shop.availability("A").preorder();
    }

    @Example
    void nothingIsPromisedUnlessTheProductAndTheRequestSaySo() {
        shop.level("A", "WAW", 2, 1);
        deliver("PO1", 10, SOON, null);
        assertThat(open()).isNull();
        assertThat(shop.reserve(shop.ahead("o1", "A", 3))).isInstanceOf(Insufficient.class);
        allow(new PreorderRule(null, null, null), Map.of());
        assertThat(open()).isEqualTo(new Preorder(10, SOON, 0));
        assertThat(shop.available("A")).isEqualTo(2);
        assertThat(((Insufficient) shop.reserve(shop.request("o1", "A", 3))).shortfalls())
                .containsExactly(new Shortfall("A", 3, 2));
        assertThat(((Insufficient) shop.reserve(shop.ahead("o1", "A", 13))).shortfalls())
                .containsExactly(new Shortfall("A", 13, 12));
    }

    @Example
    void aPromiseIsServedByTheReceiptBeforeTheAtpRises() {
        shop.level("A", "WAW", 2, 1);
        deliver("PO1", 4, SOON, null);
        deliver("PO2", 10, LATER, null);
        allow(new PreorderRule(null, null, null), Map.of());
        Reservation held = ((Done) shop.reserve(shop.ahead("o1", "A", 5))).reservation();
        Reservation.Line line = held.lines().get(0);
        assertThat(line.preorder()).isEqualTo(3);
        assertThat(line.availableFrom()).isEqualTo(SOON);
        assertThat(line.shortfall()).isZero();
        assertThat(line.allocations())
                .containsExactlyInAnyOrder(new Allocation("A", "WAW", 2), new Allocation("A", "incoming", 3));
        Availability seen = shop.availability("A");
        assertThat(seen.available()).isZero();
        assertThat(seen.shortfall()).isZero();
        assertThat(seen.shortOrders()).isEmpty();
        assertThat(seen.locations()).containsExactly(new LocationLevel("WAW", 2, 2, 0, 0));
        assertThat(seen.preorder()).isEqualTo(new Preorder(11, SOON, 3));
        Reservation next = ((Done) shop.reserve(shop.ahead("o2", "A", 2))).reservation();
        assertThat(next.lines().get(0).availableFrom()).isEqualTo(LATER);

        shop.transition(held.id(), Action.CONFIRM);
        shop.level("A", "WAW", 6, second++);
        deliver("PO1", 0, SOON, null);
        assertThat(shop.available("A")).isZero();
        assertThat(shop.availability("A").shortfall()).isZero();
        shop.level("A", "WAW", 16, second++);
        deliver("PO2", 0, LATER, null);
        assertThat(shop.available("A")).isEqualTo(16 - 5 - 2);
        shop.tickTo(1_010);
        shop.transition(held.id(), Action.FULFIL);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 11, 0, 0, 11));
        assertThat(shop.available("A")).isEqualTo(9);
        assertThat(open().promised()).isEqualTo(2);
        shop.transition(next.id(), Action.RELEASE);
        assertThat(shop.available("A")).isEqualTo(11);
        assertThat(open().promised()).isZero();
        Map<String, long[]> sums = new HashMap<>();
        for (LedgerEntry entry : shop.ledger()) {
            if (entry.location() != null) {
                long[] sum = sums.computeIfAbsent(entry.location(), none -> new long[2]);
                sum[0] += entry.onHandAfter() - entry.onHandBefore();
                sum[1] += entry.reservedAfter() - entry.reservedBefore();
            }
        }
        assertThat(sums.get("WAW")).containsExactly(11, 0);
        sums.remove("WAW");
        assertThat(sums.values()).allSatisfy(sum -> assertThat(sum).containsExactly(0, 0));
    }

    @Example
    void theOrderOfAPromiseIsTheSameSale() {
        shop.level("A", "WAW", 2, 1);
        deliver("PO1", 4, SOON, null);
        allow(new PreorderRule(null, null, null), Map.of());
        shop.reserve(shop.ahead("o1", "A", 5));
        shop.tickTo(1_001);
        shop.order(Status.PLACED, "o1", "A", 5, 1_001);
        shop.order(Status.PAID, "o1", "A", 5, 1_001);
        assertThat(shop.availability("A").shortfall()).isZero();
        assertThat(open().promised()).isEqualTo(3);
        shop.level("A", "WAW", 6, 1_001);
        shop.tickTo(1_002);
        shop.order(Status.SHIPPED, "o1", "A", 5, 1_002);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 1, 0, 0, 1));
        assertThat(open().promised()).isZero();
    }

    @Example
    void aPromiseThatRunsOutGivesItsUnitsBack() {
        shop.level("A", "WAW", 0, 1);
        deliver("PO1", 4, SOON, null);
        allow(new PreorderRule(null, null, null), Map.of());
        shop.reserve(shop.ahead("o1", "A", 4));
        assertThat(open().quantity()).isZero();
        shop.tickTo(1_000 + 1_800);
        assertThat(open()).isEqualTo(new Preorder(4, SOON, 0));
    }

    @Example
    void theRuleLimitsWhatIsPromised() {
        shop.level("A", "WAW", 0, 1);
        deliver("LATE", 7, TODAY.minusDays(1), true);
        deliver("PO1", 4, SOON, null);
        deliver("PO2", 10, LATER, true);
        allow(new PreorderRule(null, null, null), Map.of());
        assertThat(open()).isEqualTo(new Preorder(14, SOON, 0));
        allow(new PreorderRule(6L, null, null), Map.of());
        assertThat(open()).isEqualTo(new Preorder(6, SOON, 0));
        allow(new PreorderRule(null, 10, null), Map.of());
        assertThat(open()).isEqualTo(new Preorder(4, SOON, 0));
        allow(new PreorderRule(null, null, true), Map.of());
        assertThat(open()).isEqualTo(new Preorder(10, LATER, 0));
        // A channel that may not have what is there does not get later units instead.
        shop.level("A", "WAW", 5, second++);
        allow(new PreorderRule(null, null, null), Map.of("web", new ChannelRule(null, null, 2L, null)));
        assertThat(shop.reserve(shop.ahead("o1", "A", 3))).isInstanceOf(Insufficient.class);
    }

    private Reservation heldAhead() {
        shop.level("A", "WAW", 2, 1);
        deliver("PO1", 4, SOON, null);
        allow(new PreorderRule(null, null, null), Map.of());
        return ((Done) shop.reserve(shop.ahead("o1", "A", 5))).reservation();
    }

    private static void assertLine(
            ReservationOutcome outcome, long fulfilled, long released, long remaining, Long ahead) {
        Reservation.Line line = ((Done) outcome).reservation().lines().get(0);
        assertThat(line.fulfilled()).isEqualTo(fulfilled);
        assertThat(line.released()).isEqualTo(released);
        assertThat(line.remaining()).isEqualTo(remaining);
        assertThat(line.preorder()).isEqualTo(ahead);
        assertThat(line.availableFrom()).isEqualTo(ahead == null ? null : SOON);
        assertThat(line.shortfall()).isZero();
    }

    @Example
    void byPartsWhatIsThereLeavesFirstAndWhatIsToComeIsGivenBackFirst() {
        String id = heldAhead().id();
        assertLine(shop.part(id, Action.RELEASE, "A", 1), 0, 1, 4, 2L);
        assertThat(open()).isEqualTo(new Preorder(2, SOON, 2));
        shop.tickTo(1_001);
        assertLine(shop.part(id, Action.FULFIL, "A", 2), 2, 1, 2, 2L);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 0, 0, 0, 0));
        assertThat(open()).isEqualTo(new Preorder(2, SOON, 2));
        assertThat(shop.ledger())
                .allSatisfy(entry -> assertThat(entry.demand() == 0 || !"~incoming".equals(entry.location()))
                        .isTrue());
        shop.level("A", "WAW", 4, 1_001);
        deliver("PO1", 0, SOON, null);
        assertThat(shop.available("A")).isEqualTo(2);
        shop.tickTo(1_002);
        assertLine(shop.transition(id, Action.FULFIL), 4, 1, 0, 2L);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 2, 0, 0, 2));
        assertThat(open()).isEqualTo(new Preorder(0, null, 0));
    }

    @Example
    void whatRanOutIsPromisedAgainWhileItIsOpen() {
        String id = heldAhead().id();
        shop.tickTo(1_000 + 1_800);
        assertThat(open()).isEqualTo(new Preorder(4, SOON, 0));
        assertLine(shop.extend(id, 600), 0, 0, 5, 3L);
        assertThat(open()).isEqualTo(new Preorder(1, SOON, 3));
        shop.tickTo(1_000 + 1_800 + 600);
        assertLine(shop.transition(id, Action.CONFIRM), 0, 0, 5, 3L);
        assertThat(open()).isEqualTo(new Preorder(1, SOON, 3));
    }

    @Example
    void whatRanOutIsNotPromisedTwice() {
        String id = heldAhead().id();
        shop.tickTo(1_000 + 1_800);
        assertThat(shop.reserve(shop.ahead("o2", "A", 4))).isInstanceOf(Done.class);
        assertThat(shop.extend(id, 600)).isInstanceOf(ReservationOutcome.Conflict.class);
        ReservationOutcome late = shop.transition(id, Action.CONFIRM);
        assertThat(((ReservationOutcome.Conflict) late).shortfalls()).containsExactly(new Shortfall("A", 5, 2));
        // The delivery came meanwhile: the whole line is on the shelf.
        shop.level("A", "WAW", 20, shop.now().getEpochSecond() - Shop.START.getEpochSecond());
        assertLine(shop.transition(id, Action.CONFIRM), 0, 0, 5, null);
        assertThat(shop.available("A")).isEqualTo(20 - 4 - 5);
    }

    @Example
    void whoTakesFromTheShelfLeavesWhatIsPromised() {
        heldAhead();
        shop.level("A", "WAW", 9, second++);
        deliver("PO1", 0, SOON, null);
        assertThat(shop.available("A")).isEqualTo(4);
        assertThat(shop.reserve(shop.request("o2", "A", 5))).isInstanceOf(Insufficient.class);
        Reservation plain = shop.hold("o3", "A", 4);
        assertThat(plain.lines().get(0).allocations()).containsExactly(new Allocation("A", "WAW", 4));
        assertThat(plain.lines().get(0).preorder()).isNull();
        assertThat(shop.available("A")).isZero();
        assertThat(shop.availability("A").shortfall()).isZero();
    }

    @Example
    void aLevelOfAvailableUnitsCountsPromisesAsHeld() {
        heldAhead();
        shop.tickTo(1_010);
        // The source knows of the hold: 2 + 4 came, 5 are held.
        shop.available("A", "WAW", 1, 1_005);
        deliver("PO1", 0, SOON, null);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 6, 2, 0, 4));
        assertThat(shop.available("A")).isEqualTo(1);
        assertThat(open()).isEqualTo(new Preorder(0, null, 3));
    }

    @Example
    void kitsAreNotPromisedAhead() {
        heldAhead();
        shop.apply("erp", Shop.second(second++), Shop.product("K", null, null, new Product.KitComponent("A", 1)));
        assertThat(shop.availability("K").preorder()).isNull();
        assertThat(shop.reserve(shop.ahead("o2", "K", 1))).isInstanceOf(Insufficient.class);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void noMoreIsPromisedThanIsThereAndOnItsWay(
            @ForAll @IntRange(max = 10) int shelf,
            @ForAll @IntRange(max = 20) int delivery,
            @ForAll @IntRange(max = 20) int most,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = -6, max = 6) Integer> wanted) {
        new PreorderIT().promises(shelf, delivery, most, wanted);
    }

    private void promises(int shelf, int delivery, int most, List<Integer> wanted) {
        shop.level("A", "WAW", shelf, 1);
        deliver("PO1", delivery, SOON, null);
        allow(new PreorderRule((long) most, null, null), Map.of());
        long balance = shelf;
        long promised = 0;
        for (int i = 0; i < wanted.size(); i++) {
            // Below 0: a request that takes from the shelf only.
            long units = Math.abs(wanted.get(i));
            if (units == 0) {
                continue;
            }
            boolean ahead = wanted.get(i) > 0;
            ReservationOutcome outcome =
                    shop.reserve(ahead ? shop.ahead("o" + i, "A", units) : shop.request("o" + i, "A", units));
            long here = Math.max(0, balance);
            long open = Math.max(0, Math.min(delivery + Math.min(0, balance), most - promised));
            boolean fits = units <= here + (ahead ? open : 0);
            assertThat(outcome).isInstanceOf(fits ? Done.class : Insufficient.class);
            if (fits) {
                promised += Math.max(0, units - here);
                balance -= units;
            }
            assertThat(shop.available("A")).isEqualTo(Math.max(0, balance));
            assertThat(open().promised()).isEqualTo(promised);
            assertThat(shop.availability("A").shortfall()).isZero();
        }
        assertThat(balance + delivery).isNotNegative();
        shop.level("A", "WAW", shelf + delivery, second++);
        deliver("PO1", 0, SOON, null);
        assertThat(shop.available("A")).isEqualTo(balance + delivery);
    }
}
