package io.zapas.stocksync.connector;

import io.vertx.core.Future;
import io.zapas.stocksync.account.AccountBench;
import io.zapas.stocksync.account.AccountException;
import io.zapas.testkit.Await;
import java.util.List;

/** A connector as the configuration makes it, on one context, before a stand-in of its system. */
final class Bench extends AccountBench {
    private Connector connector;

    private Bench(String... keysAndValues) {
        super(keysAndValues);
    }

    /** @param keysAndValues of the configuration; {@code {url}} is the stand-in's address */
    static Bench of(String... keysAndValues) {
        return new Bench(keysAndValues);
    }

    static Wish wish(String offerId, long quantity) {
        return new Wish(offerId, "SKU-" + offerId, quantity, null);
    }

    Connector connector() {
        if (connector == null) {
            connector = ConnectorConfig.connectors(config(), vertx, accounts()).get(0);
        }
        return connector;
    }

    Future<Pushed> start(Wish... wishes) {
        Connector pushed = connector();
        return run(() -> pushed.push(List.of(wishes)));
    }

    Pushed push(Wish... wishes) {
        return Await.result(start(wishes));
    }

    /** What a push fails with. */
    AccountException failure(Wish... wishes) {
        return failure(start(wishes));
    }
}
