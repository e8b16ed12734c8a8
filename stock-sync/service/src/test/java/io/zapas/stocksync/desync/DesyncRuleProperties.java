package io.zapas.stocksync.desync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Invariant 19: no alarm while every lag stays within the settle time; a stuck channel is found within it and two passes. */
class DesyncRuleProperties {
    private static final int SETTLE = 60;
    private static final int PASS = 15;
    private static final int MINUTES = 40;

    @Property(tries = 300)
    void aChannelThatFollowsInTimeIsNeverAccused(@ForAll long seed) {
        ShopSimulation shop = new ShopSimulation(new Random(seed), SETTLE);
        for (int second = 1; second <= MINUTES * 60; second++) {
            shop.tick();
            if (second % PASS == 0) {
                assertThat(shop.pass()).as("seed %d, second %d", seed, second).isEmpty();
            }
        }
        // Some draws sell next to nothing; only a channel that said something counts as a try.
        Assume.that(shop.statements() > 10);
    }

    @Property(tries = 200)
    void aStuckChannelIsFoundInTime(@ForAll long seed, @ForAll @IntRange(min = 1, max = 500) int missed) {
        ShopSimulation shop = new ShopSimulation(new Random(seed), SETTLE);
        int second = 1;
        for (; second <= 600; second++) {
            shop.tick();
            if (second % PASS == 0) {
                shop.pass();
            }
        }
        shop.fallStuckWith(missed);
        List<Finding> found = List.of();
        long limit = second + shop.settleSeconds() + 2L * PASS;
        for (; second <= limit && found.isEmpty(); second++) {
            shop.quietTick();
            if (second % PASS == 0) {
                found = shop.pass();
            }
        }
        assertThat(found)
                .as("seed %d: found within %d s and two passes", seed, shop.settleSeconds())
                .hasSize(1);
        assertThat(found.get(0).actual() - found.get(0).expected())
                .as("seed %d", seed)
                .isEqualTo(shop.shown() - shop.target());
    }
}
