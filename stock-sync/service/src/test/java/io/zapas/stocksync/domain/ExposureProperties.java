package io.zapas.stocksync.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.Product.ChannelRule;
import io.zapas.stocksync.domain.AvailableToPromise.Level;
import io.zapas.stocksync.domain.AvailableToPromise.Part;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What may be shown and promised, whatever the rules are. */
class ExposureProperties {

    @Provide
    Arbitrary<Map<String, ChannelRule>> rules() {
        Arbitrary<ChannelRule> rule = Combinators.combine(
                        Arbitraries.longs().between(0, 40).injectNull(0.4),
                        Arbitraries.integers().between(0, 100).injectNull(0.4),
                        Arbitraries.longs().between(0, 60).injectNull(0.4),
                        Arbitraries.longs().between(0, 60).injectNull(0.4),
                        Arbitraries.integers().between(-2, 2).injectNull(0.4),
                        Arbitraries.longs().between(0, 60).injectNull(0.6))
                .as(ChannelRule::new);
        return Arbitraries.maps(Arbitraries.of("allegro", "amazon", "shop", "empik"), rule);
    }

    @Provide
    Arbitrary<Map<String, Level>> levels() {
        Arbitrary<Level> level = Combinators.combine(
                        Arbitraries.longs().between(-20, 50),
                        Arbitraries.longs().between(0, 30),
                        Arbitraries.longs().between(0, 20),
                        Arbitraries.frequencyOf(
                                Tuple.of(4, Arbitraries.just(true)), Tuple.of(1, Arbitraries.just(false))))
                .as(Level::new);
        return Arbitraries.maps(Arbitraries.of("WAW", "KRK", "GDN"), level);
    }

    @Property
    void noChannelShowsMoreThanMayBePromised(
            @ForAll("rules") Map<String, ChannelRule> rules, @ForAll @LongRange(max = 200) long available) {
        for (String channel : List.of("allegro", "amazon", "shop", "empik", "other")) {
            assertThat(Exposure.of(available, rules, channel)).isBetween(0L, available);
        }
    }

    @Property
    void lessStockNeverShowsMore(
            @ForAll("rules") Map<String, ChannelRule> rules,
            @ForAll @LongRange(max = 200) long one,
            @ForAll @LongRange(max = 200) long other) {
        for (String channel : List.of("allegro", "shop", "other")) {
            assertThat(Exposure.of(Math.min(one, other), rules, channel))
                    .isLessThanOrEqualTo(Exposure.of(Math.max(one, other), rules, channel));
        }
    }

    @Property
    void ringFencesFitIntoTheAtpAndTheLowestPriorityLosesFirst(
            @ForAll("rules") Map<String, ChannelRule> rules, @ForAll @LongRange(max = 200) long available) {
        Map<String, Integer> configured = Map.of("allegro", 1);
        Map<String, Long> fences = Exposure.fences(available, rules, configured);
        assertThat(fences.values().stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(available);
        fences.forEach((cut, kept) -> fences.forEach((other, units) -> {
            boolean lacks = kept < reserved(rules.get(cut));
            boolean lower = priority(rules, other, configured) < priority(rules, cut, configured);
            assertThat(lacks && lower && units > 0).isFalse();
        }));
    }

    private static long reserved(ChannelRule rule) {
        return rule.reserved() == null ? 0 : rule.reserved();
    }

    private static int priority(Map<String, ChannelRule> rules, String channel, Map<String, Integer> configured) {
        Integer own = rules.get(channel).priority();
        return own == null ? configured.getOrDefault(channel, 0) : own;
    }

    @Property
    void whoMayNotSplitOrSellsFromSomePlacesReachesNoMoreThanTheAtp(
            @ForAll("levels") Map<String, Level> levels,
            @ForAll @LongRange(max = 60) long buffer,
            @ForAll boolean split) {
        long total = AvailableToPromise.of(levels.values(), buffer);
        long reach = AvailableToPromise.reach(total, levels.values(), split);
        assertThat(reach).isBetween(0L, total);
        if (split) {
            assertThat(reach).isEqualTo(total);
        }
    }

    @Property
    void whatIsFencedForAChannelNobodyElseShows(
            @ForAll @LongRange(max = 100) long available, @ForAll @LongRange(max = 100) long fenced) {
        Map<String, ChannelRule> rules = Map.of("vip", new ChannelRule(null, null, null, fenced));
        long others = Exposure.of(available, rules, "other");
        assertThat(others).isEqualTo(Math.max(0, available - fenced));
        assertThat(Exposure.of(available, rules, "vip")).isEqualTo(available);
    }

    @Property
    void locationsSumUpToTheTotalUnlessOneOwesUnits(
            @ForAll("levels") Map<String, Level> levels, @ForAll @LongRange(max = 60) long buffer) {
        long total = AvailableToPromise.of(levels.values(), buffer);
        long shown = AvailableToPromise.locations(levels, buffer).stream()
                .mapToLong(LocationLevel::available)
                .sum();
        boolean owes = levels.values().stream()
                .anyMatch(level -> level.reserved() > (level.sellable() ? Math.max(0, level.onHand()) : 0));
        assertThat(total).isNotNegative();
        if (owes) {
            assertThat(shown).isGreaterThanOrEqualTo(total);
        } else {
            assertThat(shown).isEqualTo(total);
        }
        assertThat(AvailableToPromise.shortfall(levels.values()) > 0 && total > 0)
                .isFalse();
    }

    @Property
    void aKitIsWorthWhatCountingItOutGives(
            @ForAll @IntRange(max = 30) int first,
            @ForAll @IntRange(max = 30) int second,
            @ForAll @IntRange(min = 1, max = 4) int ofFirst,
            @ForAll @IntRange(min = 1, max = 4) int ofSecond) {
        int counted = 0;
        while ((counted + 1) * ofFirst <= first && (counted + 1) * ofSecond <= second) {
            counted++;
        }
        Map<String, Part> parts = new TreeMap<>(Map.of("a", new Part(first, ofFirst), "b", new Part(second, ofSecond)));
        assertThat(AvailableToPromise.ofKit(parts.values())).isEqualTo(counted);
    }
}
