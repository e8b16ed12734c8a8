package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.KeyReused;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.Stock.ReserveCommand.Line;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import io.zapas.stocksync.domain.StockSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Invariant 8: calls with one key, two bodies and through two instances race; one of them counts, the others learn of it, also later. */
class IdempotencyIT {
    private static final int ROUNDS = 15;
    private static final int CALLS = 8;

    @Test
    void oneKeyIsOneReservationWhoeverRepeatsIt() {
        Random random = Seed.random("IdempotencyIT");
        Shop shop = new Shop();
        List<Shop> instances = List.of(shop, shop.restarted(StockSettings.defaults()));
        shop.level("A", "WAW", 1_000, 0);
        for (int round = 0; round < ROUNDS; round++) {
            String key = "k" + round;
            String order = "o" + round;
            long before = shop.available("A");
            List<ReserveCommand> sent = new ArrayList<>();
            List<CompletionStage<ReservationOutcome>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                ReserveCommand command = shop.request(order, key, false, new Line("A", 2 + random.nextInt(2)));
                sent.add(command);
                calls.add(instances.get(random.nextInt(2)).stock.reserve(command));
            }
            List<ReservationOutcome> answers = Shop.awaitAll(calls);
            Reservation first = answers.stream()
                    .filter(Done.class::isInstance)
                    .map(answer -> ((Done) answer).reservation())
                    .findFirst()
                    .orElseThrow();
            long units = first.lines().get(0).quantity();
            for (int i = 0; i < CALLS; i++) {
                expect(answers.get(i), sent.get(i), first, units);
            }
            assertThat(shop.available("A")).isEqualTo(before - units);
            // Whatever becomes of it, and whoever answers.
            shop.transition(first.id(), random.nextBoolean() ? Action.CONFIRM : Action.RELEASE);
            long after = shop.available("A");
            Shop later = shop.restarted(StockSettings.defaults());
            for (ReserveCommand command : sent) {
                expect(later.reserve(command), command, first, units);
            }
            assertThat(shop.available("A")).isEqualTo(after);
        }
    }

    @Test
    void oneKeyForTwoThingsIsOneReservation() {
        Random random = Seed.random("IdempotencyIT");
        Shop shop = new Shop();
        List<Shop> instances = List.of(shop, shop.restarted(StockSettings.defaults()));
        List<String> skus = List.of("A", "B");
        skus.forEach(sku -> shop.level(sku, "WAW", 1_000, 0));
        for (int round = 0; round < ROUNDS; round++) {
            List<CompletionStage<ReservationOutcome>> calls = new ArrayList<>();
            int first = random.nextInt(2);
            for (int i = 0; i < 2; i++) {
                // Nothing but the key joins them.
                ReserveCommand command =
                        shop.request("o" + round + "-" + i, "k" + round, false, new Line(skus.get((first + i) % 2), 1));
                calls.add(instances.get(i).stock.reserve(command));
            }
            List<ReservationOutcome> answers = Shop.awaitAll(calls);
            assertThat(answers).hasAtLeastOneElementOfType(Done.class).hasAtLeastOneElementOfType(KeyReused.class);
        }
        assertThat(shop.available("A") + shop.available("B")).isEqualTo(2_000 - ROUNDS);
    }

    private static void expect(ReservationOutcome answer, ReserveCommand command, Reservation first, long units) {
        if (command.lines().get(0).quantity() == units) {
            assertThat(((Done) answer).reservation()).isEqualTo(first);
        } else {
            assertThat(answer).isInstanceOf(KeyReused.class);
        }
    }
}
