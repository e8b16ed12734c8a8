package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.Availability.Lot;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.LedgerEntry.Reason;
import io.zapas.stocksync.api.Order.Status;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Applied.Result;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Insufficient;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Units counted by lots, on a real Redis: cases, and random histories against {@link LotModel}. */
class LotsIT {
    private static final LocalDate TODAY = LocalDate.ofInstant(Shop.START, ZoneOffset.UTC);
    private static final long MIDNIGHT = Duration.between(
                    Shop.START, TODAY.plusDays(1).atStartOfDay(ZoneOffset.UTC))
            .toSeconds();

    private static StockLevel lot(String lot, long quantity, LocalDate expires) {
        return new StockLevel("A", "WAW", quantity, StockLevel.Basis.PHYSICAL, null, lot, expires);
    }

    private static LocationLevel seen(Shop shop) {
        return shop.availability("A").locations().get(0);
    }

    @Example
    void lotsAddUpAndTheFirstToExpireIsSoldFirst() {
        Shop shop = new Shop();
        shop.tickTo(100);
        shop.apply("erp", Shop.second(1), lot("OLD", 3, TODAY.plusDays(5)));
        shop.apply("erp", Shop.second(1), lot("NEW", 10, TODAY.plusDays(50)));
        shop.level("A", "WAW", 4, 1);
        shop.order(Status.PAID, "o1", "A", 5, 2);
        assertThat(seen(shop))
                .isEqualTo(new LocationLevel(
                        "WAW",
                        17,
                        5,
                        0,
                        12,
                        null,
                        List.of(new Lot("OLD", TODAY.plusDays(5), 3), new Lot("NEW", TODAY.plusDays(50), 10))));
        shop.order(Status.SHIPPED, "o1", "A", 5, 3);
        assertThat(seen(shop))
                .isEqualTo(
                        new LocationLevel("WAW", 12, 0, 0, 12, null, List.of(new Lot("NEW", TODAY.plusDays(50), 8))));
        shop.apply(
                "erp",
                Shop.second(4),
                new StockMovement("A", "WAW", -2, StockMovement.Reason.ISSUE, null, null, "NEW"));
        assertThat(seen(shop).lots()).containsExactly(new Lot("NEW", TODAY.plusDays(50), 6));
        // A count of the lot, taken after all this.
        shop.apply("erp", Shop.second(5), lot("NEW", 7, null));
        assertThat(seen(shop).onHand()).isEqualTo(11);
        assertThat(seen(shop).lots()).containsExactly(new Lot("NEW", TODAY.plusDays(50), 7));
    }

    @Example
    void onItsExpiryDateALotIsGoneWithoutAnyEvent() {
        Shop shop = new Shop();
        shop.tickTo(100);
        shop.apply("erp", Shop.second(1), lot("OLD", 3, TODAY.plusDays(1)));
        shop.apply("erp", Shop.second(1), lot("NEW", 10, TODAY.plusDays(50)));
        shop.order(Status.PLACED, "o1", "A", 1, 2);
        int before = shop.outbox().size();
        shop.tickTo(MIDNIGHT - 1);
        assertThat(seen(shop).onHand()).isEqualTo(13);
        shop.tickTo(MIDNIGHT);
        assertThat(shop.reserve(shop.request("o2", "A", 11))).isInstanceOf(Insufficient.class);
        assertThat(seen(shop).onHand()).isEqualTo(10);
        List<LedgerEntry> said = shop.outbox().stream()
                .skip(before)
                .flatMap(item -> item.entries().stream())
                .filter(entry -> entry.reason() == Reason.LOT_EXPIRED)
                .toList();
        assertThat(said).hasSize(1);
        assertThat(said.get(0).at()).isEqualTo(Shop.second(MIDNIGHT));
        assertThat(said.get(0).onHandBefore()).isEqualTo(13);
        assertThat(said.get(0).onHandAfter()).isEqualTo(10);
        assertThat(shop.outbox())
                .anyMatch(item -> item.touched().contains("A")
                        && item.entries().stream().anyMatch(entry -> entry.reason() == Reason.LOT_EXPIRED));
        // Sold before it expired, told afterwards: it was taken from the lot that is gone now.
        shop.move("A", "WAW", -2, StockMovement.Reason.ISSUE, null, MIDNIGHT - 10);
        assertThat(seen(shop).onHand()).isEqualTo(10);
        shop.move("A", "WAW", -2, StockMovement.Reason.ISSUE, null, MIDNIGHT);
        assertThat(seen(shop).onHand()).isEqualTo(8);
    }

    @Example
    void theSweepEndsLotsAsItEndsHolds() {
        Shop shop = new Shop();
        for (int i = 0; i < 5; i++) {
            shop.apply("erp", Shop.second(0), lot("L" + i, 1, TODAY.plusDays(1)));
        }
        shop.tickTo(MIDNIGHT);
        assertThat(Shop.await(shop.stock.expire(shop.now(), 3))).isEqualTo(3);
        assertThat(Shop.await(shop.stock.expire(shop.now(), 3))).isEqualTo(2);
        assertThat(shop.available("A")).isZero();
    }

    @Example
    void anExpiryDateThatWasCorrectedCounts() {
        Shop shop = new Shop();
        shop.tickTo(100);
        shop.apply("erp", Shop.second(1), lot("OLD", 3, TODAY));
        assertThat(shop.available("A")).isZero();
        shop.apply("erp", Shop.second(2), lot("OLD", 3, TODAY.plusDays(1)));
        assertThat(shop.available("A")).isEqualTo(3);
        shop.apply("erp", Shop.second(3), lot("OLD", 3, TODAY.plusDays(2)));
        shop.tickTo(MIDNIGHT);
        assertThat(shop.available("A")).isEqualTo(3);
        assertThat(shop.apply("erp", Shop.second(1), lot("OLD", 9, TODAY.plusDays(9)))
                        .result())
                .isEqualTo(Result.STALE);
        shop.tickTo(MIDNIGHT + 24 * 3_600);
        assertThat(shop.available("A")).isZero();
    }

    @Example
    void moreLotsThanALocationCanHaveGoToTheDeadLetters() {
        Shop shop = new Shop();
        shop.tickTo(100);
        List<Command> levels = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            levels.add(shop.command("erp", Shop.second(1), lot("L" + i, 1, null)));
        }
        Shop.await(shop.apply(null, levels));
        assertThat(shop.apply("erp", Shop.second(2), lot("one more", 1, null)).result())
                .isEqualTo(Result.REJECTED);
        assertThat(shop.apply("erp", Shop.second(2), lot("L7", 2, null)).result())
                .isEqualTo(Result.APPLIED);
        assertThat(shop.available("A")).isEqualTo(501);
    }

    enum Kind {
        LOT_LEVEL,
        LEVEL,
        MOVE,
        LOT_MOVE,
        TICK
    }

    /** @param when share of the time passed so far, in percent */
    record Step(Kind kind, int lot, int quantity, Integer days, int when) {}

    private static Arbitrary<Step> step(Kind... kinds) {
        return Combinators.combine(
                        Arbitraries.of(kinds),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(-6, 12),
                        Arbitraries.integers().between(0, 4).injectNull(0.3),
                        Arbitraries.integers().between(0, 100))
                .as(Step::new);
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return step(Kind.values()).list().ofMinSize(1).ofMaxSize(25);
    }

    @Provide
    Arbitrary<List<Step>> events() {
        return step(Kind.LOT_LEVEL, Kind.LEVEL, Kind.MOVE, Kind.LOT_MOVE)
                .list()
                .ofMinSize(2)
                .ofMaxSize(14);
    }

    private static StockEvent event(Step step) {
        String name = "L" + step.lot();
        long units = step.quantity() == 0 ? 1 : step.quantity();
        return switch (step.kind()) {
            case LOT_LEVEL ->
                lot(name, Math.max(0, step.quantity()), step.days() == null ? null : TODAY.plusDays(step.days()));
            case LEVEL -> new StockLevel("A", "WAW", step.quantity(), StockLevel.Basis.PHYSICAL, null);
            case LOT_MOVE -> new StockMovement("A", "WAW", units, StockMovement.Reason.ADJUSTMENT, null, null, name);
            default -> new StockMovement("A", "WAW", units, StockMovement.Reason.ADJUSTMENT, null, null);
        };
    }

    private static boolean tell(LotModel model, StockEvent event, Instant at) {
        if (event instanceof StockLevel level) {
            return model.level(level.lot(), level.quantity(), level.expires(), at);
        }
        StockMovement move = (StockMovement) event;
        model.move(move.lot(), move.delta(), at);
        return true;
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void everyHistoryOfLotsEndsWhereTheModelSays(@ForAll("histories") List<Step> history) {
        Shop shop = new Shop();
        LotModel model = new LotModel();
        long second = 1_000;
        shop.tickTo(second);
        for (Step step : history) {
            if (step.kind() == Kind.TICK) {
                second += Math.abs(step.quantity()) * 7_200L;
                shop.tickTo(second);
            } else {
                Instant at = Shop.second(second * step.when() / 100);
                Applied applied = shop.apply("erp", at, event(step));
                assertThat(applied.result()).isEqualTo(tell(model, event(step), at) ? Result.APPLIED : Result.STALE);
            }
            if (shop.availability("A") != null) {
                assertThat(seen(shop).onHand()).isEqualTo(model.onHand(shop.now()));
                assertThat(seen(shop).lots() == null ? List.of() : seen(shop).lots())
                        .isEqualTo(model.lots(shop.now()));
            }
        }
        long onHand = 0;
        for (LedgerEntry entry : shop.ledger()) {
            assertThat(entry.onHandBefore()).isEqualTo(onHand);
            onHand = entry.onHandAfter();
        }
        assertThat(onHand).isEqualTo(model.onHand(shop.now()));
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void anyOrderOfArrivalWithRepeatsEndsWithTheSameLots(@ForAll("events") List<Step> steps, @ForAll Random random) {
        Shop first = new Shop();
        Shop other = new Shop();
        List<Command> commands = new ArrayList<>();
        for (Shop shop : List.of(first, other)) {
            shop.tickTo(1_000);
        }
        for (int i = 0; i < steps.size(); i++) {
            // Distinct times: two levels of one moment would contradict each other. One date per lot, as printed on it.
            Step step = steps.get(i);
            Step dated = new Step(step.kind(), step.lot(), step.quantity(), step.lot() == 3 ? null : step.lot(), 0);
            commands.add(first.command("erp", Shop.second(16L * (step.when() / 2) + i + 1), event(dated)));
        }
        List<Command> shuffled = new ArrayList<>(commands);
        shuffled.addAll(commands.subList(0, commands.size() / 2));
        Collections.shuffle(shuffled, random);
        Shop.await(first.apply(null, commands));
        shuffled.forEach(other::apply);
        for (long second : new long[] {1_000, MIDNIGHT, MIDNIGHT + 24 * 3_600}) {
            first.tickTo(second);
            other.tickTo(second);
            assertThat(seen(other)).isEqualTo(seen(first));
        }
    }
}
