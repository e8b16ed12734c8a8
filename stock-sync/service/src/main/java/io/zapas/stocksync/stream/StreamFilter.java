package io.zapas.stocksync.stream;

import java.util.Set;

/**
 * What a subscriber wants to hear.
 *
 * @param skus null: all
 * @param channel null: all; otherwise availability is reduced to what this channel may show, and what belongs to another channel is left out
 */
record StreamFilter(Set<StreamType> types, Set<String> skus, String channel) {

    boolean passes(StreamEvent event) {
        return types.contains(event.type())
                && (skus == null || (event.sku() != null && skus.contains(event.sku())))
                && (channel == null || event.channel() == null || channel.equals(event.channel()));
    }
}
