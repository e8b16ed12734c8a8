package io.zapas.stocksync.api;

import java.time.Instant;

/**
 * What a channel shows for one of its listings right now.
 *
 * @param sku null: unknown, the event is parked until a link is known
 * @param quantity units shown, at least 0
 * @param pushed the last value that was pushed to the channel, null: unknown
 * @param retries how often whoever pushes has sent {@code pushed} again because the channel did not show it; null: not told
 * @param nextRetryAt when it is sent again; null: not told, or not any more
 * @param quarantine why whoever pushes has put the listing aside and sends it nothing; null: it has not, or does not tell
 */
public record Offer(
        String channel,
        String offerId,
        String sku,
        long quantity,
        Long pushed,
        Integer retries,
        Instant nextRetryAt,
        String quarantine)
        implements StockEvent {
    public static final String TYPE = "offer";

    /** One of which nobody tells how it is healed. */
    public Offer(String channel, String offerId, String sku, long quantity, Long pushed) {
        this(channel, offerId, sku, quantity, pushed, null, null, null);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
