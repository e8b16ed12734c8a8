package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Product.ChannelRule;
import io.zapas.stocksync.api.Product.KitComponent;
import io.zapas.stocksync.domain.AvailableToPromise;
import io.zapas.stocksync.domain.AvailableToPromise.Level;
import io.zapas.stocksync.domain.AvailableToPromise.Part;
import io.zapas.stocksync.domain.Exposure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;

/** What the script shows of random levels and rules is what the rules in Java say. */
class ShownAvailabilityIT {

    @Provide
    Arbitrary<Map<String, ChannelRule>> rules() {
        Arbitrary<ChannelRule> rule = Combinators.combine(
                        Arbitraries.longs().between(0, 20).injectNull(0.4),
                        Arbitraries.integers().between(0, 100).injectNull(0.4),
                        Arbitraries.longs().between(0, 60).injectNull(0.4),
                        Arbitraries.longs().between(0, 30).injectNull(0.4))
                .as(ChannelRule::new);
        return Arbitraries.maps(Arbitraries.of("allegro", "amazon", "shop"), rule);
    }

    @Provide
    Arbitrary<Map<String, Level>> levels() {
        Arbitrary<Level> level = Combinators.combine(
                        Arbitraries.longs().between(-10, 50),
                        Arbitraries.longs().between(0, 30))
                .as(Level::new);
        return Arbitraries.maps(Arbitraries.of("WAW", "KRK", "GDN"), level).ofMinSize(1);
    }

    /** Each location in turn gets just the units that shall be reserved there, an order takes them, then comes the level itself. */
    private static void stock(Shop shop, String sku, Map<String, Level> levels) {
        levels.forEach((location, level) -> {
            shop.level(sku, location, level.reserved(), 1);
            if (level.reserved() > 0) {
                shop.order(Order.Status.PLACED, sku + location, sku, level.reserved(), 2);
            }
        });
        levels.forEach((location, level) -> shop.level(sku, location, level.onHand(), 3));
    }

    private static void agree(Availability seen, long available, Map<String, ChannelRule> rules) {
        assertThat(seen.available()).isEqualTo(available);
        Map<String, Long> channels = new TreeMap<>();
        rules.keySet().forEach(channel -> channels.put(channel, Exposure.of(available, rules, channel)));
        // A listing shows a channel, rule or not.
        channels.put("empik", Exposure.of(available, rules, "empik"));
        assertThat(seen.channels()).isEqualTo(channels);
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void theScriptShowsWhatTheRulesSay(
            @ForAll("levels") Map<String, Level> first,
            @ForAll("levels") Map<String, Level> second,
            @ForAll("rules") Map<String, ChannelRule> rules,
            @ForAll("rules") Map<String, ChannelRule> kitRules,
            @ForAll @LongRange(max = 30) long buffer,
            @ForAll @LongRange(min = 1, max = 4) long perKit) {
        Shop shop = new Shop();
        shop.tickTo(100);
        stock(shop, "A", first);
        stock(shop, "B", second);
        shop.apply("erp", Shop.second(4), Shop.product("A", buffer, rules));
        shop.apply(
                "erp",
                Shop.second(4),
                Shop.product("K", null, kitRules, new KitComponent("A", perKit), new KitComponent("B", 2)));
        List.of("A", "K").forEach(sku -> shop.offer("empik", "offer of " + sku, sku, 1, 5));

        Availability plain = shop.availability("A");
        long available = AvailableToPromise.of(first.values(), buffer);
        agree(plain, available, rules);
        assertThat(plain.shortfall()).isEqualTo(AvailableToPromise.shortfall(first.values()));
        assertThat(plain.locations()).isEqualTo(AvailableToPromise.locations(first, buffer));

        Availability kit = shop.availability("K");
        List<Part> parts = List.of(
                new Part(available, perKit), new Part(AvailableToPromise.of(second.values(), 0), 2));
        agree(kit, AvailableToPromise.ofKit(parts), kitRules);
        assertThat(kit.locations()).isEmpty();
        assertThat(kit.shortfall()).isZero();
    }
}
