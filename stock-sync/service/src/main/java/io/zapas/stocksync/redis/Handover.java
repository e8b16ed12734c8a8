package io.zapas.stocksync.redis;

import io.zapas.stocksync.domain.Stock.OutboxItem;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Outbox items written here, for a relay that works here too: it need not read them from Redis. Only while it asks; bounded, and what does not fit is read
 * from Redis as ever. Safe on every thread.
 */
final class Handover {
    private static final long ASKS_NANOS = 1_000_000_000L;
    private static final long SOON_NANOS = 20_000_000L;
    private static final int MAX_ITEMS = 2_000;
    /** From here on no more are wanted; those under way still fit. */
    private static final int ENOUGH_ITEMS = 1_000;

    private static final long MAX_BYTES = 96L << 20;
    private static final long ENOUGH_BYTES = 64L << 20;

    private final TreeMap<Long, OutboxItem> items = new TreeMap<>();
    private long bytes;
    private Long asked;
    /** When items were here last for whoever asked. */
    private Long found;

    private int underWay;
    private long newestOffered;
    /** Up to here items count only where Redis has the same. */
    private long doubted;

    /** Whether a relay asked lately, and there is room; then an item is on its way until {@link #ended()}. */
    synchronized boolean begins() {
        boolean asks = asked != null && System.nanoTime() - asked < ASKS_NANOS;
        if (!asks) {
            // Whoever relays now, it is not here: nobody will fetch them.
            forget();
        }
        boolean wanted = asks && items.size() < ENOUGH_ITEMS && bytes < ENOUGH_BYTES;
        underWay += wanted ? 1 : 0;
        return wanted;
    }

    /** It was offered, or there is none. */
    synchronized void ended() {
        underWay--;
    }

    /**
     * Whether what follows the number is about to be offered here, so that nobody need ask Redis: something is on its way, and nothing from elsewhere is known to be before it. For a
     * moment at most, as others write there, too.
     */
    synchronized boolean comesSoon(long number) {
        return underWay > 0
                && newestOffered <= number
                && doubted <= number
                && found != null
                && System.nanoTime() - found < SOON_NANOS;
    }

    /** Whether an item that stands in Redis may be about to be offered: those written here are offered in their order. */
    synchronized boolean mayCome(long number) {
        return underWay > 0 && number > newestOffered;
    }

    synchronized void offer(OutboxItem item) {
        newestOffered = Math.max(newestOffered, item.number());
        if (items.size() < MAX_ITEMS && bytes < MAX_BYTES && items.put(item.number(), item) == null) {
            bytes += item.record().length;
        }
    }

    /** Those that follow the number without a gap; forgets those up to it. */
    synchronized List<OutboxItem> after(long number, int limit) {
        asked = System.nanoTime();
        while (!items.isEmpty() && items.firstKey() <= number) {
            bytes -= items.pollFirstEntry().getValue().record().length;
        }
        List<OutboxItem> following = new ArrayList<>();
        for (OutboxItem item : items.values()) {
            if (following.size() == limit
                    || item.number() != number + following.size() + 1
                    || item.number() <= doubted) {
                break;
            }
            following.add(item);
        }
        if (!following.isEmpty()) {
            found = asked;
        }
        return following;
    }

    /** Null: it is not here. */
    synchronized OutboxItem get(long number) {
        return items.get(number);
    }

    /** The relay starts over and doubts what it knew: items so far count only where Redis has the same. */
    synchronized void doubt() {
        doubted = newestOffered;
    }

    /** The store is another one. */
    synchronized void clear() {
        forget();
        newestOffered = 0;
        doubted = 0;
    }

    private void forget() {
        items.clear();
        bytes = 0;
    }
}
