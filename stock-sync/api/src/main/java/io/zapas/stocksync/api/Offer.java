package io.zapas.stocksync.api;

/**
 * What a channel shows for one of its listings right now.
 *
 * @param sku null: unknown, the event is parked until a link is known
 * @param quantity units shown, at least 0
 * @param pushed the last value that was pushed to the channel, null: unknown
 */
public record Offer(String channel, String offerId, String sku, long quantity, Long pushed) implements StockEvent {
    public static final String TYPE = "offer";

    @Override
    public String type() {
        return TYPE;
    }
}
