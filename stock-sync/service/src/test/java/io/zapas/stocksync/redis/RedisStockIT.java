package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lettuce.core.ScriptOutputType;
import io.zapas.runtime.redis.RedisScript;
import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.LedgerEntry.Reason;
import io.zapas.stocksync.api.Offer;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Order.Status;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.api.SupplyExpected;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Applied.Result;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.OfferState;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.domain.Stock.Position;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Conflict;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Insufficient;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.Stock.Shortfall;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules of stock, case by case, on a real Redis. */
class RedisStockIT {
    /** Writes a SKU back as a hash with a field per location. */
    private static final RedisScript EARLIER =
            MutatedScript.replaced(new RedisScript("earlier", "@", ""), "earlier", "@", """
            local stored = redis.call('GET', KEYS[1])
            local _, sku = cmsgpack.unpack_one(stored, (string.find(stored, ':', 1, true)))
            redis.call('DEL', KEYS[1])
            for field, value in pairs(sku) do
              if field ~= 'l' then redis.call('HSET', KEYS[1], field, value) end
            end
            for place, level in pairs(sku.l) do
              level.mt = nil
              redis.call('HSET', KEYS[1], 'l:' .. place, cmsgpack.pack(level))
            end
            return 1
            """);

    private final Shop shop = new Shop();

    @Test
    void levelsOfOneTimeAreEachTakenOnceHoweverMany() {
        List<Command> levels = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            levels.add(shop.command(
                    "erp", Shop.second(5), new StockLevel("A", "WAW", i, StockLevel.Basis.PHYSICAL, null)));
            assertThat(shop.apply(levels.get(i)).result()).isEqualTo(Result.APPLIED);
        }
        for (Command level : levels) {
            assertThat(shop.apply(level).result()).isEqualTo(Result.DUPLICATE);
        }
        assertThat(shop.available("A")).isEqualTo(29);
        assertThat(shop.apply(shop.command(
                                "erp", Shop.second(5), new StockLevel("A", "WAW", 50, StockLevel.Basis.PHYSICAL, null)))
                        .result())
                .isEqualTo(Result.APPLIED);
        assertThat(shop.available("A")).isEqualTo(50);
        assertThat(shop.level("A", "WAW", 7, 6).result()).isEqualTo(Result.APPLIED);
        for (Command level : levels) {
            assertThat(shop.apply(level).result()).isIn(Result.DUPLICATE, Result.STALE);
        }
        assertThat(shop.available("A")).isEqualTo(7);
    }

    /** A source that states versions at times only, and whose clock goes back: whatever comes again does not count again. */
    @Test
    void whateverASourceStatedBeforeDoesNotCountAgain() {
        Random random = Seed.random("whateverASourceStatedBeforeDoesNotCountAgain");
        for (int round = 0; round < 40; round++) {
            String sku = "V" + round;
            List<Command> stated = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                Long version = random.nextBoolean() ? (Long) (long) random.nextInt(6) : null;
                Command level = shop.command(
                        "erp",
                        Shop.second(random.nextInt(6)),
                        new StockLevel(sku, "WAW", i, StockLevel.Basis.PHYSICAL, version));
                stated.add(level);
                shop.apply(level);
                long available = shop.available(sku);
                Command again = stated.get(random.nextInt(stated.size()));
                assertThat(shop.apply(again).result())
                        .as("%s after %s", again, stated)
                        .isIn(Result.DUPLICATE, Result.STALE);
                assertThat(shop.available(sku)).isEqualTo(available);
            }
        }
    }

    @Test
    void aLevelThatComesAgainUnderAnotherTimeIsKnown() {
        StockLevel level = new StockLevel("A", "WAW", 5, StockLevel.Basis.PHYSICAL, null);
        Command first = shop.command("erp", Shop.second(5), level);
        assertThat(shop.apply(first).result()).isEqualTo(Result.APPLIED);
        Command again = new Command(
                first.offset(),
                first.source(),
                first.eventId(),
                Shop.second(9),
                first.now(),
                new StockLevel("A", "WAW", 8, StockLevel.Basis.PHYSICAL, null));
        assertThat(shop.apply(again).result()).isEqualTo(Result.DUPLICATE);
        assertThat(shop.available("A")).isEqualTo(5);
    }

    @Test
    void aLevelOnlyTheScriptCanDecideIsNotOvertakenByOneOfTheSameTime() {
        StockLevel first = new StockLevel("A", "WAW", 5, StockLevel.Basis.AVAILABLE, null);
        StockLevel second = new StockLevel("A", "WAW", 9, StockLevel.Basis.PHYSICAL, null);
        shop.level("A", "WAW", 1, 0);
        Shop.await(shop.apply(
                null,
                List.of(shop.command("erp", Shop.second(5), first), shop.command("erp", Shop.second(5), second))));
        assertThat(shop.available("A")).isEqualTo(9);
    }

    @Test
    void whatThePositionHasPassedIsNotAppliedAgainThoughItsIdIsForgotten() {
        StockLevel level = new StockLevel("A", "WAW", 5, StockLevel.Basis.PHYSICAL, null);
        StockMovement other = new StockMovement("B", "WAW", 1, StockMovement.Reason.RECEIPT, null, null);
        List<Command> batch = List.of(
                new Command(0, "erp", "first", Shop.second(5), shop.now(), level),
                new Command(1, "erp", "second", Shop.second(5), shop.now(), other));
        Position position = new Position(Shop.EPOCH, "erp.events", 0, 0, 2);
        Shop.await(shop.apply(position, batch));
        Shop.await(shop.redis
                .run(c -> c.del(shop.redis.key("stock:ev:erp\u001ffirst"), shop.redis.key("stock:ev:erp\u001fsecond")))
                .toCompletionStage());
        assertThat(Shop.await(shop.apply(position, batch)))
                .extracting(Applied::result)
                .containsExactly(Result.DUPLICATE, Result.DUPLICATE);
    }

    @Test
    void aSkuAsEarlierVersionsKeptItIsReadOn() {
        shop.level("A", "WAW", 10, 0);
        shop.hold("o1", "A", 2);
        shop.order(Order.Status.SHIPPED, "o9", "A", 1, 5);
        Availability before = shop.availability("A");
        Shop.await(shop.redis
                .<Long>eval(EARLIER, ScriptOutputType.INTEGER, new String[] {shop.redis.key("stock:s:A")})
                .toCompletionStage());
        assertThat(shop.availability("A")).isEqualTo(before);
        shop.hold("o2", "A", 3);
        shop.level("A", "WAW", 20, 60);
        assertThat(shop.available("A")).isEqualTo(15);
        assertThat(shop.availability("A").version()).isGreaterThan(before.version());
        assertThat(Shop.await(
                        shop.redis.run(c -> c.type(shop.redis.key("stock:s:A"))).toCompletionStage()))
                .isEqualTo("string");
    }

    @Test
    void aLevelCreatesTheSkuAndAnOrderTakesFromIt() {
        shop.tickTo(100);
        assertThat(shop.level("A", "WAW", 10, 1).result()).isEqualTo(Result.APPLIED);
        assertThat(shop.order(Status.PLACED, "o1", "A", 3, 2).result()).isEqualTo(Result.APPLIED);

        Availability seen = shop.availability("A");
        assertThat(seen.available()).isEqualTo(7);
        assertThat(seen.locations()).containsExactly(new Availability.LocationLevel("WAW", 10, 3, 0, 7));
        assertThat(seen.version()).isEqualTo(2);
        assertThat(seen.shortfall()).isZero();
        assertThat(shop.ledger()).extracting(LedgerEntry::reason).containsExactly(Reason.LEVEL, Reason.HOLD);
        assertThat(shop.ledger()).extracting(LedgerEntry::seq).containsExactly(1L, 2L);
    }

    @Test
    void anOrderLivesFromPlacedToReturnedAndDemandIsToldOnce() {
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 1);
        shop.order(Status.PLACED, "o1", "A", 3, 2);
        shop.order(Status.PAID, "o1", "A", 3, 3);
        shop.order(Status.SHIPPED, "o1", "A", 3, 4);
        assertThat(shop.availability("A").locations())
                .containsExactly(new Availability.LocationLevel("WAW", 7, 0, 0, 7));
        shop.order(Status.RETURNED, "o1", "A", 5, 5);
        assertThat(shop.available("A")).isEqualTo(10);

        assertThat(shop.ledger())
                .extracting(LedgerEntry::reason, LedgerEntry::demand)
                .containsExactly(
                        tuple(Reason.LEVEL, 0L),
                        tuple(Reason.HOLD, 0L),
                        tuple(Reason.CONFIRM, 3L),
                        tuple(Reason.FULFIL, 0L),
                        tuple(Reason.RESTOCK, 0L));
        assertThat(shop.ledger().get(2).demandAt()).isEqualTo(Shop.second(2));
    }

    @Test
    void aReservationHoldsConfirmsAndFulfils() {
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 1);
        Reservation held = shop.hold("o1", "A", 4);
        assertThat(held.state()).isEqualTo(Reservation.State.HELD);
        assertThat(held.expiresAt()).isEqualTo(Shop.second(100 + 1800));
        assertThat(held.lines().get(0).allocations()).containsExactly(new Reservation.Allocation("A", "WAW", 4));
        assertThat(shop.available("A")).isEqualTo(6);

        Done confirmed = (Done) shop.transition(held.id(), Action.CONFIRM);
        assertThat(confirmed.reservation().state()).isEqualTo(Reservation.State.CONFIRMED);
        assertThat(confirmed.reservation().expiresAt()).isNull();
        assertThat(confirmed.outboxId()).isNotNull();
        assertThat(((Conflict) shop.transition(held.id(), Action.RELEASE)).type())
                .isEqualTo("already-confirmed");
        shop.tickTo(200);
        shop.transition(held.id(), Action.FULFIL);
        assertThat(shop.availability("A").locations())
                .containsExactly(new Availability.LocationLevel("WAW", 6, 0, 0, 6));
        assertThat(((Conflict) shop.transition(held.id(), Action.CONFIRM)).type())
                .isEqualTo("already-fulfilled");
        assertThat(shop.transition("nobody", Action.CONFIRM)).isInstanceOf(ReservationOutcome.UnknownReservation.class);
    }

    @Test
    void expiryIsSeenAtOnceAndSweptOnce() {
        shop.tickTo(0);
        shop.level("A", "WAW", 10, 0);
        Reservation held = shop.hold("o1", "A", 4);
        shop.tickTo(1800);
        assertThat(shop.available("A")).isEqualTo(10);
        assertThat(Shop.await(shop.stock.expire(shop.now(), 10))).isZero();
        assertThat(Shop.await(shop.stock.reservation(held.id())).orElseThrow().state())
                .isEqualTo(Reservation.State.EXPIRED);
        assertThat(((Conflict) shop.transition(held.id(), Action.RELEASE)).type())
                .isEqualTo("expired");
    }

    @Test
    void theSweepIsBoundedAndNeverReleasesTwice() {
        shop.level("A", "WAW", 1_000, 0);
        for (int i = 0; i < 5; i++) {
            shop.hold("o" + i, "A", 1);
        }
        shop.tickTo(1800);
        assertThat(Shop.await(shop.stock.expire(shop.now(), 3))).isEqualTo(3);
        assertThat(Shop.await(shop.stock.expire(shop.now(), 3))).isEqualTo(2);
        assertThat(Shop.await(shop.stock.expire(shop.now(), 3))).isZero();
        assertThat(shop.available("A")).isEqualTo(1_000);
    }

    @Test
    void moreHoldsThanOneSweepTakesAreStillGoneAtTheFirstRead() {
        shop.level("A", "WAW", 1_000, 0);
        Shop.awaitAll(IntStream.range(0, 600)
                .mapToObj(i -> shop.stock.reserve(shop.request("o" + i, "A", 1)))
                .toList());
        assertThat(shop.available("A")).isEqualTo(400);
        shop.tickTo(1800);
        assertThat(shop.available("A")).isEqualTo(1_000);
    }

    @Test
    void latePaymentTakesAgainOrSaysSo() {
        shop.level("A", "WAW", 4, 0);
        Reservation first = shop.hold("o1", "A", 4);
        shop.tickTo(1800);
        assertThat(((Done) shop.transition(first.id(), Action.CONFIRM))
                        .reservation()
                        .state())
                .isEqualTo(Reservation.State.CONFIRMED);
        assertThat(shop.available("A")).isZero();
        shop.transition(first.id(), Action.FULFIL);
        shop.level("A", "WAW", 2, 1800);
        shop.tickTo(1801);
        Reservation second = shop.hold("o2", "A", 2);
        shop.tickTo(1801 + 1800);
        shop.hold("o3", "A", 1);
        int before = shop.ledger().size();
        assertThat(((Conflict) shop.transition(second.id(), Action.CONFIRM)).type())
                .isEqualTo("expired");
        shop.transition(second.id(), Action.CONFIRM);
        List<LedgerEntry> said = shop.ledger().subList(before, shop.ledger().size());
        assertThat(said).hasSize(1);
        assertThat(said.get(0).shortfall()).isEqualTo(1);
        assertThat(said.get(0).orderId()).isEqualTo("o2");
        // The channel says it is paid: a fact, recorded beyond stock.
        shop.order(Status.PAID, "o2", "A", 2, 1801 + 1800);
        assertThat(shop.availability("A").shortfall()).isEqualTo(1);
        assertThat(shop.availability("A").shortOrders()).isNotEmpty();
    }

    @Test
    void sameKeySameAnswerOtherBodyConflict() {
        shop.level("A", "WAW", 10, 0);
        ReserveCommand command = shop.request("o1", "k", false, new ReserveCommand.Line("A", 4));
        Done first = (Done) shop.reserve(command);
        Done again = (Done) shop.reserve(new ReserveCommand(
                "other", "k", command.bodyHash(), "o1", "web", command.lines(), 0, false, shop.now()));
        assertThat(again.reservation()).isEqualTo(first.reservation());
        assertThat(again.replayed()).isTrue();
        assertThat(again.outboxId()).isEqualTo(first.outboxId());
        assertThat(shop.reserve(shop.request("o1", "k", false, new ReserveCommand.Line("A", 5))))
                .isInstanceOf(ReservationOutcome.KeyReused.class);
        assertThat(shop.available("A")).isEqualTo(6);
        Shop.await(shop.stock.trimOutbox(first.outboxId()));
        assertThat(shop.outbox()).isEmpty();
        assertThat(((Done) shop.reserve(command)).outboxId()).isNull();
    }

    @Test
    void linesAreSummedBeforeTheyAreChecked() {
        shop.level("A", "WAW", 5, 0);
        ReserveCommand twice =
                shop.request("o1", "k", false, new ReserveCommand.Line("A", 3), new ReserveCommand.Line("A", 3));
        Insufficient refused = (Insufficient) shop.reserve(twice);
        assertThat(refused.shortfalls()).containsExactly(new Shortfall("A", 6, 5));
        assertThat(shop.available("A")).isEqualTo(5);
        assertThat(shop.ledger()).hasSize(1);
        ReserveCommand partial = shop.request("o1", "k2", true, new ReserveCommand.Line("A", 6));
        assertThat(((Done) shop.reserve(partial)).reservation().lines().get(0).quantity())
                .isEqualTo(5);
        assertThat(shop.reserve(shop.request("o1", "B", 1))).isInstanceOf(ReservationOutcome.UnknownSku.class);
    }

    @Test
    void aNewAttemptReplacesItsOwnHoldAndAFailedOneKeepsIt() {
        shop.level("A", "WAW", 5, 0);
        Reservation first = shop.hold("o1", "A", 4);
        Reservation second = shop.hold("o1", "A", 5);
        assertThat(shop.available("A")).isZero();
        assertThat(((Conflict) shop.transition(first.id(), Action.CONFIRM)).type())
                .isEqualTo("already-released");
        assertThat(shop.reserve(shop.request("o1", "A", 6))).isInstanceOf(Insufficient.class);
        assertThat(((Done) shop.transition(second.id(), Action.CONFIRM))
                        .reservation()
                        .state())
                .isEqualTo(Reservation.State.CONFIRMED);
    }

    @Test
    void kitsTakeTheirComponents() {
        shop.tickTo(10);
        shop.level("A", "WAW", 10, 1);
        shop.level("B", "WAW", 3, 1);
        shop.apply(
                "erp",
                Shop.second(1),
                Shop.product("K", null, null, new Product.KitComponent("A", 2), new Product.KitComponent("B", 1)));
        assertThat(shop.available("K")).isEqualTo(3);
        Reservation held = shop.hold("o1", "K", 2);
        assertThat(held.lines()).hasSize(1);
        assertThat(held.lines().get(0).allocations())
                .containsExactlyInAnyOrder(
                        new Reservation.Allocation("A", "WAW", 4), new Reservation.Allocation("B", "WAW", 2));
        assertThat(shop.available("A")).isEqualTo(6);
        assertThat(shop.available("B")).isEqualTo(1);
        assertThat(shop.available("K")).isEqualTo(1);
        List<OutboxItem> items = shop.outbox();
        assertThat(items.get(items.size() - 1).changes().get(0).touched()).containsExactlyInAnyOrder("A", "B", "K");
        assertThat(shop.apply("erp", Shop.second(2), Shop.product("A", null, null, new Product.KitComponent("K", 1)))
                        .result())
                .isEqualTo(Result.REJECTED);
    }

    @Test
    void anErpLevelNeverBringsBackOrTakesTwiceWhatWasShipped() {
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 1);
        shop.order(Status.PAID, "o1", "A", 3, 2);
        shop.order(Status.SHIPPED, "o1", "A", 3, 10);
        shop.level("A", "WAW", 10, 9);
        assertThat(shop.available("A")).isEqualTo(7);
        shop.level("A", "WAW", 7, 11);
        assertThat(shop.available("A")).isEqualTo(7);
        assertThat(shop.level("A", "WAW", 99, 5)).isEqualTo(new Applied(Result.STALE, "older than " + Shop.second(11)));
        // The ERP's own document of the same shipment changes nothing.
        shop.move("A", "WAW", -3, StockMovement.Reason.ISSUE, "o1", 10);
        assertThat(shop.available("A")).isEqualTo(7);
    }

    @Test
    void aNetLevelCountsKnownOrdersOnce() {
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 1);
        shop.order(Status.PLACED, "o1", "A", 3, 2);
        shop.net("A", "WAW", 7, 5);
        assertThat(shop.available("A")).isEqualTo(7);
        shop.order(Status.PLACED, "o2", "A", 2, 4);
        assertThat(shop.available("A")).isEqualTo(7);
        assertThat(shop.ledger()).extracting(LedgerEntry::reason).contains(Reason.NET_OFFSET);
        shop.order(Status.PLACED, "o3", "A", 1, 6);
        assertThat(shop.available("A")).isEqualTo(6);
    }

    @Test
    void theSameSaleThroughTwoSystemsIsOne() {
        shop.tickTo(100);
        shop.level("A", "WAW", 10, 1);
        shop.hold("a1", "A", 2);
        shop.apply("shop", Shop.second(2), Shop.order(Status.PLACED, "web", "a1", null, "A", 2));
        shop.apply("base", Shop.second(3), Shop.order(Status.PAID, "base", "b7", "a1", "A", 2));
        assertThat(shop.available("A")).isEqualTo(8);
        shop.apply("base", Shop.second(4), Shop.order(Status.SHIPPED, "base", "b7", "a1", "A", 2));
        shop.apply("shop", Shop.second(5), Shop.order(Status.SHIPPED, "web", "a1", null, "A", 2));
        shop.move("A", "WAW", -2, StockMovement.Reason.ISSUE, "a1", 6);
        assertThat(shop.available("A")).isEqualTo(8);
    }

    @Test
    void ordersBeyondStockAreRecordedAsShortfall() {
        shop.tickTo(100);
        shop.level("A", "WAW", 2, 1);
        shop.order(Status.PLACED, "o1", "A", 2, 2);
        shop.order(Status.PLACED, "o2", "A", 3, 3);
        Availability seen = shop.availability("A");
        assertThat(seen.available()).isZero();
        assertThat(seen.shortfall()).isEqualTo(3);
        assertThat(seen.shortOrders()).containsExactly("o2");
        LedgerEntry last = shop.ledger().get(2);
        assertThat(last.shortfall()).isEqualTo(3);
        assertThat(last.orderId()).isEqualTo("o2");
        Reservation order =
                Shop.await(shop.stock.reservation(last.reservationId())).orElseThrow();
        assertThat(order.orderId()).isEqualTo("o2");
        assertThat(order.lines().get(0).shortfall()).isEqualTo(3);
    }

    @Test
    void whatNamesAnUnknownSkuWaitsAndIsAppliedWhenItIsKnown() {
        shop.tickTo(100);
        assertThat(shop.order(Status.PLACED, "o1", "A", 3, 2).result()).isEqualTo(Result.PARKED);
        assertThat(shop.apply(
                                "web",
                                Shop.second(2),
                                new Order(
                                        "o2",
                                        "web",
                                        Status.PLACED,
                                        List.of(new Order.Line(null, "L1", 2)),
                                        null,
                                        null,
                                        null))
                        .result())
                .isEqualTo(Result.PARKED);
        assertThat(shop.offer("web", "L1", "A", 5, 3).result()).isEqualTo(Result.PARKED);
        assertThat(shop.availability("A")).isNull();
        shop.level("A", "WAW", 10, 4);
        assertThat(shop.available("A")).isEqualTo(5);
        assertThat(shop.availability("A").channels()).containsEntry("web", 5L);
        assertThat(shop.changes().stream()
                        .filter(change -> change.parked() != null)
                        .map(change -> change.parked().waiting()))
                .contains(0);
        assertThat(Shop.await(shop.stock.offers(null)).offers()).hasSize(1);
    }

    @Test
    void howAnOfferIsHealedIsKeptAsItWasStatedLast() {
        shop.level("A", "WAW", 10, 0);
        Instant next = Shop.second(60);
        shop.tickTo(10);
        shop.apply("allegro", Shop.second(1), new Offer("allegro", "L1", "A", 9, 5L, 2, next, null));
        assertThat(Shop.await(shop.stock.offers(null)).offers())
                .containsExactly(new OfferState("allegro", "L1", "A", 9, 5L, Shop.second(1), 2, next, null));
        shop.apply("allegro", Shop.second(2), new Offer("allegro", "L1", "A", 9, 5L, 3, null, "refused"));
        OfferState quarantined = new OfferState("allegro", "L1", "A", 9, 5L, Shop.second(2), 3, null, "refused");
        assertThat(Shop.await(shop.stock.offers(null)).offers()).containsExactly(quarantined);
        assertThat(shop.changes()).last().satisfies(change -> assertThat(change.offer())
                .isEqualTo(quarantined));
        shop.offer("allegro", "L1", "A", 5, 3);
        assertThat(Shop.await(shop.stock.offers(null)).offers())
                .as("shown as it should be, and nothing is told of healing")
                .containsExactly(new OfferState("allegro", "L1", "A", 5, null, Shop.second(3)));
    }

    @Test
    void whoeverRepeatsATransitionLearnsWhetherItIsSafe() {
        shop.level("A", "WAW", 10, 0);
        Reservation held = shop.hold("o1", "A", 4);
        String confirmed = ((Done) shop.transition(held.id(), Action.CONFIRM)).outboxId();
        assertThat(confirmed).isNotNull();
        assertThat(((Done) shop.transition(held.id(), Action.CONFIRM)).outboxId())
                .isEqualTo(confirmed);
        assertThat(((Conflict) shop.transition(held.id(), Action.RELEASE)).outboxId())
                .isEqualTo(confirmed);
        shop.level("A", "WAW", 11, 1);
        assertThat(((Done) shop.transition(held.id(), Action.CONFIRM)).outboxId())
                .isEqualTo(confirmed);
        Shop.await(shop.stock.trimOutbox(confirmed));
        assertThat(shop.outbox()).hasSize(1);
        assertThat(((Done) shop.transition(held.id(), Action.CONFIRM)).outboxId())
                .isNull();
        assertThat(((Conflict) shop.transition(held.id(), Action.RELEASE)).outboxId())
                .isNull();
    }

    @Test
    void aLatePaymentThatIsRefusedNamesTheEntryThatSaysSo() {
        shop.level("A", "WAW", 4, 0);
        Reservation held = shop.hold("o1", "A", 4);
        shop.tickTo(1_800);
        shop.hold("o2", "A", 4);
        Conflict refused = (Conflict) shop.transition(held.id(), Action.CONFIRM);
        OutboxItem last = shop.outbox().get(shop.outbox().size() - 1);
        assertThat(last.changes().get(0).entries())
                .extracting(LedgerEntry::shortfall)
                .containsExactly(4L);
        assertThat(refused.outboxId()).isEqualTo(last.id());
        assertThat(((Conflict) shop.transition(held.id(), Action.CONFIRM)).outboxId())
                .isEqualTo(last.id());
        Shop.await(shop.stock.trimOutbox(last.id()));
        assertThat(((Conflict) shop.transition(held.id(), Action.CONFIRM)).outboxId())
                .isNull();
    }

    @Test
    void thePositionPassesARejectedEventOnlyOnceItIsSetAside() {
        List<Command> batch = List.of(
                at(5, new StockLevel("K", "WAW", 3, StockLevel.Basis.PHYSICAL, null)),
                at(6, Shop.product("K", null, null, new Product.KitComponent("K", 1))),
                at(7, new StockMovement("K", "WAW", 2, StockMovement.Reason.RECEIPT, null, null)));
        assertStopsAt(6, batch);
    }

    @Test
    void thePositionPassesAnIndigestibleEventOnlyOnceItIsSetAside() {
        List<Command> batch = List.of(
                at(5, new StockLevel("K", "WAW", 3, StockLevel.Basis.PHYSICAL, null)),
                // The decoder lets no such component through: it stands for what no decoder has thought of.
                at(6, Shop.product("K", null, null, new Product.KitComponent(null, 1))),
                at(7, new StockMovement("K", "WAW", 2, StockMovement.Reason.RECEIPT, null, null)));
        assertStopsAt(6, batch);
    }

    /** Also where the process dies, which looks the same from the stock: dead letters that never come to be. */
    private void assertStopsAt(long offset, List<Command> batch) {
        Position position = new Position(Shop.EPOCH, "erp.events", 0, 5, 8);
        shop.tickTo(1);
        assertThat(shop.stock.apply(
                        position,
                        batch,
                        (command, detail) -> CompletableFuture.failedStage(new IllegalStateException("Kafka is away"))))
                .failsWithin(Duration.ofSeconds(30));
        assertThat(Shop.await(shop.stock.positions()).next().getOrDefault("erp.events/0", 0L))
                .isLessThanOrEqualTo(offset);

        List<Long> kept = new CopyOnWriteArrayList<>();
        List<Applied> applied = Shop.await(shop.stock.apply(position, batch, (command, detail) -> {
            assertThat(detail).isNotBlank();
            kept.add(command.offset());
            return CompletableFuture.completedStage(null);
        }));
        assertThat(applied).hasSize(batch.size());
        assertThat(applied.get(1).result()).isEqualTo(Result.REJECTED);
        assertThat(kept).containsOnly(offset);
        assertThat(Shop.await(shop.stock.positions()).next()).containsEntry("erp.events/0", 8L);
        assertThat(shop.available("K")).isEqualTo(5);
    }

    private Command at(long offset, StockEvent event) {
        return new Command(offset, "erp", "e" + offset, Shop.second(0).plusMillis(offset), Shop.second(1), event);
    }

    @Test
    void duplicatesAndAppliedOffsetsChangeNothing() {
        shop.level("A", "WAW", 10, 0);
        Command move = new Command(
                5,
                "erp",
                "m1",
                shop.now(),
                shop.now(),
                new StockMovement("A", "WAW", 3, StockMovement.Reason.RECEIPT, null, null));
        shop.tickTo(1);
        Command late = new Command(6, "erp", "m2", shop.now(), shop.now(), move.event());
        Position position = new Position(Shop.EPOCH, "erp.events", 0, 5, 7);
        assertThat(Shop.await(shop.apply(position, List.of(move, late)))).hasSize(2);
        assertThat(Shop.await(shop.stock.positions()).next()).containsEntry("erp.events/0", 7L);
        assertThat(Shop.await(shop.apply(position, List.of(move, late))))
                .allMatch(applied -> applied.result() == Result.DUPLICATE);
        assertThat(shop.apply(late).result()).isEqualTo(Result.DUPLICATE);
        assertThat(shop.available("A")).isEqualTo(13);
    }

    @Test
    void rulesOfTheChannelLimitWhatItMayReserve() {
        shop.tickTo(10);
        shop.level("A", "WAW", 20, 1);
        shop.apply(
                "erp",
                Shop.second(1),
                Shop.product(
                        "A",
                        2L,
                        Map.of(
                                "web", new Product.ChannelRule(null, 50, null, null),
                                "vip", new Product.ChannelRule(null, null, null, 6L))));
        // ATP 18, 6 of them ring-fenced for vip; half of the other 12.
        assertThat(shop.availability("A").channels()).containsEntry("web", 6L).containsEntry("vip", 18L);
        assertThat(shop.reserve(shop.request("o1", "A", 7))).isInstanceOf(Insufficient.class);
        assertThat(shop.reserve(shop.request("o1", "A", 6))).isInstanceOf(Done.class);
    }

    @Test
    void suppliesAreListedAndCancelled() {
        shop.tickTo(10);
        SupplyExpected supply = new SupplyExpected("A", "WAW", 50, LocalDate.parse("2026-03-20"), "PO1", true);
        shop.apply("erp", Shop.second(1), supply);
        assertThat(shop.availability("A").incoming())
                .containsExactly(new Availability.Incoming(50, supply.eta(), "PO1", "WAW", true));
        shop.apply("erp", Shop.second(2), new SupplyExpected("A", "WAW", 0, supply.eta(), "PO1", null));
        assertThat(shop.apply("erp", Shop.second(1), supply).result()).isEqualTo(Result.STALE);
        assertThat(shop.availability("A").incoming()).isEmpty();
    }

    @Test
    void negativeLevelsCountAsNothing() {
        shop.level("A", "WAW", -5, 0);
        shop.level("A", "KRK", 3, 0);
        assertThat(shop.available("A")).isEqualTo(3);
        assertThat(shop.availability("A").locations().get(1).onHand()).isEqualTo(-5);
    }

    @Test
    void versionsOrderLevelsWhereGiven() {
        shop.tickTo(10);
        shop.apply("erp", Shop.second(5), new StockLevel("A", "WAW", 5, StockLevel.Basis.PHYSICAL, 12L));
        assertThat(shop.apply("erp", Shop.second(6), new StockLevel("A", "WAW", 9, StockLevel.Basis.PHYSICAL, 9L))
                        .result())
                .isEqualTo(Result.STALE);
        assertThat(shop.available("A")).isEqualTo(5);
    }
}
