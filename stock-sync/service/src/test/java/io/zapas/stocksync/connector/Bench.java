package io.zapas.stocksync.connector;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.runtime.config.ConfigLoader;
import io.zapas.runtime.config.LoadedConfig;
import io.zapas.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A connector as the configuration makes it, on one context, before a stand-in of its system. */
final class Bench implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    final Vertx vertx = Vertx.vertx();
    final SystemStandIn system = new SystemStandIn(vertx);
    final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final Context context = vertx.getOrCreateContext();
    private final Map<String, String> config = new LinkedHashMap<>();
    private Connectors connectors;

    /** @param keysAndValues of the configuration; {@code {url}} is the stand-in's address */
    static Bench of(String... keysAndValues) {
        Bench bench = new Bench();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            bench.config.put(keysAndValues[i], keysAndValues[i + 1].replace("{url}", bench.system.url()));
        }
        return bench;
    }

    static LoadedConfig config(Map<String, String> config) {
        Map<String, String> variables = new HashMap<>();
        config.forEach((name, text) ->
                variables.put("ZAPAS_" + name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), text));
        return ConfigLoader.load(ConnectorConfig.keys(), null, variables);
    }

    static Wish wish(String offerId, long quantity) {
        return new Wish(offerId, "SKU-" + offerId, quantity, null);
    }

    Connectors connectors() {
        if (connectors == null) {
            InstantSource clock = now::get;
            connectors = ConnectorConfig.connectors(config(config), vertx, clock);
        }
        return connectors;
    }

    Connector connector() {
        return connectors().all().get(0);
    }

    Future<Pushed> start(Wish... wishes) {
        Connector connector = connector();
        return run(() -> connector.push(List.of(wishes)));
    }

    <T> Future<T> run(Supplier<Future<T>> action) {
        Promise<T> done = Promise.promise();
        context.runOnContext(nothing -> action.get().onComplete(done));
        return done.future();
    }

    Pushed push(Wish... wishes) {
        return Await.result(start(wishes));
    }

    /** What a push fails with. */
    ChannelException failure(Wish... wishes) {
        Future<Pushed> done = start(wishes);
        Await.until(Duration.ofSeconds(30), done::isComplete);
        if (done.succeeded()) {
            throw new AssertionError("did not fail: " + done.result());
        }
        return (ChannelException) done.cause();
    }

    @Override
    public void close() {
        if (connectors != null) {
            Await.result(run(connectors::close));
        }
        system.close();
        Await.result(vertx.close());
    }
}
