package io.zapas.stocksync.desync;

import io.zapas.runtime.config.Config;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * @param settle floor of the time a channel is given to follow
 * @param pass time between two passes
 * @param sourceMaxAge longest silence per source; a source that is not named never goes stale
 */
public record DesyncSettings(Duration settle, Duration pass, Map<String, Duration> sourceMaxAge) {
    public DesyncSettings {
        if (settle.toMillis() < 1 || pass.toMillis() < 1) {
            throw new IllegalArgumentException("desync.settle and desync.pass must be longer than 0");
        }
        sourceMaxAge = Map.copyOf(sourceMaxAge);
    }

    public static DesyncSettings from(Config config) {
        return new DesyncSettings(
                config.get(DesyncConfig.SETTLE),
                config.get(DesyncConfig.PASS),
                config.get(DesyncConfig.SOURCES_MAX_AGE));
    }

    /** With more sources that must not fall silent; what was declared of one of them stands. */
    public DesyncSettings withSources(Map<String, Duration> more) {
        Map<String, Duration> all = new HashMap<>(more);
        all.putAll(sourceMaxAge);
        return new DesyncSettings(settle, pass, all);
    }
}
