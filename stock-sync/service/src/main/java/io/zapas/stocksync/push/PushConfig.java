package io.zapas.stocksync.push;

import io.vertx.core.Vertx;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.stocksync.connector.ConnectorConfig;
import io.zapas.stocksync.connector.Connectors;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Configuration keys of pushing, those of the connectors included. */
public final class PushConfig {
    private static final ConfigKey<Boolean> ENABLED = ConfigKey.flag(
            "push.enabled",
            true,
            "whether quantities are sent to the channels that are configured for it; demo and replay send none unless this says so");

    private static final ConfigKey<Integer> MOST_ZEROS = ConfigKey.integer(
            "push.most-zeros",
            30,
            1,
            100,
            "percent of a channel's listings that may go to 0 within an hour before a person is asked; up to 20 listings, and those that show 2 units or less, always may; 100: all");

    private PushConfig() {}

    public static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>();
        keys.add(ENABLED);
        keys.add(MOST_ZEROS);
        keys.addAll(ConnectorConfig.keys());
        return List.copyOf(keys);
    }

    /** Percent of a channel's listings that may be told 0 within an hour unless a person approves. */
    public static int mostZeros(Config config) {
        return config.get(MOST_ZEROS);
    }

    /**
     * The channels that are pushed to.
     *
     * @throws IllegalArgumentException what is configured does not fit together, whether it is used or not
     */
    public static Connectors connectors(Config config, Vertx vertx, InstantSource clock) {
        Connectors connectors = ConnectorConfig.connectors(config, vertx, clock);
        if (config.get(ENABLED)) {
            return connectors;
        }
        connectors.close();
        return Connectors.NONE;
    }
}
