package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Invariant 2: per SKU and location each entry begins where the one before ended, and the last one is what is shown, after every step. */
class LedgerIT {
    private static final int SHOPS = 12;
    private static final int STEPS = 60;

    private record Units(long onHand, long reserved) {
        static final Units NONE = new Units(0, 0);
    }

    @Test
    void theLedgerSumsUpToEveryLevelAfterEveryStep() {
        Random random = Seed.random("LedgerIT");
        for (int i = 0; i < SHOPS; i++) {
            RandomShop shop = new RandomShop(new Random(random.nextLong()));
            Map<String, Units> summed = new HashMap<>();
            long seq = 0;
            String last = null;
            for (int step = 0; step < STEPS; step++) {
                shop.step();
                Map<String, Availability> shown = shop.availability();
                for (OutboxItem item : Shop.await(shop.shop.stock.outbox(last, 500))) {
                    last = item.id();
                    for (LedgerEntry entry : item.changes().stream()
                            .flatMap(change -> change.entries().stream())
                            .toList()) {
                        seq++;
                        assertThat(entry.seq()).isEqualTo(seq);
                        if (entry.location() != null) {
                            Units before = summed.put(
                                    entry.sku() + " at " + entry.location(),
                                    new Units(entry.onHandAfter(), entry.reservedAfter()));
                            assertThat(new Units(entry.onHandBefore(), entry.reservedBefore()))
                                    .as("shop %d, step %d: before %s", i, step, entry)
                                    .isEqualTo(before == null ? Units.NONE : before);
                        }
                    }
                }
                for (Availability seen : shown.values()) {
                    for (LocationLevel level : seen.locations()) {
                        assertThat(new Units(level.onHand(), level.reserved()))
                                .as("shop %d, step %d: %s", i, step, seen)
                                .isEqualTo(summed.getOrDefault(seen.sku() + " at " + level.location(), Units.NONE));
                    }
                }
            }
        }
    }
}
