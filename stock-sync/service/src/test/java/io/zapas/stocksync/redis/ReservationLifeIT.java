package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.LedgerEntry.Reason;
import io.zapas.stocksync.api.Order.Payment;
import io.zapas.stocksync.api.Order.Status;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.Reservation.State;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Conflict;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.Shortfall;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import io.zapas.stocksync.domain.StockSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parts of a reservation, longer holds, and what an order's payment does to its hold: case by case, on a real Redis. */
class ReservationLifeIT {
    private static final long HOLD = 1_800;
    private static final long PENDING = 7_200;
    private final Shop shop =
            new Shop(StockSettings.defaults().withPending(Duration.ofHours(2)).withHoldMax(Duration.ofHours(2)));

    private static Reservation done(ReservationOutcome outcome) {
        return ((Done) outcome).reservation();
    }

    private static void assertLine(
            Reservation reservation, State state, long quantity, long fulfilled, long released, long remaining) {
        assertThat(reservation.state()).isEqualTo(state);
        Reservation.Line line = reservation.lines().get(0);
        assertThat(List.of(line.quantity(), line.fulfilled(), line.released(), line.remaining()))
                .as("quantity, fulfilled, released, remaining")
                .containsExactly(quantity, fulfilled, released, remaining);
    }

    private State state(String order) {
        return order(order).state();
    }

    /** The reservation the order's newest ledger entry names. */
    private Reservation order(String order) {
        String id = shop.ledger().stream()
                .filter(entry -> order.equals(entry.orderId()))
                .map(LedgerEntry::reservationId)
                .reduce((first, second) -> second)
                .orElseThrow();
        return Shop.await(shop.stock.reservation(id)).orElseThrow();
    }

    // Parts

    @Test
    void aPartThatIsShippedMakesTheRestCertain() {
        shop.tickTo(1);
        shop.level("A", "WAW", 10, 0);
        String id = shop.hold("o1", "A", 4).id();
        assertLine(done(shop.part(id, Action.FULFIL, "A", 1)), State.CONFIRMED, 4, 1, 0, 3);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 9, 3, 0, 6));
        shop.tickTo(HOLD * 2);
        assertThat(shop.available("A")).isEqualTo(6);
        assertLine(done(shop.transition(id, Action.FULFIL)), State.FULFILLED, 4, 4, 0, 0);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 6, 0, 0, 6));
        assertThat(shop.ledger().stream().mapToLong(LedgerEntry::demand).sum()).isEqualTo(4);
    }

    @Test
    void aPartGivenBackLeavesAHoldWithFewerUnits() {
        shop.level("A", "WAW", 10, 0);
        Reservation held = shop.hold("o1", "A", 4);
        Reservation less = done(shop.part(held.id(), Action.RELEASE, "A", 1));
        assertLine(less, State.HELD, 4, 0, 1, 3);
        assertThat(less.expiresAt()).isEqualTo(held.expiresAt());
        assertThat(less.lines().get(0).allocations()).containsExactly(new Reservation.Allocation("A", "WAW", 3));
        assertThat(shop.available("A")).isEqualTo(7);
        assertLine(done(shop.part(held.id(), Action.RELEASE, "A", 3)), State.RELEASED, 4, 0, 4, 0);
        assertThat(shop.available("A")).isEqualTo(10);
        assertThat(((Conflict) shop.transition(held.id(), Action.CONFIRM)).type())
                .isEqualTo("already-released");
    }

    @Test
    void whatIsLeftOfADeliveryCanBeGivenBack() {
        shop.tickTo(1);
        shop.level("A", "WAW", 10, 0);
        String id = shop.hold("o1", "A", 4).id();
        shop.part(id, Action.FULFIL, "A", 3);
        assertThat(((Conflict) shop.transition(id, Action.RELEASE)).type()).isEqualTo("already-confirmed");
        assertLine(done(shop.part(id, Action.RELEASE, "A", 1)), State.FULFILLED, 4, 3, 1, 0);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 7, 0, 0, 7));
        assertThat(shop.ledger().stream().mapToLong(LedgerEntry::demand).sum()).isEqualTo(3);
        assertThat(((Conflict) shop.part(id, Action.FULFIL, "A", 1)).type()).isEqualTo("already-fulfilled");
    }

    @Test
    void moreThanIsLeftIsRefusedByName() {
        shop.level("A", "WAW", 10, 0);
        shop.level("B", "WAW", 10, 0);
        String id = shop.hold("o1", "A", 4).id();
        shop.part(id, Action.RELEASE, "A", 1);
        Conflict refused = (Conflict) shop.part(id, Action.FULFIL, "A", 4);
        assertThat(refused.type()).isEqualTo("exceeds-reservation");
        assertThat(refused.shortfalls()).containsExactly(new Shortfall("A", 4, 3));
        assertThat(((Conflict) shop.part(id, Action.RELEASE, "B", 1)).shortfalls())
                .containsExactly(new Shortfall("B", 1, 0));
        assertThat(shop.available("A")).isEqualTo(7);
    }

    @Test
    void aRepeatedPartCountsOnceHoweverLate() {
        shop.level("A", "WAW", 10, 0);
        String id = shop.hold("o1", "A", 4).id();
        Done first = (Done) shop.part(id, Action.FULFIL, "k", "A", 1);
        Done again = (Done) shop.part(id, Action.FULFIL, "k", "A", 1);
        assertThat(again.reservation()).isEqualTo(first.reservation());
        assertThat(again.replayed()).isTrue();
        assertThat(again.outboxId()).isEqualTo(first.outboxId());
        assertThat(shop.part(id, Action.FULFIL, "k", "A", 2)).isInstanceOf(ReservationOutcome.KeyReused.class);
        assertThat(shop.part(id, Action.RELEASE, "k", "A", 1)).isInstanceOf(ReservationOutcome.KeyReused.class);
        // Answers are forgotten in time, the parcel is not.
        Shop.await(shop.redis
                .run(c -> c.del(shop.redis.key("stock:idem:t\u001f" + id + "\u001fk")))
                .toCompletionStage());
        assertLine(done(shop.part(id, Action.FULFIL, "k", "A", 1)), State.CONFIRMED, 4, 1, 0, 3);
        assertThat(shop.part(id, Action.FULFIL, "k", "A", 2)).isInstanceOf(ReservationOutcome.KeyReused.class);
    }

    @Test
    void partsOfAKitNameTheKit() {
        shop.tickTo(1);
        shop.level("A", "WAW", 10, 0);
        shop.level("B", "WAW", 10, 0);
        shop.apply(
                "erp",
                Shop.second(0),
                Shop.product("K", null, null, new Product.KitComponent("A", 2), new Product.KitComponent("B", 1)));
        String id = shop.hold("o1", "K", 3).id();
        assertLine(done(shop.part(id, Action.FULFIL, "K", 1)), State.CONFIRMED, 3, 1, 0, 2);
        assertLine(done(shop.part(id, Action.RELEASE, "K", 1)), State.CONFIRMED, 3, 1, 1, 1);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 8, 2, 0, 6));
        assertThat(shop.availability("B").locations()).containsExactly(new LocationLevel("WAW", 9, 1, 0, 8));
        assertThat(((Conflict) shop.part(id, Action.FULFIL, "A", 1)).shortfalls())
                .containsExactly(new Shortfall("A", 1, 0));
    }

    @Test
    void theChannelTellsOfTheSameParcelAndItCountsOnce() {
        shop.tickTo(10);
        shop.level("A", "WAW", 10, 1);
        String id = shop.hold("o1", "A", 4).id();
        shop.part(id, Action.FULFIL, "A", 3);
        shop.order(Status.SHIPPED, "o1", "A", 3, 9);
        shop.move("A", "WAW", -3, StockMovement.Reason.ISSUE, "o1", 9);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 7, 1, 0, 6));
        assertLine(Shop.await(shop.stock.reservation(id)).orElseThrow(), State.CONFIRMED, 4, 3, 0, 1);
    }

    @Test
    void whoStatesTheLinesLaterKnowsOfWhatWasGivenBack() {
        shop.tickTo(10);
        shop.level("A", "WAW", 10, 1);
        String id = shop.hold("o1", "A", 4).id();
        shop.tickTo(20);
        shop.part(id, Action.RELEASE, "A", 1);
        shop.tickTo(30);
        // Ordered before the part was given back: 4 less 1. Paid after it: what is paid is what is sold.
        shop.order(Status.PLACED, "o1", "A", 4, 15);
        assertThat(shop.available("A")).isEqualTo(7);
        shop.order(Status.PAID, "o1", "A", 3, 25);
        assertThat(shop.available("A")).isEqualTo(7);
    }

    // Longer holds

    @Test
    void aHoldGetsLongerNeverShorterWithinItsBound() {
        shop.level("A", "WAW", 10, 0);
        String id = shop.hold("o1", "A", 4).id();
        assertThat(done(shop.extend(id, 60)).expiresAt()).isEqualTo(Shop.second(HOLD));
        assertThat(done(shop.extend(id, 3_600)).expiresAt()).isEqualTo(Shop.second(3_600));
        shop.tickTo(3_000);
        assertThat(shop.available("A")).isEqualTo(6);
        assertThat(done(shop.extend(id, 7_200)).expiresAt()).isEqualTo(Shop.second(7_200));
        int told = shop.outbox().size();
        assertThat(done(shop.extend(id, 7_200)).expiresAt()).isEqualTo(Shop.second(7_200));
        assertThat(shop.outbox()).hasSize(told);
        shop.tickTo(7_199);
        assertThat(shop.available("A")).isEqualTo(6);
        shop.tickTo(7_200);
        assertThat(shop.available("A")).isEqualTo(10);
        assertThat(((Conflict) shop.extend(id, 60)).type()).isEqualTo("expired");
    }

    @Test
    void anExpiredHoldIsTakenAgainWhileItsUnitsAreThere() {
        shop.level("A", "WAW", 4, 0);
        String id = shop.hold("o1", "A", 4).id();
        shop.tickTo(HOLD);
        Reservation again = done(shop.extend(id, 600));
        assertLine(again, State.HELD, 4, 0, 0, 4);
        assertThat(again.expiresAt()).isEqualTo(Shop.second(HOLD + 600));
        assertThat(shop.available("A")).isZero();
        shop.tickTo(HOLD + 600);
        shop.hold("o2", "A", 1);
        Conflict gone = (Conflict) shop.extend(id, 600);
        assertThat(gone.type()).isEqualTo("expired");
        assertThat(gone.shortfalls()).containsExactly(new Shortfall("A", 4, 3));
        shop.level("A", "WAW", 5, HOLD + 600);
        shop.transition(id, Action.CONFIRM);
        assertThat(((Conflict) shop.extend(id, 600)).type()).isEqualTo("already-confirmed");
    }

    @Test
    void whoConfirmsTooLateLearnsWhatIsMissing() {
        shop.level("A", "WAW", 4, 0);
        String id = shop.hold("o1", "A", 4).id();
        shop.tickTo(HOLD);
        shop.hold("o2", "A", 1);
        Conflict refused = (Conflict) shop.transition(id, Action.CONFIRM);
        assertThat(refused.type()).isEqualTo("expired");
        assertThat(refused.shortfalls()).containsExactly(new Shortfall("A", 4, 3));
    }

    // Payments

    @Test
    void aPendingPaymentKeepsTheHoldAndAFailedOneEndsThat() {
        shop.level("A", "WAW", 10, 0);
        shop.tickTo(10);
        shop.order(Status.PLACED, "o1", "A", 4, 10);
        shop.tickTo(100);
        shop.payment(Payment.PENDING, "o1", "A", 4, 100);
        assertThat(order("o1").expiresAt()).isEqualTo(Shop.second(100 + PENDING));
        shop.tickTo(1_000);
        shop.payment(Payment.FAILED, "o1", "A", 4, 900);
        assertThat(order("o1").expiresAt()).isEqualTo(Shop.second(10 + HOLD));
        // The next attempt is newer, and stays newer when the old failure is told once more.
        shop.payment(Payment.PENDING, "o1", "A", 4, 950);
        shop.payment(Payment.FAILED, "o1", "A", 4, 940);
        assertThat(order("o1").expiresAt()).isEqualTo(Shop.second(950 + PENDING));
        shop.tickTo(950 + PENDING - 1);
        assertThat(shop.available("A")).isEqualTo(6);
        shop.tickTo(950 + PENDING);
        assertThat(shop.available("A")).isEqualTo(10);
        assertThat(state("o1")).isEqualTo(State.EXPIRED);
    }

    @Test
    void aFailureToldAfterTheNormalLimitEndsTheHoldAtOnce() {
        shop.level("A", "WAW", 10, 0);
        shop.payment(Payment.PENDING, "o1", "A", 4, 0);
        shop.tickTo(HOLD + 100);
        assertThat(shop.available("A")).isEqualTo(6);
        shop.payment(Payment.FAILED, "o1", "A", 4, HOLD + 50);
        assertThat(state("o1")).isEqualTo(State.EXPIRED);
        assertThat(shop.available("A")).isEqualTo(10);
        LedgerEntry last = shop.ledger().get(shop.ledger().size() - 1);
        assertThat(last.reason()).isEqualTo(Reason.EXPIRE);
        // It was wrong about the next attempt, which came through late.
        shop.payment(Payment.PENDING, "o1", "A", 4, HOLD + 60);
        assertThat(state("o1")).isEqualTo(State.HELD);
        assertThat(shop.available("A")).isEqualTo(6);
    }

    @Test
    void aPaymentGivenUpReleasesWhatNobodyPaid() {
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 0);
        shop.payment(Payment.PENDING, "o1", "A", 4, 1);
        shop.payment(Payment.CANCELLED, "o1", "A", 4, 50);
        assertThat(state("o1")).isEqualTo(State.RELEASED);
        assertThat(shop.available("A")).isEqualTo(10);
        assertThat(shop.ledger().get(shop.ledger().size() - 1).reason()).isEqualTo(Reason.RELEASE);
        // Told late of an earlier moment, and for sure: paid stays paid.
        shop.payment(Payment.PAID, "o1", "A", 4, 40);
        assertThat(state("o1")).isEqualTo(State.CONFIRMED);
        shop.payment(Payment.CANCELLED, "o1", "A", 4, 90);
        shop.payment(Payment.PENDING, "o1", "A", 4, 95);
        assertThat(state("o1")).isEqualTo(State.CONFIRMED);
        assertThat(shop.available("A")).isEqualTo(6);
    }

    @Test
    void aCustomerMayTryAgainAfterGivingUpAPayment() {
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 0);
        shop.payment(Payment.CANCELLED, "o1", "A", 4, 100);
        assertThat(shop.available("A")).isEqualTo(10);
        Reservation again = shop.hold("o1", "A", 4);
        assertLine(again, State.HELD, 4, 0, 0, 4);
        assertThat(shop.available("A")).isEqualTo(6);
        // The order itself given up is another matter.
        shop.order(Status.CANCELLED, "o1", "A", 4, 100);
        assertThat(((Conflict) shop.reserve(shop.request("o1", "A", 4))).type()).isEqualTo("already-released");
    }

    @Test
    void aPaymentAfterTheExpiryTakesAgainOrNamesWhatIsMissing() {
        shop.level("A", "WAW", 4, 0);
        shop.payment(Payment.FAILED, "o1", "A", 4, 0);
        shop.tickTo(HOLD);
        assertThat(shop.available("A")).isEqualTo(4);
        shop.hold("o2", "A", 3);
        shop.payment(Payment.PAID, "o1", "A", 4, HOLD);
        Availability seen = shop.availability("A");
        assertThat(seen.shortfall()).isEqualTo(3);
        // The youngest goes without; the entry and the reservation name the one that came too late.
        assertThat(seen.shortOrders()).containsExactly("o2");
        LedgerEntry last = shop.ledger().get(shop.ledger().size() - 1);
        assertThat(last.reason()).isEqualTo(Reason.CONFIRM);
        assertThat(last.shortfall()).isEqualTo(3);
        assertThat(last.orderId()).isEqualTo("o1");
        assertThat(order("o1").lines().get(0).shortfall()).isEqualTo(3);
    }

    @Test
    void anOrderPlacedAgainReplacesItsOwnHold() {
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 0);
        shop.order(Status.PLACED, "o1", "A", 6, 10);
        shop.order(Status.PLACED, "o1", "A", 8, 20);
        assertThat(shop.availability("A").shortfall()).isZero();
        assertThat(shop.available("A")).isEqualTo(2);
        shop.order(Status.PLACED, "o1", "A", 6, 10);
        assertThat(shop.available("A")).isEqualTo(2);
        assertThat(order("o1").expiresAt()).isEqualTo(Shop.second(100 + HOLD));
    }

    @Test
    void aChannelsOwnTimeForAPendingPaymentCounts() {
        StockSettings base = StockSettings.defaults();
        Shop slow = new Shop(new StockSettings(
                base.hold(),
                base.holds(),
                base.holdMax(),
                base.pending(),
                Map.of("web", Duration.ofHours(1)),
                base.sellFrom(),
                base.eventRetention(),
                base.idempotencyRetention(),
                base.finishedRetention(),
                base.maxAge(),
                base.rules()));
        slow.level("A", "WAW", 10, 0);
        slow.payment(Payment.PENDING, "o1", "A", 4, 0);
        slow.tickTo(3_599);
        assertThat(slow.available("A")).isEqualTo(6);
        slow.tickTo(3_600);
        assertThat(slow.available("A")).isEqualTo(10);
    }

    @Test
    void aNetLevelKnowsThePartThatWasGivenBackOnlyFromThenOn() {
        shop.tickTo(10);
        shop.level("A", "WAW", 10, 1);
        shop.order(Status.PAID, "o1", "A", 4, 5);
        shop.tickTo(20);
        String id = order("o1").id();
        shop.part(id, Action.RELEASE, "A", 1);
        assertThat(shop.available("A")).isEqualTo(7);
        shop.tickTo(40);
        // Stated before the part was given back: the source had taken 4 off.
        shop.net("A", "WAW", 6, 15);
        assertThat(shop.available("A")).isEqualTo(7);
        shop.net("A", "WAW", 7, 30);
        assertThat(shop.available("A")).isEqualTo(7);
    }

    @Test
    void anAvailableLevelKnowsHowMuchOfAHoldWasHeldAtItsTime() {
        shop.available("A", "WAW", 10, 0);
        shop.tickTo(10);
        String id = shop.hold("o1", "A", 4).id();
        shop.tickTo(20);
        shop.part(id, Action.RELEASE, "A", 1);
        shop.extend(id, 3_600);
        shop.tickTo(5_000);
        // Ran out at 3,620, taken again at 5,000, bought at 6,000.
        assertThat(shop.available("A")).isEqualTo(10);
        shop.extend(id, 2_000);
        shop.tickTo(6_000);
        shop.transition(id, Action.CONFIRM);
        shop.tickTo(7_000);
        long[][] stated = {{15, 6}, {30, 7}, {3_000, 7}, {3_700, 10}, {5_500, 7}, {6_500, 7}};
        for (long[] level : stated) {
            shop.available("A", "WAW", level[1], level[0]);
            assertThat(shop.available("A")).as("stated at %s", level[0]).isEqualTo(7);
        }
        shop.move("A", "WAW", 1, StockMovement.Reason.ADJUSTMENT, null, 6_900);
        assertThat(shop.available("A")).isEqualTo(8);
    }

    @Test
    void aNetLevelBeforeTheOrderHadSubtractedNothingOfIt() {
        shop.level("A", "WAW", 10, 0);
        String id = shop.hold("o1", "A", 4).id();
        shop.tickTo(10);
        shop.part(id, Action.RELEASE, "A", 1);
        shop.tickTo(30);
        shop.transition(id, Action.CONFIRM);
        shop.tickTo(40);
        shop.net("A", "WAW", 10, 20);
        assertThat(shop.available("A")).isEqualTo(7);
        shop.net("A", "WAW", 7, 35);
        assertThat(shop.available("A")).isEqualTo(7);
    }

    @Test
    void whatDocumentsToldOfAReleasedReservationCountsOnceForTheNextOne() {
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 1);
        shop.transition(shop.hold("o1", "A", 2).id(), Action.RELEASE);
        shop.move("A", "WAW", -1, StockMovement.Reason.ISSUE, "o1", 50);
        shop.hold("o1", "A", 5);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 9, 4, 0, 5));
        assertThat(shop.ledger().stream().mapToLong(LedgerEntry::demand).sum()).isEqualTo(5);
    }

    @Test
    void documentsUnderTwoNumbersOfOneSaleAllCount() {
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 1);
        shop.move("A", "WAW", -1, StockMovement.Reason.ISSUE, "a1", 10);
        shop.move("A", "WAW", -2, StockMovement.Reason.ISSUE, "b7", 11);
        assertThat(shop.available("A")).isEqualTo(7);
        shop.apply("base", Shop.second(5), Shop.order(Status.PAID, "base", "b7", "a1", "A", 4));
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 7, 1, 0, 6));
    }
}
