package io.zapas.stocksync.quick;

import io.zapas.runtime.memory.ReusedBytes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * SKUs as the last decisions made here leave them. Whoever decides takes them out, and brings them back when the decision is on its way to the store; that
 * it was refused there, or that somebody else changed them meanwhile, is found out there. Bounded; those known longest go first. Safe on every thread.
 */
final class Remembered {
    private final long maxBytes;
    /** As the store keeps them; empty: somebody has taken it. */
    private final Map<String, ReusedBytes> skus = new LinkedHashMap<>();

    private long bytes;

    /** @param maxBytes as the store keeps them, which is how they are kept here: a hundred thousand objects of maps would be much to collect */
    Remembered(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Moves those that are known from the names into the ground. */
    synchronized void take(Collection<String> names, Ground ground) {
        names.removeIf(name -> {
            ReusedBytes sku = skus.get(name);
            if (sku == null || sku.isEmpty()) {
                return false;
            }
            ground.add(name, sku.get());
            sku.clear();
            return true;
        });
    }

    /** @param crowdsOut whether others are forgotten for those that are new here, when there is no room */
    synchronized void keep(Collection<PlainSku> written, boolean crowdsOut) {
        for (PlainSku sku : written) {
            if (crowdsOut || bytes < maxBytes || skus.containsKey(sku.name)) {
                bytes += skus.computeIfAbsent(sku.name, name -> new ReusedBytes())
                        .put(sku.written());
            }
        }
        var oldest = skus.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            bytes -= oldest.next().capacity();
            oldest.remove();
        }
    }

    /** Those are not, or may not be, as they were. */
    synchronized void drop(Collection<String> changed) {
        for (String sku : changed) {
            ReusedBytes known = skus.remove(sku);
            bytes -= known == null ? 0 : known.capacity();
        }
    }

    synchronized void clear() {
        skus.clear();
        bytes = 0;
    }
}
