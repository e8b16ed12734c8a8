package io.zapas.stocksync.connector;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import java.util.List;

/** Connectors over one HTTP client. */
final class OpenConnectors implements Connectors {
    private final List<Connector> all;
    private final HttpClient client;
    private final Waits waits;

    OpenConnectors(List<Connector> all, HttpClient client, Waits waits) {
        this.all = List.copyOf(all);
        this.client = client;
        this.waits = waits;
    }

    @Override
    public List<Connector> all() {
        return all;
    }

    @Override
    public Future<Void> close() {
        waits.close();
        return client.close().otherwiseEmpty();
    }
}
