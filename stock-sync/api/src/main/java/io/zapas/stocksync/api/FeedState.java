package io.zapas.stocksync.api;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * How far one feed of another system was read: the value of {@code stock.feeds}.
 *
 * @param system the system's name, such as {@code allegro}
 * @param feed what of it is read, such as {@code orders}
 * @param channel what we call the account's channel
 * @param cursor where to read on, in the feed's own words; null: it was never read
 * @param readAt when the system answered last; null: never
 * @param at when this was written
 * @param failingSince since when nothing could be read; null: the last answer could be used
 * @param problem why, in words for people; null unless it fails
 */
public record FeedState(
        String system,
        String feed,
        String channel,
        String cursor,
        Instant readAt,
        Instant at,
        Instant failingSince,
        String problem) {

    public FeedState {
        requireNonNull(system, "system");
        requireNonNull(feed, "feed");
        requireNonNull(channel, "channel");
        requireNonNull(at, "at");
    }

    /** The key of its records. */
    public String id() {
        return id(system, feed);
    }

    /** Neither name has a slash in it. */
    public static String id(String system, String feed) {
        return system + "/" + feed;
    }
}
