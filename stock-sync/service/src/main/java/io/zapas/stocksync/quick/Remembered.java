package io.zapas.stocksync.quick;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * SKUs as the last decisions made here left them. Whoever decides takes them out, and brings them back when the store has taken the decision; that
 * somebody else changed them meanwhile is found out there. Bounded; those used longest ago go first. Safe on every thread.
 */
final class Remembered {
    private final long maxBytes;
    private final Map<String, PlainSku> skus = new LinkedHashMap<>();
    private long bytes;

    /** @param maxBytes as the store keeps them; in memory they take some three times as much */
    Remembered(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Moves those that are known from the names into the ground. */
    synchronized void take(Collection<String> names, Ground ground) {
        names.removeIf(name -> {
            PlainSku sku = skus.remove(name);
            if (sku == null) {
                return false;
            }
            bytes -= sku.size();
            ground.add(sku);
            return true;
        });
    }

    synchronized void keep(Collection<PlainSku> written) {
        for (PlainSku sku : written) {
            PlainSku before = skus.remove(sku.name);
            bytes += sku.size() - (before == null ? 0 : before.size());
            skus.put(sku.name, sku);
        }
        var oldest = skus.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            bytes -= oldest.next().size();
            oldest.remove();
        }
    }

    /** Those were changed by others. */
    synchronized void drop(Collection<PlainSku> changed) {
        for (PlainSku sku : changed) {
            PlainSku before = skus.remove(sku.name);
            bytes -= before == null ? 0 : before.size();
        }
    }

    synchronized void clear() {
        skus.clear();
        bytes = 0;
    }
}
