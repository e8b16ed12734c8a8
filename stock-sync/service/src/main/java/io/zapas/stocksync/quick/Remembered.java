package io.zapas.stocksync.quick;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * SKUs as the last decisions made here leave them. Whoever decides takes them out, and brings them back when the decision is on its way to the store; that
 * it was refused there, or that somebody else changed them meanwhile, is found out there. Bounded; those used longest ago go first. Safe on every thread.
 */
final class Remembered {
    private final long maxBytes;
    private final Map<String, byte[]> skus = new LinkedHashMap<>();
    private long bytes;

    /** @param maxBytes as the store keeps them, which is how they are kept here: a hundred thousand objects of maps would be much to collect */
    Remembered(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Moves those that are known from the names into the ground. */
    synchronized void take(Collection<String> names, Ground ground) {
        names.removeIf(name -> {
            byte[] sku = skus.remove(name);
            if (sku == null) {
                return false;
            }
            bytes -= sku.length;
            ground.add(name, sku);
            return true;
        });
    }

    synchronized void keep(Collection<PlainSku> written) {
        for (PlainSku sku : written) {
            forget(sku.name);
            bytes += sku.written().length;
            skus.put(sku.name, sku.written());
        }
        var oldest = skus.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            bytes -= oldest.next().length;
            oldest.remove();
        }
    }

    /** Those are not, or may not be, as they were. */
    synchronized void drop(Collection<PlainSku> changed) {
        for (PlainSku sku : changed) {
            forget(sku.name);
        }
    }

    private void forget(String name) {
        byte[] before = skus.remove(name);
        bytes -= before == null ? 0 : before.length;
    }

    synchronized void clear() {
        skus.clear();
        bytes = 0;
    }
}
