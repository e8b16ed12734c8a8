package io.zapas.stocksync.domain;

import io.zapas.stocksync.api.Product.ChannelRule;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a channel may show of an ATP: ATP, less what is ring-fenced for other channels, less the channel's own buffer, then its percent
 * (rounded down), then its cap; nothing below its threshold. Never above the ATP and never rising when the ATP falls. Ring-fenced units are cut
 * to the ATP in the order of the channels' priorities, then names, so their sum never exceeds it. The script computes the same (30-available.lua).
 */
public final class Exposure {

    private Exposure() {}

    public static long of(long available, Map<String, ChannelRule> rules, String channel) {
        return of(available, available, rules, Map.of(), channel);
    }

    /**
     * @param reach what of the ATP the channel gets at
     * @param priorities of channels whose rule has none
     */
    public static long of(
            long available,
            long reach,
            Map<String, ChannelRule> rules,
            Map<String, Integer> priorities,
            String channel) {
        long units = Math.min(reach, available - fencedForOthers(available, rules, priorities, channel));
        ChannelRule rule = rules.get(channel);
        if (rule == null) {
            return units;
        }
        if (available < orElse(rule.threshold(), 0)) {
            return 0;
        }
        units = Math.max(0, units - orElse(rule.buffer(), 0));
        if (rule.percent() != null) {
            units = units * rule.percent() / 100;
        }
        return Math.min(units, orElse(rule.cap(), Long.MAX_VALUE));
    }

    private static long fencedForOthers(
            long available, Map<String, ChannelRule> rules, Map<String, Integer> priorities, String channel) {
        return fences(available, rules, priorities).entrySet().stream()
                .filter(ring -> !ring.getKey().equals(channel))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** What is really kept for each channel: the highest priority first, then by name, until nothing is left. */
    static Map<String, Long> fences(long available, Map<String, ChannelRule> rules, Map<String, Integer> priorities) {
        Comparator<String> order = Comparator.comparing(
                        (String channel) -> priority(rules.get(channel), priorities.getOrDefault(channel, 0)))
                .reversed()
                .thenComparing(Comparator.naturalOrder());
        Map<String, Long> rings = new TreeMap<>();
        long free = available;
        for (String channel : rules.keySet().stream().sorted(order).toList()) {
            long ring = Math.min(orElse(rules.get(channel).reserved(), 0), free);
            free -= ring;
            rings.put(channel, ring);
        }
        return rings;
    }

    private static int priority(ChannelRule rule, int otherwise) {
        return rule.priority() == null ? otherwise : rule.priority();
    }

    private static long orElse(Long value, long otherwise) {
        return value == null ? otherwise : value;
    }
}
