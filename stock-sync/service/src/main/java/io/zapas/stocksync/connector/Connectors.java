package io.zapas.stocksync.connector;

import io.vertx.core.Future;
import java.util.List;

/** The channels that are configured, and what they share. */
public interface Connectors {

    /** One per channel, none for systems without credentials. */
    List<Connector> all();

    /** Gives up what is under way. Never fails. */
    Future<Void> close();
}
