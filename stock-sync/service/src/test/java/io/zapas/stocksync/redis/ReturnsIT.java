package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Order.Status;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock.Command;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Invariant 16: cancelled, refunded, sent back and restocked, told by three systems, in any order and again: what was taken comes back once. */
class ReturnsIT {
    private static final int CASES = 40;
    private static final long UNITS = 20;

    @Test
    void whateverIsToldOfAReturnBringsBackAtMostWhatWasTaken() {
        Random random = Seed.random("ReturnsIT");
        for (int i = 0; i < CASES; i++) {
            Shop shop = new Shop();
            shop.tickTo(1_000);
            shop.level("A", "WAW", UNITS, 1);
            long taken = 1L + random.nextInt(6);
            long back = 1L + random.nextInt((int) taken);
            List<Command> told = new ArrayList<>();
            told.add(web(shop, Status.PLACED, 2, taken));
            told.add(base(shop, Status.PAID, 3, taken));
            told.add(web(shop, Status.SHIPPED, 10, taken));
            told.add(base(shop, Status.SHIPPED, 11, taken));
            told.add(erp(shop, StockMovement.Reason.ISSUE, 12, -taken));
            List<Command> returns = new ArrayList<>(List.of(
                    web(shop, Status.RETURNED, 20, back),
                    base(shop, Status.RETURNED, 21, back),
                    erp(shop, StockMovement.Reason.RETURN, 22, back)));
            Collections.shuffle(returns, random);
            told.addAll(returns.subList(0, 1 + random.nextInt(3)));
            if (random.nextBoolean()) {
                told.add(web(shop, Status.CANCELLED, 30, taken));
                told.add(base(shop, Status.CANCELLED, 31, taken));
            }
            told.addAll(List.copyOf(told));
            Collections.shuffle(told, random);
            boolean left = false;
            boolean restocked = false;
            for (Command each : told) {
                shop.apply(each);
                left |= each.event() instanceof Order order && order.status() == Status.SHIPPED;
                left |= each.event() instanceof StockMovement move && move.delta() < 0;
                restocked |= each.event() instanceof StockMovement move && move.delta() > 0;
                // What the ERP says it put back is there, also of a sale of which nothing else is known yet.
                long most = UNITS + (restocked && !left ? back : 0);
                Availability seen = shop.availability("A");
                assertThat(seen.available()).as("case %d: %s", i, told).isBetween(UNITS - taken, most);
                assertThat(seen.locations().get(0).onHand()).isBetween(UNITS - taken, most);
                assertThat(seen.locations().get(0).reserved()).isNotNegative();
            }
            assertThat(shop.available("A")).as("case %d: %s", i, told).isEqualTo(UNITS - taken + back);
        }
    }

    private static Command web(Shop shop, Status status, long second, long units) {
        return command(shop, "shop", second, Shop.order(status, "web", "o1", null, "A", units));
    }

    private static Command base(Shop shop, Status status, long second, long units) {
        Order seen = Shop.order(status, "base", "b1", "o1", "A", units);
        return command(shop, "base", second, seen);
    }

    private static Command erp(Shop shop, StockMovement.Reason reason, long second, long units) {
        return command(shop, "erp", second, new StockMovement("A", "WAW", units, reason, null, "o1"));
    }

    private static Command command(Shop shop, String source, long second, StockEvent event) {
        return shop.command(source, Shop.second(second), event);
    }
}
