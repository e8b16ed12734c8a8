package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Shown;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.TransitionCommand;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariants 3 and 5: many at once, and nobody gets what is not there, nothing comes back twice. */
class RacingBuyersIT {

    @ParameterizedTest
    @ValueSource(ints = {2, 16, 256, 1_000})
    void buyersWhoRaceForTheLastUnitsGetExactlyThose(int buyers) {
        Shop shop = new Shop();
        int units = buyers / 2;
        shop.level("A", "WAW", units - units / 3, 0);
        shop.level("A", "KRK", units / 3, 0);
        List<CompletionStage<Map<String, Availability>>> reads = new ArrayList<>();
        List<CompletionStage<ReservationOutcome>> calls = new ArrayList<>();
        for (int i = 0; i < buyers; i++) {
            calls.add(shop.stock.reserve(shop.request("o" + i, "A", 1)));
            if (i % 50 == 0) {
                reads.add(shop.stock.availability(List.of("A")).thenApply(Shown::read));
            }
        }
        long granted =
                Shop.awaitAll(calls).stream().filter(Done.class::isInstance).count();
        assertThat(granted).isEqualTo(units);
        assertThat(Shop.awaitAll(reads))
                .allSatisfy(read -> assertThat(read.get("A").available()).isBetween(0L, (long) units));
        assertThat(shop.availability("A").shortfall()).isZero();
        assertThat(shop.available("A")).isZero();
    }

    @Test
    void whileLevelsMoveAndHoldsEndNobodyIsPromisedMoreThanThereIs() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Shop shop = new Shop();
        shop.level("A", "WAW", 40, 0);
        List<CompletionStage<?>> calls = new ArrayList<>();
        List<Reservation> held = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            shop.tickTo(round * 700L);
            List<CompletionStage<ReservationOutcome>> attempts = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                attempts.add(shop.stock.reserve(shop.request("o" + round + "-" + i, "A", 1 + random.nextInt(3))));
            }
            calls.add(shop.apply(
                    null,
                    List.of(shop.command(
                            "erp",
                            shop.now(),
                            new StockMovement("A", "WAW", 5, StockMovement.Reason.RECEIPT, null, null)))));
            for (Reservation old : held) {
                Action action = List.of(Action.values()).get(random.nextInt(Action.values().length));
                calls.add(shop.stock.transition(new TransitionCommand(old.id(), action, shop.now())));
            }
            held.clear();
            for (ReservationOutcome outcome : Shop.awaitAll(attempts)) {
                if (outcome instanceof Done done) {
                    held.add(done.reservation());
                }
            }
            Availability seen = shop.availability("A");
            assertThat(seen.shortfall()).as("seed %d, round %d", seed, round).isZero();
            assertThat(seen.available()).isNotNegative();
        }
        calls.forEach(Shop::await);
        Availability end = shop.availability("A");
        long onHand = 0;
        long reserved = 0;
        for (LedgerEntry entry : shop.ledger()) {
            onHand += entry.onHandAfter() - entry.onHandBefore();
            reserved += entry.reservedAfter() - entry.reservedBefore();
        }
        assertThat(end.locations().get(0).onHand()).as("seed %d", seed).isEqualTo(onHand);
        assertThat(end.locations().get(0).reserved()).as("seed %d", seed).isEqualTo(reserved);
    }

    @Test
    void transitionsThatRaceResolveOnce() {
        Shop shop = new Shop();
        shop.level("A", "WAW", 100, 0);
        for (int i = 0; i < 20; i++) {
            Reservation held = shop.hold("o" + i, "A", 5);
            List<Action> actions =
                    new ArrayList<>(List.of(Action.CONFIRM, Action.RELEASE, Action.CONFIRM, Action.RELEASE));
            Collections.shuffle(actions, new Random(i));
            List<ReservationOutcome> answers = Shop.awaitAll(actions.stream()
                    .map(action -> shop.stock.transition(new TransitionCommand(held.id(), action, shop.now())))
                    .toList());
            // One kind wins (and its repetition is told the same), the other is told it lost.
            assertThat(answers.stream().filter(Done.class::isInstance)).hasSize(2);
            Reservation.State state =
                    Shop.await(shop.stock.reservation(held.id())).orElseThrow().state();
            long expected = state == Reservation.State.CONFIRMED ? 5 : 0;
            assertThat(shop.availability("A").locations().get(0).reserved()).isEqualTo(expected);
            if (state == Reservation.State.CONFIRMED) {
                shop.transition(held.id(), Action.FULFIL);
                shop.apply("erp", shop.now(), new StockLevel("A", "WAW", 100, StockLevel.Basis.PHYSICAL, null));
            }
        }
    }

    @Test
    void sweepersThatRaceReleaseOnce() {
        Shop shop = new Shop();
        shop.level("A", "WAW", 300, 0);
        Shop.awaitAll(IntStream.range(0, 300)
                .mapToObj(i -> shop.stock.reserve(shop.request("o" + i, "A", 1)))
                .toList());
        shop.tickTo(1800);
        List<Integer> swept = Shop.awaitAll(IntStream.range(0, 20)
                .mapToObj(i -> shop.stock.expire(shop.now(), 30))
                .toList());
        assertThat(swept.stream().mapToInt(Integer::intValue).sum()).isEqualTo(300);
        assertThat(shop.ledger().stream().filter(entry -> entry.reason() == LedgerEntry.Reason.EXPIRE))
                .hasSize(300);
        assertThat(shop.available("A")).isEqualTo(300);
    }
}
