package io.zapas.stocksync.relay;

import io.vertx.core.Future;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import java.util.List;

/** Where the relay puts what the store wrote, so that the store can be rebuilt from it. All on one Vert.x context. */
public interface Safekeeping {

    /** Whether the store is known to be the one that was written down; else nothing may be relayed from it. */
    boolean established();

    /** Epoch of the store this instance works with, whether it relays from it or not; -1: none yet. */
    long epoch();

    /**
     * Makes sure of it, and rebuilds the store if it is another one. At the beginning of every reign, and after every doubt.
     */
    Future<Void> establish();

    /**
     * Writes down what is not written down yet; completes when Kafka has it. Fails, and puts the store in doubt, when an item does not follow from the one
     * before it, or when somebody else wrote meanwhile.
     *
     * @param items in the order of the outbox, without a gap
     */
    Future<Void> keep(List<OutboxItem> items);
}
