package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Order.Status;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Applied.Result;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.Position;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 9: one sale that several systems tell of, in every order of arrival, is deducted once; and what may hide it. */
class OneSaleManyWitnessesIT {

    private static List<List<Consumer<Shop>>> arrivals(List<Consumer<Shop>> told) {
        if (told.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Consumer<Shop>>> all = new ArrayList<>();
        for (Consumer<Shop> first : told) {
            List<Consumer<Shop>> others = new ArrayList<>(told);
            others.remove(first);
            for (List<Consumer<Shop>> rest : arrivals(others)) {
                List<Consumer<Shop>> arrival = new ArrayList<>(List.of(first));
                arrival.addAll(rest);
                all.add(arrival);
            }
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(StockLevel.Basis.class)
    void reservationOrderPaymentShipmentDocumentAndLevelInAnyOrderDeductOnce(StockLevel.Basis basis) {
        List<Consumer<Shop>> told = List.of(
                shop -> shop.reserve(shop.request("a1", "A", 2)),
                shop -> shop.order(Status.PLACED, "a1", "A", 2, 2),
                shop -> shop.apply("base", Shop.second(3), Shop.order(Status.PAID, "base", "b7", "a1", "A", 2)),
                shop -> shop.apply("base", Shop.second(5), Shop.order(Status.SHIPPED, "base", "b7", "a1", "A", 2)),
                shop -> shop.move("A", "WAW", -2, StockMovement.Reason.ISSUE, "a1", 5),
                shop -> shop.apply("erp", Shop.second(6), new StockLevel("A", "WAW", 8, basis, null)));
        for (List<Consumer<Shop>> arrival : arrivals(told)) {
            Shop shop = new Shop();
            shop.tickTo(100);
            shop.level("A", "WAW", 10, 1);
            arrival.forEach(event -> event.accept(shop));
            assertThat(shop.availability("A").locations())
                    .as("arrival %s", arrival.stream().map(told::indexOf).toList())
                    .containsExactly(new LocationLevel("WAW", 8, 0, 0, 8));
            assertThat(shop.ledger().stream().mapToLong(LedgerEntry::demand).sum())
                    .isEqualTo(2);
        }
    }

    /** Not yet shipped: the level is taken while the order is open. */
    @ParameterizedTest
    @EnumSource(StockLevel.Basis.class)
    void anOpenSaleThatALevelContainsIsDeductedOnce(StockLevel.Basis basis) {
        long stated = basis == StockLevel.Basis.PHYSICAL ? 10 : 8;
        List<Consumer<Shop>> told = List.of(
                shop -> shop.reserve(shop.request("a1", "A", 2)),
                shop -> shop.order(Status.PLACED, "a1", "A", 2, 2),
                shop -> shop.apply("base", Shop.second(3), Shop.order(Status.PAID, "base", "b7", "a1", "A", 2)),
                shop -> shop.apply("erp", Shop.second(6), new StockLevel("A", "WAW", stated, basis, null)));
        for (List<Consumer<Shop>> arrival : arrivals(told)) {
            Shop shop = new Shop();
            shop.tickTo(100);
            shop.level("A", "WAW", 10, 1);
            arrival.forEach(event -> event.accept(shop));
            assertThat(shop.availability("A").locations())
                    .as("arrival %s", arrival.stream().map(told::indexOf).toList())
                    .containsExactly(new LocationLevel("WAW", 10, 2, 0, 8));
        }
    }

    /** The hold comes first, since it happens now; the level may have been taken at any moment of the sale's life. */
    @ParameterizedTest
    @ValueSource(longs = {105, 115, 125, 135})
    void anAvailableLevelContainsTheHoldAndWhateverBecameOfIt(long taken) {
        List<Consumer<Shop>> told = List.of(
                shop -> shop.order(Status.PLACED, "a1", "A", 2, 110),
                shop -> shop.apply("base", Shop.second(120), Shop.order(Status.PAID, "base", "b7", "a1", "A", 2)),
                shop -> shop.apply("base", Shop.second(130), Shop.order(Status.SHIPPED, "base", "b7", "a1", "A", 2)),
                shop -> shop.move("A", "WAW", -2, StockMovement.Reason.ISSUE, "a1", 130),
                shop -> shop.available("A", "WAW", 8, taken));
        for (List<Consumer<Shop>> arrival : arrivals(told)) {
            Shop shop = new Shop();
            shop.tickTo(100);
            shop.available("A", "WAW", 10, 1);
            shop.reserve(shop.request("a1", "A", 2));
            shop.tickTo(200);
            arrival.forEach(event -> event.accept(shop));
            assertThat(shop.availability("A").locations())
                    .as("arrival %s", arrival.stream().map(told::indexOf).toList())
                    .containsExactly(new LocationLevel("WAW", 8, 0, 0, 8));
        }
    }

    @Test
    void whatAnAvailableLevelLeftOutForAHoldComesBackWhenTheHoldEnds() {
        Shop shop = new Shop();
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 1);
        Reservation early = shop.hold("a1", "A", 2);
        shop.tickTo(110);
        shop.available("A", "WAW", 8, 105);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 10, 2, 0, 8));
        Reservation late = shop.hold("a2", "A", 3);
        assertThat(shop.available("A")).isEqualTo(5);
        shop.transition(early.id(), Action.RELEASE);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 10, 3, 0, 7));
        shop.tickTo(120);
        shop.available("A", "WAW", 7, 120);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 10, 3, 0, 7));
        shop.tickTo(110 + 1_800);
        assertThat(shop.available("A")).isEqualTo(10);
        // Paid too late, and the level before knew nothing of it.
        shop.tickTo(110 + 1_900);
        shop.available("A", "WAW", 10, 110 + 1_900);
        shop.tickTo(110 + 2_000);
        shop.transition(late.id(), Action.CONFIRM);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 10, 3, 0, 7));
    }

    @Test
    void anAvailableLevelIsReadWithMovementsOfTheSameSource() {
        Shop shop = new Shop();
        shop.tickTo(100);
        shop.available("A", "WAW", 10, 1);
        shop.hold("a1", "A", 2);
        shop.move("A", "WAW", 5, StockMovement.Reason.RECEIPT, null, 50);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 15, 2, 0, 13));
        shop.tickTo(200);
        shop.available("A", "WAW", 13, 150);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 15, 2, 0, 13));
        shop.move("A", "WAW", -4, StockMovement.Reason.ADJUSTMENT, null, 140);
        assertThat(shop.available("A")).isEqualTo(13);
        shop.move("A", "WAW", -4, StockMovement.Reason.ADJUSTMENT, null, 160);
        assertThat(shop.available("A")).isEqualTo(9);
    }

    /** A level of the ERP taken before a shipment and arriving after it, by time and by version. */
    @ParameterizedTest
    @EnumSource(StockLevel.Basis.class)
    void aLevelFromBeforeAShipmentBringsNothingBack(StockLevel.Basis basis) {
        Shop shop = new Shop();
        shop.tickTo(100);
        shop.apply("erp", Shop.second(1), new StockLevel("A", "WAW", 10, basis, 1L));
        shop.order(Status.PAID, "a1", "A", 3, 20);
        shop.order(Status.SHIPPED, "a1", "A", 3, 30);
        shop.apply("erp", Shop.second(10), new StockLevel("A", "WAW", 10, basis, 2L));
        assertThat(shop.available("A")).isEqualTo(7);
        shop.apply("erp", Shop.second(40), new StockLevel("A", "WAW", 7, basis, 4L));
        assertThat(shop.available("A")).isEqualTo(7);
        // Sent late, taken early: its version says so where its time does not.
        Applied late = shop.apply("erp", Shop.second(50), new StockLevel("A", "WAW", 10, basis, 3L));
        assertThat(late.result()).isEqualTo(Result.STALE);
        assertThat(shop.available("A")).isEqualTo(7);
        shop.apply("erp", Shop.second(60), new StockLevel("A", "WAW", 7, basis, 5L));
        assertThat(shop.available("A")).isEqualTo(7);
    }

    @Test
    void aReservationKeepsItsNumberWhenTheErpSpokeFirst() {
        Shop shop = new Shop();
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 1);
        shop.move("A", "WAW", -1, StockMovement.Reason.ISSUE, "b7", 50);
        Reservation held = shop.hold("a1", "A", 3);
        shop.apply("base", Shop.second(40), Shop.order(Status.PLACED, "base", "b7", "a1", "A", 3));
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 9, 2, 0, 7));
        shop.transition(held.id(), Action.FULFIL);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 7, 0, 0, 7));
        assertThat(Shop.await(shop.stock.reservation(held.id())).orElseThrow().id())
                .isEqualTo(held.id());
    }

    @Test
    void cancelledBeforePlacedHoldsNothing() {
        Shop shop = new Shop();
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 1);
        shop.order(Status.CANCELLED, "a1", "A", 3, 5);
        shop.order(Status.PLACED, "a1", "A", 3, 4);
        shop.order(Status.PAID, "a1", "A", 3, 4);
        assertThat(shop.available("A")).isEqualTo(10);
        assertThat(shop.ledger()).hasSize(1);
    }

    @Test
    void cancelReturnAndRefundRestoreAtMostWhatWasTaken() {
        Shop shop = new Shop();
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 1);
        shop.order(Status.RETURNED, "a1", "A", 2, 9);
        shop.order(Status.PAID, "a1", "A", 2, 2);
        shop.order(Status.SHIPPED, "a1", "A", 2, 3);
        shop.order(Status.RETURNED, "a1", "A", 2, 9);
        shop.order(Status.RETURNED, "a1", "A", 2, 10);
        shop.order(Status.CANCELLED, "a1", "A", 2, 11);
        assertThat(shop.available("A")).isEqualTo(10);
        shop.move("A", "WAW", 2, StockMovement.Reason.RETURN, "a1", 12);
        assertThat(shop.available("A")).isEqualTo(10);
    }

    @Test
    void anOrderForASkuWithoutALocationMovesToTheFirstOne() {
        Shop shop = new Shop();
        shop.tickTo(100);
        shop.apply("pim", Shop.second(1), Shop.product("A", null, null));
        shop.order(Status.PAID, "a1", "A", 3, 2);
        assertThat(shop.availability("A").shortfall()).isEqualTo(3);
        shop.order(Status.SHIPPED, "a1", "A", 1, 5);
        shop.level("A", "WAW", 10, 4);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 9, 2, 0, 7));
        shop.level("A", "WAW", 9, 6);
        assertThat(shop.availability("A").locations()).containsExactly(new LocationLevel("WAW", 9, 2, 0, 7));
    }

    @Test
    void theKnownLinesOfAnOrderHoldWhileTheOthersWait() {
        Shop shop = new Shop();
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 1);
        Order order = new Order(
                "a1",
                "web",
                Status.PLACED,
                List.of(new Order.Line("A", null, 2), new Order.Line("B", null, 1), new Order.Line("C", null, 4)),
                null,
                null,
                null);
        assertThat(shop.apply("shop", Shop.second(2), order).result()).isEqualTo(Result.PARKED);
        assertThat(shop.available("A")).isEqualTo(8);
        shop.level("B", "WAW", 5, 3);
        shop.level("C", "WAW", 5, 3);
        assertThat(shop.available("A")).isEqualTo(8);
        assertThat(shop.available("B")).isEqualTo(4);
        assertThat(shop.available("C")).isEqualTo(1);
    }

    @Test
    void anEventTheScriptCannotDigestStopsNothing() {
        Shop shop = new Shop();
        shop.tickTo(100);
        StockLevel good = new StockLevel("A", "WAW", 5, StockLevel.Basis.PHYSICAL, null);
        StockLevel broken = new StockLevel("A", null, 5, StockLevel.Basis.PHYSICAL, null);
        List<Command> batch = List.of(
                new Command(0, "erp", "x1", Shop.second(1), shop.now(), good),
                new Command(1, "erp", "x2", Shop.second(2), shop.now(), broken),
                new Command(
                        2,
                        "erp",
                        "x3",
                        Shop.second(3),
                        shop.now(),
                        new StockMovement("A", "WAW", 2, StockMovement.Reason.RECEIPT, null, null)));
        List<Applied> results = Shop.await(shop.apply(new Position(Shop.EPOCH, "erp.events", 0, 0, 3), batch));
        assertThat(results)
                .extracting(Applied::result)
                .containsExactly(Result.APPLIED, Result.REJECTED, Result.APPLIED);
        assertThat(shop.available("A")).isEqualTo(7);
        assertThat(Shop.await(shop.stock.positions()).next()).containsEntry("erp.events/0", 3L);
    }
}
