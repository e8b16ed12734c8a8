package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.Shown;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.LedgerEntry.Reason;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock.Change;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.TransitionCommand;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * Invariant 3: buyers race while, in flight together with them, levels arrive, goods move, the safety stock changes, holds end and expire. The ledger
 * is the order in which all this happened; it is worked through anew: nobody was granted what was not there at that moment.
 */
class OversellIT {
    private static final int ROUNDS = 15;
    private static final int BUYERS = 40;

    private final Random random = Seed.random("OversellIT");
    private final Shop shop = new Shop();
    private final Map<String, Long> buffers = new HashMap<>();
    private final List<Reservation> granted = new ArrayList<>();
    private final List<CompletionStage<?>> others = new ArrayList<>();
    private final List<CompletionStage<Map<String, Availability>>> reads = new ArrayList<>();

    @Test
    void nobodyIsGrantedWhatIsNotThereWhateverHappensMeanwhile() {
        shop.level("A", "KRK", 20, 0);
        shop.level("A", "WAW", 30, 0);
        for (int round = 0; round < ROUNDS; round++) {
            // A hold lasts 1,800 s.
            shop.tickTo(round * 400L + random.nextInt(400));
            List<CompletionStage<ReservationOutcome>> attempts = new ArrayList<>();
            for (int i = 0; i < BUYERS; i++) {
                attempts.add(shop.stock.reserve(shop.request("o" + round + "-" + i, "A", 1 + random.nextInt(3))));
                meanwhile();
            }
            for (ReservationOutcome outcome : Shop.awaitAll(attempts)) {
                if (outcome instanceof Done done) {
                    granted.add(done.reservation());
                }
            }
        }
        others.forEach(Shop::await);
        Shop.awaitAll(reads)
                .forEach(read -> assertThat(read.get("A").available()).isNotNegative());
        assertThat(granted).hasSizeGreaterThan(ROUNDS);
        replayed();
        finishedOnesHoldNothing();
    }

    private void meanwhile() {
        switch (random.nextInt(12)) {
            case 0 -> event(new StockLevel("A", place(), 10 + random.nextInt(30), StockLevel.Basis.PHYSICAL, null));
            case 1 ->
                event(new StockMovement(
                        "A",
                        place(),
                        random.nextInt(9) - 4.5 > 0 ? 3 : -2,
                        StockMovement.Reason.ADJUSTMENT,
                        null,
                        null));
            case 2 -> {
                long buffer = random.nextInt(10);
                buffers.put(event(Shop.product("A", buffer, null)).eventId(), buffer);
            }
            case 3, 4 -> {
                if (!granted.isEmpty()) {
                    String id = granted.get(random.nextInt(granted.size())).id();
                    Action action = List.of(Action.values()).get(random.nextInt(Action.values().length));
                    others.add(shop.stock.transition(new TransitionCommand(id, action, shop.now())));
                }
            }
            case 5 -> others.add(shop.stock.expire(shop.now(), 5));
            case 6 -> reads.add(shop.stock.availability(List.of("A")).thenApply(Shown::read));
            default -> {
                // Only buyers.
            }
        }
    }

    private String place() {
        return random.nextBoolean() ? "KRK" : "WAW";
    }

    private Command event(StockEvent event) {
        Command command = shop.command("erp", shop.now(), event);
        others.add(shop.apply(null, List.of(command)));
        return command;
    }

    private void replayed() {
        Map<String, LedgerEntry> places = new TreeMap<>();
        long buffer = 0;
        int holds = 0;
        for (Change change : shop.changes()) {
            boolean hold = false;
            for (LedgerEntry entry : change.entries()) {
                if (entry.reason() == Reason.PRODUCT) {
                    buffer = buffers.get(entry.eventId());
                } else if (entry.location() != null) {
                    places.put(entry.location(), entry);
                }
                hold |= entry.reason() == Reason.HOLD;
            }
            long free = -buffer;
            for (LedgerEntry place : places.values()) {
                free += Math.max(0, place.onHandAfter()) - place.reservedAfter();
            }
            for (LedgerEntry entry : change.entries()) {
                assertThat(entry.availableAfter()).as("%s", entry).isEqualTo(Math.max(0, free));
            }
            if (hold) {
                holds++;
                assertThat(free).as("left after %s", change.entries()).isNotNegative();
                assertThat(change.entries()).allMatch(entry -> entry.shortfall() == 0);
            }
        }
        assertThat(holds).isEqualTo(granted.size());
    }

    private void finishedOnesHoldNothing() {
        Map<String, Long> reserved = new HashMap<>();
        for (LedgerEntry entry : shop.ledger()) {
            if (entry.reservationId() != null) {
                reserved.merge(entry.reservationId(), entry.reservedAfter() - entry.reservedBefore(), Long::sum);
            }
        }
        for (Reservation each : granted) {
            Reservation end = Shop.await(shop.stock.reservation(each.id())).orElseThrow();
            boolean open = end.state() == Reservation.State.HELD || end.state() == Reservation.State.CONFIRMED;
            assertThat(reserved.get(each.id()))
                    .as("%s", end)
                    .isEqualTo(open ? end.lines().get(0).quantity() : 0);
        }
    }
}
