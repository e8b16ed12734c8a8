package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Invariant 14: whoever folds what is published knows what the API answers, after every step, whatever moved it. */
class FoldedAvailabilityIT {
    private static final int SHOPS = 4;
    private static final int STEPS = 60;

    @Test
    void whatIsPublishedFoldsToWhatIsAnswered() {
        Random random = Seed.random("FoldedAvailabilityIT");
        for (int i = 0; i < SHOPS; i++) {
            RandomShop shop = new RandomShop(new Random(random.nextLong()));
            Map<String, Availability> folded = new HashMap<>();
            String last = null;
            for (int step = 0; step < STEPS; step++) {
                shop.step();
                // First the answer: asking ends holds whose time is over, which is published too.
                Map<String, Availability> answered = shop.availability();
                for (OutboxItem item : Shop.await(shop.shop.stock.outbox(last, 500))) {
                    last = item.id();
                    item.newest().forEach((sku, published) -> {
                        Availability before = folded.put(sku, published.read());
                        assertThat(published.version())
                                .as("version of %s", sku)
                                .isGreaterThanOrEqualTo(before == null ? 0 : before.version());
                    });
                    item.changes().forEach(change -> assertThat(item.newest().keySet())
                            .containsAll(change.touched()));
                }
                assertThat(told(folded)).as("shop %d, step %d", i, step).isEqualTo(told(answered));
            }
        }
    }

    /** Without what changes no number: a location that was named and holds nothing, and how units of one location spread over its lots. */
    private static Map<String, Availability> told(Map<String, Availability> all) {
        Map<String, Availability> told = new HashMap<>();
        all.forEach((sku, seen) -> told.put(
                sku,
                new Availability(
                        sku,
                        seen.available(),
                        seen.shortfall(),
                        seen.shortOrders(),
                        seen.channels(),
                        seen.locations().stream()
                                .filter(level -> level.onHand() != 0 || level.reserved() != 0)
                                .map(FoldedAvailabilityIT::withoutLots)
                                .toList(),
                        seen.incoming(),
                        seen.product(),
                        seen.version(),
                        seen.asOf(),
                        seen.stale())));
        return told;
    }

    private static LocationLevel withoutLots(LocationLevel level) {
        return new LocationLevel(
                level.location(),
                level.onHand(),
                level.reserved(),
                level.buffer(),
                level.available(),
                level.sellable(),
                null);
    }
}
