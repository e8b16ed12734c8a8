package io.zapas.stocksync.desync;

import io.zapas.stocksync.domain.Evidence;
import java.util.List;

/**
 * Orders and reservations of one channel that hold units of one SKU.
 *
 * @param atLeast there may be more: only the youngest of all channels were looked at
 */
record OpenOrders(int orders, long units, boolean atLeast) {

    static OpenOrders of(String channel, Evidence evidence) {
        List<Evidence.Holder> own = evidence.holders().stream()
                .filter(holder -> channel.equals(holder.channel()))
                .toList();
        return new OpenOrders(
                own.size(),
                own.stream().mapToLong(Evidence.Holder::units).sum(),
                evidence.open() > evidence.holders().size());
    }
}
