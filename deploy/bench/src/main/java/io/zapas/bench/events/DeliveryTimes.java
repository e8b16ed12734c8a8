package io.zapas.bench.events;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/**
 * From event to subscriber: event number n sets the SKU of number n modulo {@code skus} to quantity n. A newer quantity of a SKU delivers the older ones
 * that it replaced, at the time it arrives. Times are {@link System#nanoTime()}. One thread may tell what is due while another tells what has arrived.
 */
public final class DeliveryTimes {
    private static final byte[] AVAILABLE = JsonNumbers.field("available");
    private static final long MAX_NANOS = 600_000_000_000L;

    private final int skus;
    private final long first;
    private final long countedFrom;
    private final AtomicLongArray dueNanos;
    private final long[] next;
    private final Histogram latencyNanos = new Histogram(MAX_NANOS, 3);
    private volatile long delivered;

    /**
     * @param first number of the first event
     * @param count of the events
     * @param warmUp how many of the first events are delivered but not counted
     */
    public DeliveryTimes(int skus, long first, int count, int warmUp) {
        this.skus = skus;
        this.first = first;
        this.countedFrom = first + warmUp;
        this.dueNanos = new AtomicLongArray(count);
        this.next = new long[skus];
        Arrays.setAll(next, sku -> first + Math.floorMod(sku - first, skus));
    }

    /** An event is due. */
    public void due(long number, long nanoTime) {
        dueNanos.set((int) (number - first), nanoTime);
    }

    /** A document of the stream has arrived. */
    public void arrived(byte[] document, long nanoTime) {
        long number = JsonNumbers.first(document, AVAILABLE);
        if (number < first || number >= first + dueNanos.length()) {
            return;
        }
        int sku = (int) (number % skus);
        long added = delivered;
        while (next[sku] <= number) {
            if (next[sku] >= countedFrom) {
                long due = dueNanos.get((int) (next[sku] - first));
                latencyNanos.recordValue(Math.min(MAX_NANOS, Math.max(0, nanoTime - due)));
            }
            added++;
            next[sku] += skus;
        }
        // Only this thread writes.
        delivered = added;
    }

    /** Events that have arrived, or were replaced by one that has. */
    public long delivered() {
        return delivered;
    }

    public Histogram latencyNanos() {
        return latencyNanos;
    }
}
