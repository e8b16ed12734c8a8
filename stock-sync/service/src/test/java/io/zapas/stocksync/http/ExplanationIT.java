package io.zapas.stocksync.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.http.Explanation.Component;
import io.zapas.stocksync.http.Explanation.Entry;
import io.zapas.stocksync.http.Explanation.Term;
import io.zapas.stocksync.redis.RandomShop;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Invariant 18: the terms sum to what is shown, without a term that merely makes them fit; entries behind a term lead up to it. */
class ExplanationIT {
    private static final int SHOPS = 4;
    private static final int STEPS = 48;
    /** So many of the newest entries of a SKU are kept. */
    private static final int TRAIL = 16;

    @Test
    void theTermsOfRandomStoresSumUp() {
        Random random = Seed.random("ExplanationIT");
        for (int i = 0; i < SHOPS; i++) {
            RandomShop shop = new RandomShop(new Random(random.nextLong()));
            for (int step = 0; step < STEPS; step++) {
                shop.step();
                if (step % 4 == 0) {
                    Map<String, Availability> all = shop.availability();
                    all.values().forEach(each -> explained(shop, each, all));
                }
            }
        }
    }

    private static void explained(RandomShop shop, Availability seen, Map<String, Availability> all) {
        List<LedgerEntry> trail = shop.trail(seen.sku());
        for (String channel : Arrays.asList(null, "allegro", "store", "web", "unheard-of")) {
            long shown = channel == null ? seen.available() : seen.exposure(channel);
            Explanation explanation = Explanation.of(seen, all, trail, shop.evidence(seen.sku(), channel), channel);
            assertThat(explanation.available()).as("%s on %s", seen, channel).isEqualTo(shown);
            assertThat(explanation.terms().stream().mapToLong(Term::units).sum())
                    .as("%s on %s: %s", seen.sku(), channel, explanation.terms())
                    .isEqualTo(explanation.available());
            explanation.terms().forEach(term -> sound(term, seen, trail.size()));
            for (Component part : explanation.components()) {
                assertThat(seen.available()).isLessThanOrEqualTo(part.kits());
            }
        }
    }

    private static void sound(Term term, Availability seen, int entries) {
        switch (term.term()) {
            // Only where more is promised or kept back than there is.
            case "never-below-zero" -> {
                assertThat(term.units()).isPositive();
                assertThat(seen.available()).isZero();
            }
            case "buffer", "unsellable", "locations", "threshold", "ring-fence", "channel-buffer", "percent", "cap" ->
                assertThat(term.units()).isNegative();
            case "on-hand", "reserved" -> {
                if (entries < TRAIL) {
                    assertThat(term.entries().stream().mapToLong(Entry::units).sum())
                            .as("entries of %s", term)
                            .isEqualTo(term.units());
                }
            }
            default -> assertThat(term.units()).isNotNegative();
        }
    }
}
