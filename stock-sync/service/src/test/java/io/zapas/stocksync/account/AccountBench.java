package io.zapas.stocksync.account;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.runtime.config.ConfigLoader;
import io.zapas.runtime.config.LoadedConfig;
import io.zapas.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** An account as the configuration makes it, used on one context, before a stand-in of its system. */
public class AccountBench implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    private static final Duration SOON = Duration.ofSeconds(30);

    public final Vertx vertx = Vertx.vertx();
    public final SystemStandIn system = new SystemStandIn(vertx);
    public final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final Context context = vertx.getOrCreateContext();
    private final Map<String, String> config = new LinkedHashMap<>();
    private Accounts accounts;

    /** @param keysAndValues of the configuration; {@code {url}} is the stand-in's address */
    public AccountBench(String... keysAndValues) {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            config.put(keysAndValues[i], keysAndValues[i + 1].replace("{url}", system.url()));
        }
    }

    public static LoadedConfig config(Map<String, String> config) {
        Map<String, String> variables = new HashMap<>();
        config.forEach((name, text) ->
                variables.put("ZAPAS_" + name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), text));
        return ConfigLoader.load(Systems.keys(), null, variables);
    }

    public LoadedConfig config() {
        return config(config);
    }

    public Accounts accounts() {
        if (accounts == null) {
            accounts = Accounts.open(config(), vertx, now::get);
        }
        return accounts;
    }

    public <T> Future<T> run(Supplier<Future<T>> action) {
        Promise<T> done = Promise.promise();
        context.runOnContext(nothing -> action.get().onComplete(done));
        return done.future();
    }

    /** What it fails with. */
    public AccountException failure(Future<?> done) {
        Await.until(SOON, done::isComplete);
        if (done.succeeded()) {
            throw new AssertionError("did not fail: " + done.result());
        }
        return (AccountException) done.cause();
    }

    @Override
    public void close() {
        if (accounts != null) {
            Await.result(run(accounts::close));
        }
        system.close();
        Await.result(vertx.close());
    }
}
