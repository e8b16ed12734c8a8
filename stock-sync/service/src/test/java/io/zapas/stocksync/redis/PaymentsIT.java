package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.LedgerEntry.Reason;
import io.zapas.stocksync.api.Order.Payment;
import io.zapas.stocksync.api.Order.Status;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.Reservation.State;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.ParkedSku;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Conflict;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import io.zapas.stocksync.domain.StockSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payments told without lines, before and after the order or the hold they are about: case by case, on a real Redis. */
class PaymentsIT {
    private static final long HOLD = 1_800;
    private static final long PENDING = 7_200;
    private static final long DAY = 86_400;
    private final Shop shop = new Shop(
            StockSettings.defaults().withHold(Duration.ofSeconds(HOLD)).withPending(Duration.ofSeconds(PENDING)));

    @BeforeEach
    void stock() {
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 0);
    }

    private Reservation order(String orderId) {
        return ((Done) shop.reserve(shop.request(orderId, "A", 1))).reservation();
    }

    @Test
    void aPaymentDrivesTheHoldOfAnOrder() {
        shop.order(Status.PLACED, "o1", "A", 4, 100);
        assertThat(shop.paid(Payment.PENDING, "o1", 110).result()).isEqualTo(Applied.Result.APPLIED);
        shop.tickTo(100 + HOLD);
        assertThat(shop.available("A")).isEqualTo(6);
        shop.paid(Payment.FAILED, "o1", 120);
        assertThat(shop.available("A")).isEqualTo(10);
        assertThat(last().reason()).isEqualTo(Reason.EXPIRE);
        // A failed attempt is not the end.
        shop.paid(Payment.PAID, "o1", 130);
        assertThat(shop.available("A")).isEqualTo(6);
        assertThat(last().reason()).isEqualTo(Reason.CONFIRM);
        // Told late or again, and by others: paid stays paid.
        shop.paid(Payment.PENDING, "o1", 140);
        shop.paid(Payment.CANCELLED, "o1", 150);
        shop.tickTo(100 + HOLD + PENDING);
        assertThat(order("o1").state()).isEqualTo(State.CONFIRMED);
        shop.order(Status.CANCELLED, "o1", "A", 4, 160);
        assertThat(shop.available("A")).isEqualTo(10);
    }

    @Test
    void aPaymentGivenUpReleases() {
        shop.order(Status.PLACED, "o1", "A", 4, 100);
        shop.paid(Payment.CANCELLED, "o1", 100);
        assertThat(shop.available("A")).isEqualTo(10);
        assertThat(last().reason()).isEqualTo(Reason.RELEASE);
    }

    @Test
    void aPaymentConfirmsAHoldOverHttp() {
        String id = shop.hold("o1", "A", 4).id();
        shop.paid(Payment.PAID, "o1", 100);
        assertThat(((Conflict) shop.transition(id, Action.RELEASE)).type()).isEqualTo("already-confirmed");
        assertThat(((Done) shop.transition(id, Action.CONFIRM)).reservation().state())
                .isEqualTo(State.CONFIRMED);
        shop.tickTo(100 + HOLD);
        assertThat(shop.available("A")).isEqualTo(6);
        assertThat(shop.ledger().stream().mapToLong(LedgerEntry::demand).sum()).isEqualTo(4);
    }

    /** A source that subtracts orders has subtracted it from when it was paid: it is no mere hold any more. */
    @Test
    void aPaidHoldIsAnOrderForSourcesThatSubtractOrders() {
        shop.hold("o1", "A", 4);
        shop.paid(Payment.PAID, "o1", 100);
        shop.tickTo(200);
        shop.apply("erp", Shop.second(150), new StockLevel("A", "WAW", 6, StockLevel.Basis.NET, null));
        assertThat(shop.available("A")).isEqualTo(6);
        // Told once more, later: it was paid when it was paid first.
        shop.paid(Payment.PAID, "o1", 180);
        assertThat(shop.available("A")).isEqualTo(6);
    }

    /** The customer let go of the units, and paid all the same: they are taken again, or what is missing is named. */
    @Test
    void whoPaysForAReleasedHoldGetsItBackOrIsAShortfall() {
        String id = shop.hold("o1", "A", 4).id();
        shop.transition(id, Action.RELEASE);
        shop.hold("o2", "A", 9);
        shop.paid(Payment.PAID, "o1", 100);
        assertThat(shop.availability("A").shortfall()).isEqualTo(3);
        assertThat(last().shortfall()).isEqualTo(3);
        assertThat(last().orderId()).isEqualTo("o1");
    }

    @Test
    void aHoldWhosePaymentWasGivenUpCanBeTakenAnew() {
        String first = shop.hold("o1", "A", 4).id();
        shop.paid(Payment.CANCELLED, "o1", 100);
        assertThat(shop.available("A")).isEqualTo(10);
        shop.tickTo(200);
        assertThat(shop.hold("o1", "A", 5).state()).isEqualTo(State.HELD);
        assertThat(shop.available("A")).isEqualTo(5);
        assertThat(((Conflict) shop.transition(first, Action.CONFIRM)).type()).isEqualTo("already-released");
        assertThat(shop.available("A")).isEqualTo(5);
    }

    @Test
    void aPaymentThatCameFirstCountsOnceTheOrderIsKnown() {
        assertThat(shop.paid(Payment.PAID, "o1", 90).result()).isEqualTo(Applied.Result.PARKED);
        assertThat(shop.available("A")).isEqualTo(10);
        shop.order(Status.PLACED, "o1", "A", 4, 80);
        shop.tickTo(100 + HOLD);
        assertThat(shop.available("A")).isEqualTo(6);
        assertThat(order("o1").state()).isEqualTo(State.CONFIRMED);
        assertThat(parked()).isEmpty();
    }

    @Test
    void aPaymentThatCameFirstCountsForAHoldOverHttp() {
        shop.paid(Payment.PAID, "o1", 90);
        Reservation held = shop.hold("o1", "A", 4);
        assertThat(held.state()).isEqualTo(State.CONFIRMED);
        shop.tickTo(100 + HOLD);
        assertThat(shop.available("A")).isEqualTo(6);
        assertThat(parked()).isEmpty();
    }

    @Test
    void ofAHoldForAPaidOrderNoMoreIsTakenThanThereIs() {
        shop.paid(Payment.PAID, "o1", 90);
        Reservation partly = ((Done) shop.reserve(shop.request(
                        "o1", "key", true, new io.zapas.stocksync.domain.Stock.ReserveCommand.Line("A", 14))))
                .reservation();
        assertThat(partly.lines().get(0).quantity()).isEqualTo(10);
        assertThat(shop.availability("A").shortfall()).isZero();
    }

    @Test
    void anOrderIsFoundByTheNumberAnotherSystemGaveItWhicheverCameFirst() {
        shop.apply("shop", Shop.second(100), Shop.order(Status.PLACED, "web", "s-1", "o1", "A", 4));
        shop.paid(Payment.PAID, "o1", 100);
        shop.paid(Payment.PAID, "o2", 100);
        shop.apply("shop", Shop.second(100), Shop.order(Status.PLACED, "web", "s-2", "o2", "A", 3));
        shop.tickTo(100 + HOLD);
        assertThat(shop.available("A")).isEqualTo(3);
    }

    /** The same number on another channel is another order. */
    @Test
    void anOtherChannelsOrderIsNotPaid() {
        shop.paid(Payment.PAID, "o1", 100);
        shop.apply("shop", Shop.second(100), Shop.order(Status.PLACED, "allegro", "o1", null, "A", 4));
        shop.apply("shop", Shop.second(100), Shop.order(Status.PLACED, "web", "o1", null, "A", 3));
        shop.tickTo(100 + HOLD);
        assertThat(shop.available("A")).isEqualTo(7);
    }

    @Test
    void somebodyPaidForWhatNobodyOrderedIsToldInTimeAndTakenBack() {
        shop.paid(Payment.PAID, "o1", 100);
        shop.tickTo(100 + HOLD - 1);
        assertThat(parked()).isEmpty();
        shop.tickTo(100 + HOLD);
        shop.paid(Payment.PAID, "o1", 100 + HOLD);
        shop.tickTo(100 + 3 * HOLD);
        ParkedSku told = new ParkedSku(null, "web", null, "o1", 1, Shop.second(100 + HOLD));
        assertThat(parked()).containsExactly(told);
        // Whoever heard of it may have died: again after a day, then after two.
        shop.tickTo(100 + HOLD + DAY);
        assertThat(parked()).containsExactly(told, told);
        shop.tickTo(100 + HOLD + 2 * DAY - 1);
        assertThat(parked()).hasSize(2);
        shop.order(Status.PLACED, "o1", "A", 4, 100 + HOLD);
        assertThat(parked()).hasSize(3);
        assertThat(parked().get(2).waiting()).isZero();
        assertThat(shop.available("A")).isEqualTo(6);
        shop.tickTo(100 + HOLD + 9 * DAY);
        assertThat(parked()).hasSize(3);
    }

    @Test
    void anUnknownOrderThatNobodyPaidIsNothingToTell() {
        for (Payment status : List.of(Payment.PENDING, Payment.FAILED, Payment.CANCELLED)) {
            shop.paid(status, "o1", 100);
        }
        shop.tickTo(100 + 3 * PENDING);
        assertThat(parked()).isEmpty();
    }

    /** Payments of orders that never come must not fill Redis. */
    @Test
    void whatWaitsForNothingIsForgottenInTheEnd() {
        shop.paid(Payment.PAID, "o1", 100);
        String name = shop.redis.key("stock:al:c\u001fweb\u001fo1");
        assertThat(Shop.await(shop.redis.run(c -> c.pttl(name)).toCompletionStage()))
                .isPositive();
        shop.order(Status.PLACED, "o1", "A", 4, 100);
        assertThat(Shop.await(shop.redis.run(c -> c.pttl(name)).toCompletionStage()))
                .isNegative();
    }

    private List<ParkedSku> parked() {
        shop.available("A");
        return shop.changes().stream()
                .map(change -> change.parked())
                .filter(Objects::nonNull)
                .toList();
    }

    private LedgerEntry last() {
        List<LedgerEntry> ledger = shop.ledger();
        return ledger.get(ledger.size() - 1);
    }
}
