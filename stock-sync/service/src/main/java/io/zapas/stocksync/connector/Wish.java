package io.zapas.stocksync.connector;

/**
 * What one listing is to show.
 *
 * @param offerId the listing, as the channel's {@code offer} events name it
 * @param quantity units, 0 to 1,000,000,000
 * @param shown what the channel shows as far as we know, for systems that can compare before they set; null: unknown, or to be set whatever it shows
 */
public record Wish(String offerId, String sku, long quantity, Long shown) {}
