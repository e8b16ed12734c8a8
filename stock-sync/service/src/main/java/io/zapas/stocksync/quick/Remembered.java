package io.zapas.stocksync.quick;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * SKUs as the last decisions made here leave them. Whoever decides takes them out, and brings them back when the decision is on its way to the store; that
 * it was refused there, or that somebody else changed them meanwhile, is found out there. Bounded; those known longest go first. Safe on every thread.
 */
final class Remembered {
    private final long maxBytes;
    private final Map<String, Slot> skus = new LinkedHashMap<>();
    private long bytes;

    /** Stays when what it holds is taken and brought back: to make it anew each time would be the garbage collector's work. */
    private static final class Slot {
        /** As the store keeps it; null: somebody has taken it. */
        private byte[] sku;
    }

    /** @param maxBytes as the store keeps them, which is how they are kept here: a hundred thousand objects of maps would be much to collect */
    Remembered(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Moves those that are known from the names into the ground. */
    synchronized void take(Collection<String> names, Ground ground) {
        names.removeIf(name -> {
            Slot slot = skus.get(name);
            if (slot == null || slot.sku == null) {
                return false;
            }
            bytes -= slot.sku.length;
            ground.add(name, slot.sku);
            slot.sku = null;
            return true;
        });
    }

    synchronized void keep(Collection<PlainSku> written) {
        for (PlainSku sku : written) {
            Slot slot = skus.computeIfAbsent(sku.name, name -> new Slot());
            bytes += sku.written().length - (slot.sku == null ? 0 : slot.sku.length);
            slot.sku = sku.written();
        }
        var oldest = skus.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            byte[] sku = oldest.next().sku;
            bytes -= sku == null ? 0 : sku.length;
            oldest.remove();
        }
    }

    /** Those are not, or may not be, as they were. */
    synchronized void drop(Collection<PlainSku> changed) {
        for (PlainSku sku : changed) {
            Slot slot = skus.remove(sku.name);
            bytes -= slot == null || slot.sku == null ? 0 : slot.sku.length;
        }
    }

    synchronized void clear() {
        skus.clear();
        bytes = 0;
    }
}
