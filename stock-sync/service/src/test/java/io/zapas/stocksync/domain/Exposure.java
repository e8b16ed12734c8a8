package io.zapas.stocksync.domain;

import io.zapas.stocksync.api.Product.ChannelRule;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a channel may show of an ATP: ATP, less what is ring-fenced for other channels, less the channel's own buffer, then its percent
 * (rounded down), then its cap. Never above the ATP and never rising when the ATP falls. Ring-fenced units are cut to the ATP in the order of the
 * channels' names, so their sum never exceeds it. The script computes the same (30-available.lua).
 */
public final class Exposure {

    private Exposure() {}

    public static long of(long available, Map<String, ChannelRule> rules, String channel) {
        long units = available - fencedForOthers(available, rules, channel);
        ChannelRule rule = rules.get(channel);
        if (rule == null) {
            return units;
        }
        units = Math.max(0, units - orElse(rule.buffer(), 0));
        if (rule.percent() != null) {
            units = units * rule.percent() / 100;
        }
        return Math.min(units, orElse(rule.cap(), Long.MAX_VALUE));
    }

    private static long fencedForOthers(long available, Map<String, ChannelRule> rules, String channel) {
        long free = available;
        long fenced = 0;
        for (Map.Entry<String, ChannelRule> entry : new TreeMap<>(rules).entrySet()) {
            long ring = Math.min(orElse(entry.getValue().reserved(), 0), free);
            free -= ring;
            fenced += entry.getKey().equals(channel) ? 0 : ring;
        }
        return fenced;
    }

    private static long orElse(Long value, long otherwise) {
        return value == null ? otherwise : value;
    }
}
