package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Command;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Invariant 10: what arrived in any order, repeated, and with a third of it lost, is right again with the next full level; stragglers change nothing. */
class ConvergenceIT {
    private static final int CASES = 12;
    private static final int EVENTS = 30;

    @Test
    void afterLossesTheNextLevelMakesItRight() {
        Random random = Seed.random("ConvergenceIT");
        for (int i = 0; i < CASES; i++) {
            Shop whole = new Shop();
            Shop lossy = new Shop();
            List.of(whole, lossy).forEach(shop -> shop.tickTo(1_000));
            List.of(whole, lossy).forEach(shop -> shop.level("A", "WAW", 50, 0));
            List<Command> erp = new ArrayList<>();
            List<Command> orders = new ArrayList<>();
            for (int event = 1; event <= EVENTS; event++) {
                StockEvent told = event(random);
                (told instanceof Order ? orders : erp)
                        .add(whole.command(told instanceof Order ? "shop" : "erp", Shop.second(event * 10L), told));
            }
            List<Command> all = new ArrayList<>(erp);
            all.addAll(orders);
            Collections.shuffle(all, random);
            Shop.await(whole.apply(null, all));

            Collections.shuffle(erp, random);
            List<Command> lost = erp.subList(0, erp.size() / 3);
            List<Command> arrived = new ArrayList<>(erp.subList(erp.size() / 3, erp.size()));
            arrived.addAll(orders);
            arrived.addAll(arrived.subList(0, arrived.size() / 2));
            Collections.shuffle(arrived, random);
            arrived.forEach(lossy::apply);

            Command level = whole.command(
                    "erp",
                    Shop.second(EVENTS * 10L + 1),
                    new StockLevel("A", "WAW", random.nextInt(60), StockLevel.Basis.PHYSICAL, null));
            whole.apply(level);
            lossy.apply(level);
            same(whole, lossy, i);
            for (Command straggler : lost) {
                Applied.Result result = lossy.apply(straggler).result();
                assertThat(result)
                        .isEqualTo(
                                straggler.event() instanceof StockLevel
                                        ? Applied.Result.STALE
                                        : Applied.Result.APPLIED);
            }
            same(whole, lossy, i);
        }
    }

    private static StockEvent event(Random random) {
        String order = "o" + random.nextInt(5);
        return switch (random.nextInt(5)) {
            case 0 -> new StockLevel("A", "WAW", 20 + random.nextInt(40), StockLevel.Basis.PHYSICAL, null);
            case 1, 2 ->
                new StockMovement(
                        "A", "WAW", random.nextBoolean() ? 4 : -3, StockMovement.Reason.ADJUSTMENT, null, null);
            case 3 -> Shop.order(Order.Status.PAID, "web", order, null, "A", 2);
            default -> Shop.order(Order.Status.SHIPPED, "web", order, null, "A", 2);
        };
    }

    private static void same(Shop whole, Shop lossy, int i) {
        assertThat(lossy.availability("A").locations())
                .as("case %d", i)
                .isEqualTo(whole.availability("A").locations());
        assertThat(lossy.available("A")).isEqualTo(whole.available("A"));
    }
}
