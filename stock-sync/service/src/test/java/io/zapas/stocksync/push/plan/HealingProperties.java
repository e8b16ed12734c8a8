package io.zapas.stocksync.push.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Invariant 20: healing never exceeds its caps; the simulation holds every quantity against what the listing may show. */
class HealingProperties {
    private static final int LOOK_SECONDS = 15;

    @Property(tries = 30)
    void neverMoreThanTheCapsAndEverythingInTheEnd(@ForAll long seed) {
        Random random = new Random(seed);
        int listings = 1 + random.nextInt(400);
        ChannelSimulation shop = new ChannelSimulation(random, listings);
        shop.callSeconds = 1 + random.nextInt(4);
        shop.refusals = random.nextInt(3) == 0 ? 0.1 : 0;
        // Nothing changes but by hand, so that telling again is healing.
        shop.changeElsewhere(1);
        shop.restAndSettle(600);
        shop.refusals = 0;
        shop.restAndSettle(4 * 3_600);
        shop.healed.clear();

        for (int second = 0; second < 4 * 3_600; second++) {
            if (random.nextInt(900) == 0) {
                shop.edit(1 + random.nextInt(20));
            }
            if (random.nextInt(1_200) == 0) {
                shop.stuck = !shop.stuck;
            }
            if (second % LOOK_SECONDS == 0) {
                shop.look();
            }
            shop.second();
        }
        caps(shop, listings, seed);

        shop.stuck = false;
        for (int second = 0; second < 4 * 86_400; second++) {
            if (second % LOOK_SECONDS == 0) {
                shop.look();
            }
            shop.second();
        }
        caps(shop, listings, seed);
        assertThat(shop.wrong()).as("seed %d, %d listings", seed, listings).isEmpty();
        assertThat(shop.quarantined()).as("seed %d", seed).isEmpty();
    }

    private static void caps(ChannelSimulation shop, int listings, long seed) {
        List<Long> all = new ArrayList<>();
        shop.healed.forEach((offer, times) -> {
            all.addAll(times);
            within(times, 86_400_000L, Healing.MAX_TRIES, "seed " + seed + ": tries a day of " + offer);
        });
        all.sort(null);
        // What was chosen within a second may be told some seconds later: the call before takes up to 4 s.
        within(all, 56_000, Healing.PER_MINUTE, "seed " + seed + ": listings a minute");
        within(all, 3_590_000, Math.max(Healing.FIRST, listings / 50), "seed " + seed + ": listings an hour");
    }

    private static void within(List<Long> times, long millis, int most, String what) {
        for (int i = most; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - most)).as(what).isGreaterThanOrEqualTo(millis);
        }
    }
}
