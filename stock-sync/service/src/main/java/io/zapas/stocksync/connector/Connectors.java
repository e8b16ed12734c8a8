package io.zapas.stocksync.connector;

import io.vertx.core.Future;
import java.util.List;

/** The channels that are configured, and what they share. */
public interface Connectors {

    /** No channel is pushed to. */
    Connectors NONE = new Connectors() {
        @Override
        public List<Connector> all() {
            return List.of();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    };

    /** One per channel, none for systems without credentials. */
    List<Connector> all();

    /** Gives up what is under way. Never fails. */
    Future<Void> close();
}
