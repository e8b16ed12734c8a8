package io.zapas.stocksync.desync;

import io.zapas.stocksync.desync.TargetHistory.Target;
import io.zapas.stocksync.domain.Stock.OfferState;

/** What one channel says about one offer, and how its last checks went. Confined to {@link DesyncRule}. */
final class Listing {
    final String channel;
    final String offerId;
    String sku;
    long shown;
    Long pushed;
    /** The newest statement if it tells how the listing is healed, else null. */
    OfferState healing;
    /** Time of the newest statement, at the channel. */
    long statedMillis;
    /** When the shown quantity was first heard. */
    long shownSinceMillis;
    /** The target it showed before it showed what it shows now; null: it never showed one while it was watched. */
    Target acked;
    /** When that was first heard. */
    long ackedMillis;
    /** Null until the listing has fallen. */
    RecentUnits falls;

    int suspiciousPasses;
    int legalPasses;
    long suspiciousSinceMillis;
    boolean open;
    long openSinceMillis;
    boolean stuck;

    private final long windowMillis;

    Listing(String channel, String offerId, String sku, long windowMillis) {
        this.channel = channel;
        this.offerId = offerId;
        this.sku = sku;
        this.windowMillis = windowMillis;
    }

    void fell(long units, long nowMillis) {
        if (falls == null) {
            falls = new RecentUnits(windowMillis);
        }
        falls.add(units, nowMillis);
    }

    long fallenSince(long sinceMillis) {
        return falls == null ? 0 : falls.since(sinceMillis);
    }
}
