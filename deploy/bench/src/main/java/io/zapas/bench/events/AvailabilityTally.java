package io.zapas.bench.events;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * What {@code stock.availability} has said of each SKU so far. A SKU's {@code version} counts its changes, so the versions sum up to the changes that
 * are visible, however many of them were merged. One thread.
 */
public final class AvailabilityTally {
    private static final byte[] ON_HAND = JsonNumbers.field("onHand");
    private static final byte[] VERSION = JsonNumbers.field("version");

    private final long[] onHand;
    private final long[] version;
    private long changes;
    private int finals;
    private IntToLongFunction finalQuantity = sku -> -1;

    /** @param skus numbers from 0 to this are counted, others ignored */
    public AvailabilityTally(int skus) {
        onHand = new long[skus];
        version = new long[skus];
        Arrays.fill(onHand, Long.MIN_VALUE);
    }

    /** What every SKU's quantity is to become; counting begins with what is known already. */
    public void expect(IntToLongFunction quantity) {
        finalQuantity = quantity;
        finals = 0;
        for (int sku = 0; sku < onHand.length; sku++) {
            if (onHand[sku] == quantity.applyAsLong(sku)) {
                finals++;
            }
        }
    }

    /** One record of the topic. */
    public void add(String key, byte[] value) {
        int sku = SkuName.number(key);
        if (sku < 0 || sku >= onHand.length || value == null) {
            return;
        }
        long newVersion = JsonNumbers.first(value, VERSION);
        if (newVersion < version[sku]) {
            return;
        }
        long wanted = finalQuantity.applyAsLong(sku);
        boolean was = onHand[sku] == wanted;
        onHand[sku] = JsonNumbers.first(value, ON_HAND);
        boolean is = onHand[sku] == wanted;
        finals += (is ? 1 : 0) - (was ? 1 : 0);
        changes += newVersion - version[sku];
        version[sku] = newVersion;
    }

    /** Changes that are visible, of all SKUs together. */
    public long changes() {
        return changes;
    }

    /** Whether every SKU has the quantity expected. */
    public boolean complete() {
        return finals == onHand.length;
    }

    /** SKUs that do not have the quantity expected. */
    public int missing() {
        return onHand.length - finals;
    }
}
