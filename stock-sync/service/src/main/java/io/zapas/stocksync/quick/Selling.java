package io.zapas.stocksync.quick;

import io.zapas.stocksync.domain.SellingRules;
import io.zapas.stocksync.domain.StockSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What may be sold and shown of a plain SKU: the rules of 30-available.lua, which says how each is meant. Immutable. */
final class Selling {
    private static final long PERCENT = 100;

    private final StockSettings settings;
    private final SellingRules general;
    private final Set<String> restricted;

    Selling(StockSettings settings) {
        this.settings = settings;
        this.general = settings.rules();
        Set<String> channels = new TreeSet<>(general.sellOnly().keySet());
        general.splits().forEach((channel, split) -> {
            if (!split) {
                channels.add(channel);
            }
        });
        this.restricted = Set.copyOf(channels);
    }

    boolean sellable(String place) {
        return !general.unsellable().contains(place);
    }

    private long countable(Place place) {
        return place.onHand <= 0 || !sellable(place.name) ? 0 : place.onHand;
    }

    /** Units of a place that its buffer keeps back. */
    long kept(PlainSku sku, Place place) {
        long free = countable(place) - place.reserved;
        if (free <= 0) {
            return 0;
        }
        Long own = sku.rules.buffers().get(place.name);
        long buffer = own != null ? own : general.buffers().getOrDefault(place.name, 0L);
        return Math.min(buffer, free);
    }

    /** Below 0 when more is reserved than there is. */
    long free(PlainSku sku, Place place) {
        return countable(place) - place.reserved - kept(sku, place);
    }

    long available(PlainSku sku) {
        long free = -sku.rules.buffer();
        for (Place place : sku.places.values()) {
            free += free(sku, place);
        }
        return Math.max(0, free);
    }

    /** Units promised beyond on-hand. */
    long shortfall(PlainSku sku) {
        long missing = 0;
        for (Place place : sku.places.values()) {
            missing += place.reserved - countable(place);
        }
        return Math.max(0, missing);
    }

    /** Whether the channel takes from everywhere and in parts. */
    boolean unrestricted(String channel) {
        return !general.sellOnly().containsKey(channel) && !whole(channel);
    }

    private boolean whole(String channel) {
        return Boolean.FALSE.equals(general.splits().get(channel));
    }

    private long reach(PlainSku sku, String channel, long available) {
        List<String> only = general.sellOnly().get(channel);
        if (only == null && !whole(channel)) {
            return available;
        }
        Collection<String> names = only != null ? only : sku.places.keySet();
        long sum = 0;
        long largest = 0;
        for (String name : names) {
            Place place = sku.places.get(name);
            long free = place == null ? 0 : free(sku, place);
            sum += free;
            largest = Math.max(largest, free);
        }
        return Math.max(0, Math.min(available, whole(channel) ? largest : sum));
    }

    private long priority(PlainSku sku, String channel) {
        SkuRules.Channel rule = sku.rules.channels().get(channel);
        return rule != null && rule.priority() != null
                ? rule.priority()
                : general.priorities().getOrDefault(channel, 0);
    }

    private long fencedForOthers(PlainSku sku, String channel, long available) {
        List<String> fenced = new ArrayList<>();
        sku.rules.channels().forEach((other, rule) -> {
            if (rule.reserved() != null) {
                fenced.add(other);
            }
        });
        fenced.sort(Comparator.comparingLong((String other) -> -priority(sku, other))
                .thenComparing(Names.ORDER));
        long free = available;
        long units = 0;
        for (String other : fenced) {
            long ring = Math.min(sku.rules.channels().get(other).reserved(), free);
            free -= ring;
            units += other.equals(channel) ? 0 : ring;
        }
        return units;
    }

    /** Units the channel may show and take, of so many available. */
    long exposure(PlainSku sku, String channel, long available) {
        long units = reach(sku, channel, available);
        Map<String, SkuRules.Channel> channels = sku.rules.channels();
        if (channels.isEmpty()) {
            return units;
        }
        SkuRules.Channel rule = channels.get(channel);
        if (rule != null && rule.threshold() != null && available < rule.threshold()) {
            return 0;
        }
        units = Math.min(units, available - fencedForOthers(sku, channel, available));
        if (rule == null) {
            return Math.max(0, units);
        }
        units = Math.max(0, units - (rule.buffer() == null ? 0 : rule.buffer()));
        if (rule.percent() != null) {
            units = Math.floorDiv(units * rule.percent(), PERCENT);
        }
        return rule.cap() == null ? units : Math.min(units, rule.cap());
    }

    /** Of every channel with a rule, a listing or locations of its own. */
    Map<String, Long> exposures(PlainSku sku, long available) {
        Map<String, Long> exposures = new TreeMap<>(Names.ORDER);
        for (String channel : sku.rules.channels().keySet()) {
            exposures.put(channel, exposure(sku, channel, available));
        }
        for (Set<String> others : List.of(sku.listedOn, restricted)) {
            for (String channel : others) {
                exposures.computeIfAbsent(channel, other -> exposure(sku, other, available));
            }
        }
        return exposures;
    }

    /**
     * Places units of a grant in the channel's order: location to units, by name.
     *
     * @throws UnplainException they do not fit into what is free
     */
    Map<String, Long> allocate(PlainSku sku, String channel, long units) {
        LinkedHashMap<String, Place> order = new LinkedHashMap<>();
        for (String first : settings.sellFrom().getOrDefault(channel, List.of())) {
            Place place = sku.places.get(first);
            if (place != null) {
                order.put(first, place);
            }
        }
        sku.places.forEach(order::putIfAbsent);
        Map<String, Long> taken = new TreeMap<>(Names.ORDER);
        long rest = units;
        for (Place place : order.values()) {
            long some = sellable(place.name) ? Math.min(rest, free(sku, place)) : 0;
            if (some > 0) {
                taken.put(place.name, some);
                rest -= some;
            }
        }
        if (rest > 0) {
            throw new UnplainException();
        }
        return taken;
    }
}
