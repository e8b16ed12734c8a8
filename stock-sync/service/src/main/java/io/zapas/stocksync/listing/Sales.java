package io.zapas.stocksync.listing;

import io.zapas.stocksync.api.LedgerEntry;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What channels sold with one recorded change. */
public final class Sales {
    private Sales() {}

    /**
     * Units by SKU and channel. A kit has no entries of its own; it cannot have sold more than the units of its components, and that is what is said of it.
     *
     * @param touched SKUs whose availability the change may have changed
     */
    public static Map<String, Map<String, Long>> of(List<LedgerEntry> entries, List<String> touched) {
        Map<String, Map<String, Long>> soldBySku = new HashMap<>();
        Map<String, Long> soldByChannel = new HashMap<>();
        for (LedgerEntry entry : entries) {
            long taken =
                    (entry.reservedAfter() - entry.reservedBefore()) - (entry.onHandAfter() - entry.onHandBefore());
            if (entry.channel() != null && taken > 0) {
                soldBySku.computeIfAbsent(entry.sku(), sku -> new HashMap<>()).merge(entry.channel(), taken, Long::sum);
                soldByChannel.merge(entry.channel(), taken, Long::sum);
            }
        }
        if (soldByChannel.isEmpty()) {
            return Map.of();
        }
        Set<String> names = new LinkedHashSet<>(touched);
        names.addAll(soldBySku.keySet());
        Map<String, Map<String, Long>> sales = new HashMap<>();
        names.forEach(name -> sales.put(name, soldBySku.getOrDefault(name, soldByChannel)));
        return sales;
    }
}
