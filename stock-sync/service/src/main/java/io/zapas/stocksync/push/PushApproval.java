package io.zapas.stocksync.push;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A person says that the listings of a channel that are held back are to be told 0.
 *
 * @param asOf those that were held at this time
 * @param by who says so
 */
record PushApproval(String channel, Instant asOf, String by) {
    PushApproval {
        requireNonNull(channel, "channel");
        requireNonNull(asOf, "asOf");
    }

    /** The key of its record on {@code stock.pushes}: without a colon, which every listing's has. */
    String key() {
        return PushView.escaped(channel);
    }
}
