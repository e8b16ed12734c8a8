package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Product.ChannelRule;
import io.zapas.stocksync.api.Product.KitComponent;
import io.zapas.stocksync.api.Product.LocationRule;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.AvailableToPromise;
import io.zapas.stocksync.domain.AvailableToPromise.Level;
import io.zapas.stocksync.domain.AvailableToPromise.Part;
import io.zapas.stocksync.domain.Exposure;
import io.zapas.stocksync.domain.SellingRules;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Insufficient;
import io.zapas.stocksync.domain.Stock.Shortfall;
import io.zapas.stocksync.domain.StockSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
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

    private static final List<String> LOCATIONS = List.of("GDN", "KRK", "WAW");

    @Provide
    Arbitrary<Map<String, ChannelRule>> rules() {
        Arbitrary<ChannelRule> rule = Combinators.combine(
                        Arbitraries.longs().between(0, 20).injectNull(0.4),
                        Arbitraries.integers().between(0, 100).injectNull(0.4),
                        Arbitraries.longs().between(0, 60).injectNull(0.4),
                        Arbitraries.longs().between(0, 30).injectNull(0.4),
                        Arbitraries.integers().between(-2, 2).injectNull(0.5),
                        Arbitraries.longs().between(0, 40).injectNull(0.7))
                .as(ChannelRule::new);
        return Arbitraries.maps(Arbitraries.of("allegro", "amazon", "web"), rule);
    }

    @Provide
    Arbitrary<SellingRules> places() {
        return Combinators.combine(
                        Arbitraries.of(LOCATIONS)
                                .list()
                                .uniqueElements()
                                .ofMinSize(1)
                                .ofMaxSize(2),
                        Arbitraries.of(false, true),
                        Arbitraries.of(false, true),
                        Arbitraries.of(LOCATIONS).set().ofMaxSize(1),
                        Arbitraries.maps(
                                Arbitraries.of(LOCATIONS), Arbitraries.longs().between(0, 20)),
                        Arbitraries.maps(
                                Arbitraries.of("allegro", "web"),
                                Arbitraries.integers().between(-1, 1)))
                .as((only, limited, split, unsellable, buffers, priorities) -> new SellingRules(
                        limited ? Map.of("web", only) : Map.of(),
                        Map.of("web", split),
                        unsellable,
                        buffers,
                        priorities));
    }

    /** On hand and reserved; the rules of places come from elsewhere. */
    @Provide
    Arbitrary<Map<String, Level>> levels() {
        Arbitrary<Level> level = Combinators.combine(
                        Arbitraries.longs().between(-10, 50),
                        Arbitraries.longs().between(0, 30))
                .as(Level::new);
        return Arbitraries.maps(Arbitraries.of(LOCATIONS), level).ofMinSize(1);
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

    private static Map<String, Level> under(SellingRules places, Map<String, Long> buffers, Map<String, Level> levels) {
        Map<String, Level> ruled = new TreeMap<>();
        levels.forEach((location, level) -> ruled.put(
                location,
                new Level(
                        level.onHand(),
                        level.reserved(),
                        buffers.getOrDefault(location, places.buffers().getOrDefault(location, 0L)),
                        !places.unsellable().contains(location))));
        return ruled;
    }

    private static long reach(SellingRules places, String channel, long available, Map<String, Level> levels) {
        List<String> only = places.sellOnly().getOrDefault(channel, LOCATIONS);
        List<Level> sold =
                only.stream().filter(levels::containsKey).map(levels::get).toList();
        return AvailableToPromise.reach(available, sold, places.splits().getOrDefault(channel, true));
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void theScriptShowsWhatTheRulesSayAndGrantsWhatItShows(
            @ForAll("levels") Map<String, Level> first,
            @ForAll("levels") Map<String, Level> second,
            @ForAll("rules") Map<String, ChannelRule> rules,
            @ForAll("rules") Map<String, ChannelRule> kitRules,
            @ForAll("places") SellingRules places,
            @ForAll @LongRange(max = 30) long buffer,
            @ForAll @LongRange(min = 1, max = 4) long perKit) {
        Shop before = new Shop();
        before.tickTo(100);
        stock(before, "A", first);
        stock(before, "B", second);
        Shop shop = before.restarted(StockSettings.defaults().withRules(places));
        shop.apply("erp", Shop.second(4), Shop.ruled("A", buffer, rules, Map.of("WAW", new LocationRule(3L))));
        shop.apply(
                "erp",
                Shop.second(4),
                Shop.product("K", null, kitRules, new KitComponent("A", perKit), new KitComponent("B", 2)));
        List.of("A", "K").forEach(sku -> shop.offer("empik", "offer of " + sku, sku, 1, 5));

        Map<String, Level> ofA = under(places, Map.of("WAW", 3L), first);
        Map<String, Level> ofB = under(places, Map.of(), second);
        long available = AvailableToPromise.of(ofA.values(), buffer);
        long others = AvailableToPromise.of(ofB.values(), 0);
        Availability plain = shop.availability("A");
        assertThat(plain.available()).isEqualTo(available);
        assertThat(plain.shortfall()).isEqualTo(AvailableToPromise.shortfall(ofA.values()));
        assertThat(plain.locations()).isEqualTo(AvailableToPromise.locations(ofA, buffer));
        assertThat(plain.channels())
                .isEqualTo(exposures(rules, places, available, channel -> reach(places, channel, available, ofA)));

        Availability kit = shop.availability("K");
        long kits = AvailableToPromise.ofKit(List.of(new Part(available, perKit), new Part(others, 2)));
        assertThat(kit.available()).isEqualTo(kits);
        assertThat(kit.channels())
                .isEqualTo(exposures(
                        kitRules,
                        places,
                        kits,
                        channel -> AvailableToPromise.ofKit(List.of(
                                new Part(reach(places, channel, available, ofA), perKit),
                                new Part(reach(places, channel, others, ofB), 2)))));
        assertThat(kit.locations()).isEmpty();
        assertThat(kit.shortfall()).isZero();
        granted(shop, plain, rules.containsKey("web") ? plain.exposure("web") : null, places);
    }

    private static Map<String, Long> exposures(
            Map<String, ChannelRule> rules, SellingRules places, long available, ToLongFunction<String> reach) {
        Map<String, Long> channels = new TreeMap<>();
        // A listing shows a channel, rule or not, and so do locations of its own.
        Set<String> shown = new TreeSet<>(rules.keySet());
        shown.add("empik");
        shown.addAll(places.sellOnly().keySet());
        places.splits().forEach((channel, split) -> {
            if (!split) {
                shown.add(channel);
            }
        });
        shown.forEach(channel -> channels.put(
                channel, Exposure.of(available, reach.applyAsLong(channel), rules, places.priorities(), channel)));
        channels.values().forEach(units -> assertThat(units).isBetween(0L, available));
        return channels;
    }

    /** What is shown is granted to the last unit, from places that have it and that the channel sells from. */
    private static void granted(Shop shop, Availability seen, Long shown, SellingRules places) {
        if (shown == null) {
            return;
        }
        assertThat(((Insufficient) shop.reserve(shop.request("more", "A", shown + 1))).shortfalls())
                .containsExactly(new Shortfall("A", shown + 1, shown));
        if (shown == 0) {
            return;
        }
        List<Reservation.Allocation> taken =
                shop.hold("all", "A", shown).lines().get(0).allocations();
        assertThat(taken.stream().mapToLong(Reservation.Allocation::quantity).sum())
                .isEqualTo(shown);
        if (!places.splits().get("web")) {
            assertThat(taken).hasSize(1);
        }
        for (Reservation.Allocation part : taken) {
            assertThat(places.sellOnly().getOrDefault("web", LOCATIONS)).contains(part.location());
            LocationLevel level = seen.locations().stream()
                    .filter(each -> each.location().equals(part.location()))
                    .findFirst()
                    .orElseThrow();
            // The SKU's buffer may stand anywhere, that of the location stays.
            assertThat(part.quantity()).isLessThanOrEqualTo(level.onHand() - level.reserved());
            assertThat(level.sellable()).isNull();
        }
        assertThat(shop.available("A")).isEqualTo(seen.available() - shown);
    }
}
