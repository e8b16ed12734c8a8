package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Order.Status;
import io.zapas.stocksync.domain.SellingRules;
import io.zapas.stocksync.domain.StockSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Invariant 11: a level below what is promised is said aloud: nothing clamped, ATP 0, the right orders named, and over when it is over. */
class ShortfallIT {
    private static final Map<String, Integer> PRIORITIES = Map.of("web", 10, "allegro", 5, "kaufland", 0);
    private static final int CASES = 10;
    private static final int ORDERS = 12;

    private record Placed(String id, int priority, int second, long units) {}

    @Test
    void whatIsMissingIsCountedAndTheLastInLineAreNamed() {
        Random random = Seed.random("ShortfallIT");
        for (int i = 0; i < CASES; i++) {
            Shop shop = new Shop(StockSettings.defaults()
                    .withRules(new SellingRules(Map.of(), Map.of(), Set.of(), Map.of(), PRIORITIES)));
            shop.tickTo(1_000);
            shop.level("A", "WAW", 40, 1);
            List<Placed> orders = new ArrayList<>();
            for (int order = 0; order < ORDERS; order++) {
                String channel = List.of("web", "allegro", "kaufland").get(random.nextInt(3));
                Placed placed = new Placed("o" + order, PRIORITIES.get(channel), 2 + order, 1 + random.nextInt(3));
                orders.add(placed);
                shop.apply(
                        channel,
                        Shop.second(placed.second()),
                        Shop.order(Status.PLACED, channel, placed.id(), null, "A", placed.units()));
            }
            orders.sort(Comparator.comparingInt(Placed::priority)
                    .thenComparing(Comparator.comparingInt(Placed::second).reversed()));
            long reserved = orders.stream().mapToLong(Placed::units).sum();
            long missed = 0;
            for (int level = 0; level < 6; level++) {
                long stated = random.nextInt((int) reserved + 8) - 3L;
                shop.level("A", "WAW", stated, 100 + level);
                Availability seen = shop.availability("A");
                long missing = Math.max(0, reserved - Math.max(0, stated));
                assertThat(seen.locations().get(0).onHand()).isEqualTo(stated);
                assertThat(seen.locations().get(0).reserved()).isEqualTo(reserved);
                assertThat(seen.shortfall()).isEqualTo(missing);
                assertThat(seen.available()).isEqualTo(Math.max(0, Math.max(0, stated) - reserved));
                assertThat(seen.shortOrders()).isEqualTo(victims(orders, missing));
                List<LedgerEntry> ledger = shop.ledger();
                if (missing > missed) {
                    assertThat(ledger.get(ledger.size() - 1).shortfall()).isEqualTo(missing - missed);
                }
                missed = missing;
            }
        }
    }

    private static List<String> victims(List<Placed> orders, long missing) {
        List<String> named = new ArrayList<>();
        long rest = missing;
        for (Placed order : orders) {
            if (rest > 0) {
                named.add(order.id());
                rest -= order.units();
            }
        }
        return named;
    }
}
