package io.zapas.stocksync.push;

import io.vertx.core.Vertx;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.stocksync.account.Accounts;
import io.zapas.stocksync.connector.Connector;
import io.zapas.stocksync.connector.ConnectorConfig;
import java.util.List;

/** Configuration keys of pushing. */
public final class PushConfig {
    private static final ConfigKey<Boolean> ENABLED = ConfigKey.flag(
            "push.enabled",
            true,
            "whether quantities are sent to the accounts that are used for it; demo and replay send none unless this says so");

    private static final ConfigKey<Integer> MOST_ZEROS = ConfigKey.integer(
            "push.most-zeros",
            30,
            1,
            100,
            "percent of a channel's listings that may go to 0 within an hour before a person is asked; up to 20 listings, and those that show 2 units or less, always may; 100: all");

    private PushConfig() {}

    public static List<ConfigKey<?>> keys() {
        return List.of(ENABLED, MOST_ZEROS);
    }

    /** Percent of a channel's listings that may be told 0 within an hour unless a person approves. */
    public static int mostZeros(Config config) {
        return config.get(MOST_ZEROS);
    }

    /** The channels that are pushed to. */
    public static List<Connector> connectors(Config config, Vertx vertx, Accounts accounts) {
        return config.get(ENABLED) ? ConnectorConfig.connectors(config, vertx, accounts) : List.of();
    }
}
