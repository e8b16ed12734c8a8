package io.zapas.demo.replay;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The independent count: what must be on the shelves at the end, from the rows of the file and the supply plan alone. It knows nothing
 * of events, orders or what the suite answered, so that a mistake on that way cannot hide in it.
 *
 * <p>on-hand = opening + received - sold + cancelled - written off
 */
final class StockCount {
    private final Map<String, Long> onHand = new TreeMap<>();

    StockCount(Collection<String> skus) {
        skus.forEach(sku -> onHand.put(sku, 0L));
    }

    void opening(String sku, long units) {
        add(sku, units);
    }

    void received(String sku, long units) {
        add(sku, units);
    }

    /** Any row of the file; rows of SKUs that do not take part are passed over. */
    void row(OrderRow row) {
        if (!onHand.containsKey(row.sku())) {
            return;
        }
        boolean comesBack = row.quantity() < 0 && row.invoice().charAt(0) == 'C';
        long leaves = Math.abs(row.quantity());
        add(row.sku(), comesBack ? leaves : -leaves);
    }

    /** Units by SKU. */
    Map<String, Long> onHand() {
        return Collections.unmodifiableMap(onHand);
    }

    private void add(String sku, long units) {
        onHand.merge(sku, units, Long::sum);
    }
}
