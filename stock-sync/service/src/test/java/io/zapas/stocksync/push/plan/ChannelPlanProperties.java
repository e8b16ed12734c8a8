package io.zapas.stocksync.push.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens on the way, a channel ends up showing what it may, and never more than is there. */
class ChannelPlanProperties {

    /** Invariant 20's second half, with sales in flight: the simulation looks at every quantity as it arrives. */
    @Property(tries = 150)
    void noPushSellsAUnitASecondTime(@ForAll long seed) {
        ChannelSimulation shop = new ChannelSimulation(new Random(seed), 8);
        double sales = 0.005 + shop.random.nextDouble() * 0.2;
        double changes = 0.005 + shop.random.nextDouble() * 0.2;
        for (int second = 0; second < 900; second++) {
            shop.sellOn(sales);
            shop.changeElsewhere(changes);
            shop.second();
        }
        shop.restAndSettle(200);
        assertThat(shop.wrong()).as("seed %d", seed).isEmpty();
        assertThat(shop.pushes).as("seed %d", seed).isPositive();
    }

    @Property(tries = 150)
    void refusalsSilencesAndCrashesOnlyTakeTime(@ForAll long seed) {
        ChannelSimulation shop = new ChannelSimulation(new Random(seed), 8);
        shop.callSeconds = 1 + shop.random.nextInt(8);
        shop.refusals = shop.random.nextDouble() * 0.3;
        shop.silences = shop.random.nextDouble() * 0.3;
        for (int second = 0; second < 900; second++) {
            shop.changeElsewhere(0.1);
            shop.second();
            if (shop.random.nextInt(40) == 0) {
                shop.crash();
            }
        }
        shop.refusals = 0;
        shop.silences = 0;
        // A call of one that died may still arrive; only then may somebody else begin.
        shop.restAndSettle(10);
        shop.crash();
        shop.restAndSettle(2 * 3_600);
        shop.look();
        shop.restAndSettle(60);
        assertThat(shop.wrong()).as("seed %d", seed).isEmpty();
    }
}
