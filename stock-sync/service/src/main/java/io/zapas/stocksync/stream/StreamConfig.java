package io.zapas.stocksync.stream;

import io.zapas.runtime.config.ConfigKey;
import java.util.List;

/** Configuration keys of the live stream. */
public final class StreamConfig {
    public static final ConfigKey<Integer> SUBSCRIBERS = ConfigKey.integer(
            "stream.subscribers", 1_000, 1, 100_000, "how many may listen to /v1/stream of this process at once");

    private StreamConfig() {}

    public static List<ConfigKey<?>> keys() {
        return List.of(SUBSCRIBERS);
    }
}
