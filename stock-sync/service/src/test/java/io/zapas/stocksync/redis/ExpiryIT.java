package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.Shown;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.LedgerEntry.Reason;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Conflict;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.Stock.TransitionCommand;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import io.zapas.stocksync.domain.StockSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Invariants 6 and 7: holds that run out, swept by two at once, and payments that come after that. */
class ExpiryIT {
    private static final int HOLDS = 80;
    private static final int SWEEP = 7;

    @Test
    void fromItsEndOnAHoldCountsNoMoreAndItsUnitsComeBackOnce() {
        Random random = Seed.random("ExpiryIT, holds");
        Shop shop = new Shop();
        Stock second = shop.restarted(StockSettings.defaults()).stock;
        shop.level("A", "WAW", 500, 0);
        List<Reservation> holds = new ArrayList<>();
        for (int i = 0; i < HOLDS; i++) {
            ReserveCommand like = shop.request("o" + i, "A", 1 + random.nextInt(3));
            holds.add(((Done) shop.reserve(new ReserveCommand(
                            like.id(),
                            like.idempotencyKey(),
                            like.bodyHash(),
                            like.orderId(),
                            "web",
                            like.lines(),
                            1 + random.nextInt(2_000),
                            false,
                            like.now())))
                    .reservation());
        }
        List<Instant> ends =
                holds.stream().map(Reservation::expiresAt).sorted().distinct().toList();
        for (int i = 0; i < ends.size(); i += 1 + random.nextInt(9)) {
            Instant end = ends.get(i);
            shop.nowMillis.set(end.toEpochMilli() - 1);
            assertThat(shop.available("A")).isEqualTo(500 - heldAfter(holds, shop.now()));
            shop.nowMillis.set(end.toEpochMilli());
            List<CompletionStage<Integer>> sweeps = new ArrayList<>();
            List<CompletionStage<Map<String, Availability>>> reads = new ArrayList<>();
            for (int call = 0; call < 4; call++) {
                sweeps.add((call % 2 == 0 ? shop.stock : second).expire(end, SWEEP));
                reads.add(shop.stock.availability(List.of("A")).thenApply(Shown::read));
            }
            assertThat(Shop.awaitAll(sweeps)).allMatch(swept -> swept <= SWEEP);
            for (Map<String, Availability> read : Shop.awaitAll(reads)) {
                assertThat(read.get("A").available()).isEqualTo(500 - heldAfter(holds, end));
            }
        }
        shop.nowMillis.set(ends.get(ends.size() - 1).toEpochMilli());
        assertThat(shop.available("A")).isEqualTo(500);
        Map<String, Long> released = new HashMap<>();
        for (LedgerEntry entry : shop.ledger()) {
            if (entry.reason() == Reason.EXPIRE) {
                assertThat(released.put(entry.reservationId(), entry.reservedBefore() - entry.reservedAfter()))
                        .isNull();
            }
        }
        assertThat(released).hasSize(HOLDS);
        holds.forEach(hold -> assertThat(released).containsEntry(hold.id(), quantity(hold)));
    }

    private static long heldAfter(List<Reservation> holds, Instant now) {
        return holds.stream()
                .filter(hold -> hold.expiresAt().isAfter(now))
                .mapToLong(ExpiryIT::quantity)
                .sum();
    }

    private static long quantity(Reservation hold) {
        return hold.lines().get(0).quantity();
    }

    @Test
    void whoPaysTooLateGetsTheUnitsOrIsToldThatTheyAreGone() {
        Random random = Seed.random("ExpiryIT, payments");
        for (int i = 0; i < 25; i++) {
            Shop shop = new Shop();
            long units = 1L + random.nextInt(8);
            long wanted = 1L + random.nextInt((int) units);
            long taken = random.nextInt((int) units + 1);
            shop.level("A", "WAW", units, 0);
            Reservation late = shop.hold("late", "A", wanted);
            shop.tickTo(1_800);
            if (taken > 0) {
                shop.hold("other", "A", taken);
            }
            int before = shop.ledger().size();
            List<ReservationOutcome> answers = Shop.awaitAll(Stream.generate(
                            () -> shop.stock.transition(new TransitionCommand(late.id(), Action.CONFIRM, shop.now())))
                    .limit(3)
                    .toList());
            List<LedgerEntry> said = shop.ledger().subList(before, shop.ledger().size()).stream()
                    .filter(entry -> entry.reason() == Reason.CONFIRM)
                    .toList();
            assertThat(said).allMatch(entry -> "late".equals(entry.orderId())).hasSize(1);
            if (wanted <= units - taken) {
                assertThat(answers).allMatch(Done.class::isInstance);
                assertThat(shop.available("A")).isEqualTo(units - taken - wanted);
                assertThat(said.get(0).shortfall()).isZero();
            } else {
                assertThat(answers)
                        .allMatch(answer ->
                                answer instanceof Conflict lost && lost.type().equals("expired"));
                assertThat(shop.available("A")).isEqualTo(units - taken);
                assertThat(said.get(0).shortfall()).isEqualTo(wanted - (units - taken));
            }
        }
    }
}
