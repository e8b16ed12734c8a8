package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The short way a plain hold takes (46-hold.lua) against the long one over the facts: two shops, one with the short way closed, are told the same and must
 * answer and write down the same, also in all that happens to those holds afterwards.
 */
class HoldIT {
    private static final List<String> SKUS = List.of("A", "B", "C");
    private static final int SHOPS = 12;
    private static final int STEPS = 40;

    @Test
    void theShortWayEndsWhereTheLongOneDoes() {
        Random seeds = Seed.random("HoldIT");
        for (int i = 0; i < SHOPS; i++) {
            Random random = new Random(seeds.nextLong());
            Shop quick = new Shop();
            MutatedScript.breakBy(
                    "long way", "if not old and not promised and sales.holds_plainly(granted) then", "if false then");
            Shop slow;
            try {
                slow = new Shop();
            } finally {
                MutatedScript.restore();
            }
            List<Shop> both = List.of(quick, slow);
            for (Shop shop : both) {
                for (String sku : SKUS) {
                    shop.level(sku, "WAW", 6, 0);
                    shop.level(sku, "KRK", 5, 0);
                }
                shop.apply("erp", Shop.second(0), Shop.product("B", 2L, null));
            }
            List<String> held = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                long seed = random.nextLong();
                List<Object> answers = both.stream()
                        .map(shop -> step(shop, new Random(seed), held))
                        .toList();
                assertThat(answers.get(0)).isEqualTo(answers.get(1));
                if (answers.get(0) instanceof ReservationOutcome.Done done) {
                    held.add(done.reservation().id());
                }
                assertThat(quick.read("A", "B", "C")).isEqualTo(slow.read("A", "B", "C"));
            }
            assertThat(entries(quick)).isEqualTo(entries(slow)).isNotEmpty();
        }
    }

    private static List<LedgerEntry> entries(Shop shop) {
        return shop.ledger();
    }

    private static Object step(Shop shop, Random random, List<String> held) {
        int order = random.nextInt(12);
        String sku = SKUS.get(random.nextInt(SKUS.size()));
        return switch (random.nextInt(10)) {
            case 0 -> {
                shop.nowMillis.addAndGet(1_000L * random.nextInt(1_200));
                yield "later";
            }
            case 1 ->
                shop.apply(
                        "erp",
                        shop.now(),
                        new StockLevel(sku, "WAW", random.nextInt(12), StockLevel.Basis.PHYSICAL, null));
            case 2, 3 ->
                held.isEmpty()
                        ? "nobody"
                        : shop.transition(
                                held.get(random.nextInt(held.size())),
                                random.nextBoolean() ? Action.CONFIRM : Action.RELEASE);
            case 4 -> held.isEmpty() ? "nobody" : shop.transition(held.get(random.nextInt(held.size())), Action.FULFIL);
            default ->
                shop.reserve(shop.request(
                        "o" + order,
                        "key-" + order + "-" + random.nextInt(3),
                        random.nextInt(4) == 0,
                        lines(sku, random)));
        };
    }

    private static ReserveCommand.Line[] lines(String sku, Random random) {
        ReserveCommand.Line first = new ReserveCommand.Line(sku, 1 + random.nextInt(7));
        return random.nextBoolean()
                ? new ReserveCommand.Line[] {first}
                : new ReserveCommand.Line[] {first, new ReserveCommand.Line("A", 1 + random.nextInt(2))};
    }
}
