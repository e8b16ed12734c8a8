package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Product.ChannelRule;
import io.zapas.stocksync.domain.SellingRules;
import io.zapas.stocksync.domain.StockSettings;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Invariant 12: while stock falls, by levels and by sales, no channel is ever shown more than before or than there is. */
class FallingStockIT {
    private static final int CASES = 15;
    private static final int FALLS = 12;
    /** The last one has a listing and no rule. */
    private static final List<String> CHANNELS = List.of("allegro", "amazon", "web", "empik");

    @Test
    void whatChannelsShowNeverRisesAndFitsIntoWhatThereIs() {
        Random random = Seed.random("FallingStockIT");
        for (int i = 0; i < CASES; i++) {
            SellingRules places = new SellingRules(
                    Map.of("amazon", List.of("WAW")),
                    Map.of("allegro", random.nextBoolean()),
                    Set.of(),
                    Map.of(),
                    Map.of());
            Shop shop = new Shop(StockSettings.defaults().withRules(places));
            shop.tickTo(1_000);
            Map<String, ChannelRule> rules = rules(random);
            long fenced = rules.values().stream()
                    .mapToLong(rule -> rule.reserved() == null ? 0 : rule.reserved())
                    .sum();
            long[] levels = {random.nextInt(60), random.nextInt(60)};
            shop.level("A", "KRK", levels[0], 1);
            shop.level("A", "WAW", levels[1], 1);
            shop.apply("erp", Shop.second(1), Shop.product("A", (long) random.nextInt(5), rules));
            shop.offer("empik", "L1", "A", 1, 1);
            Availability before = shop.availability("A");
            for (int fall = 0; fall < FALLS; fall++) {
                if (random.nextInt(3) == 0) {
                    shop.reserve(shop.on(CHANNELS.get(random.nextInt(4)), "o" + fall, "A", 1 + random.nextInt(5)));
                } else {
                    int place = random.nextInt(2);
                    levels[place] = Math.max(-3, levels[place] - random.nextInt(12));
                    shop.level("A", place == 0 ? "KRK" : "WAW", levels[place], 2 + fall);
                }
                Availability seen = shop.availability("A");
                assertThat(seen.available()).isBetween(0L, before.available());
                for (String channel : CHANNELS) {
                    assertThat(seen.exposure(channel))
                            .as("case %d, %s under %s", i, channel, rules)
                            .isBetween(0L, Math.min(seen.available(), before.exposure(channel)));
                }
                assertThat(seen.exposure("empik"))
                        .as("case %d, beside what is fenced by %s", i, rules)
                        .isEqualTo(Math.max(0, seen.available() - fenced));
                before = seen;
            }
        }
    }

    private static Map<String, ChannelRule> rules(Random random) {
        Map<String, ChannelRule> rules = new TreeMap<>();
        CHANNELS.subList(0, 3)
                .forEach(channel -> rules.put(
                        channel,
                        new ChannelRule(
                                (long) random.nextInt(6),
                                random.nextBoolean() ? (Integer) random.nextInt(101) : null,
                                random.nextBoolean() ? (Long) (long) random.nextInt(50) : null,
                                (long) random.nextInt(20),
                                random.nextInt(3),
                                random.nextBoolean() ? (Long) (long) random.nextInt(20) : null)));
        return rules;
    }
}
