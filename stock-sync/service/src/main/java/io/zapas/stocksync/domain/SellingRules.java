package io.zapas.stocksync.domain;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a shop sells from and who goes first, for all SKUs; a product's own rules go before these.
 *
 * @param sellOnly per channel the only locations it sells from; a channel without an entry sells from all
 * @param splits per channel whether one order line may come from several locations; without an entry it may
 * @param unsellable locations whose units are shown but never sold: returns, damaged goods, quarantine
 * @param buffers safety stock per location, for every SKU without its own rule for it
 * @param priorities of channels, higher first; without an entry 0
 */
public record SellingRules(
        Map<String, List<String>> sellOnly,
        Map<String, Boolean> splits,
        Set<String> unsellable,
        Map<String, Long> buffers,
        Map<String, Integer> priorities) {
    /** Every channel sells everything from everywhere. */
    public static final SellingRules NONE = new SellingRules(Map.of(), Map.of(), Set.of(), Map.of(), Map.of());

    public SellingRules {
        sellOnly = Map.copyOf(sellOnly);
        splits = Map.copyOf(splits);
        unsellable = Set.copyOf(unsellable);
        buffers = Map.copyOf(buffers);
        priorities = Map.copyOf(priorities);
    }
}
