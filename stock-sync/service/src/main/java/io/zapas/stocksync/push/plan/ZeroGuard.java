package io.zapas.stocksync.push.plan;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps a broken feed from emptying a channel: when more than a share of its listings would be told 0 within an hour, no further one is, until a person approves or they come to show
 * something again. A listing that shows {@value #SMALL} units or less sells out any day and always passes. Confined to its {@link ChannelPlan}.
 */
final class ZeroGuard {
    /** So many always pass, whatever their share. */
    static final int FEW = 20;

    static final int SMALL = 2;
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final int HUNDRED = 100;

    private final int percent;
    private final Deque<Long> toldMillis = new ArrayDeque<>();
    private boolean closed;

    /** @param percent of the listings that may go to 0 within an hour; 100: all */
    ZeroGuard(int percent) {
        this.percent = percent;
    }

    /** Whether the listing may be told 0; if so it counts. */
    boolean admits(Listing listing, int listings, long nowMillis) {
        Long shows = listing.believed();
        if (listing.again) {
            // It was told 0 before, and healing has caps of its own.
            return true;
        }
        if (listing.failures > 0 || listing.uncertain) {
            // It counted when it was told first.
            return listing.approved || !closed;
        }
        if (listing.approved || percent >= HUNDRED || (shows != null && shows <= SMALL)) {
            return true;
        }
        while (!toldMillis.isEmpty() && toldMillis.peekFirst() <= nowMillis - HOUR_MILLIS) {
            toldMillis.removeFirst();
        }
        long most = Math.max(FEW, (long) listings * percent / HUNDRED);
        closed |= toldMillis.size() >= most;
        if (!closed) {
            toldMillis.addLast(nowMillis);
        }
        return !closed;
    }

    void close() {
        closed = true;
    }

    void open() {
        closed = false;
        toldMillis.clear();
    }
}
