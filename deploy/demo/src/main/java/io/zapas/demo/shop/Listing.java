package io.zapas.demo.shop;

import java.time.Instant;

/** What one channel shows of one article, and what it is about to show. One thread. */
final class Listing {
    /** Nothing has been shown yet. */
    static final long UNSEEN = -1;

    final String channel;
    final String offerId;
    final String sku;
    long shown = UNSEEN;
    long target = UNSEEN;
    /** Null: nothing to tell. */
    Instant dueAt;

    /** Takes new figures and does not show them. */
    boolean stuck;

    Listing(String channel, String offerId, String sku) {
        this.channel = channel;
        this.offerId = offerId;
        this.sku = sku;
    }
}
