package io.zapas.stocksync.desync;

import io.zapas.runtime.config.ConfigKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configuration keys of desync detection. */
public final class DesyncConfig {
    public static final ConfigKey<Duration> SETTLE = ConfigKey.duration(
            "desync.settle",
            "60s",
            "time within which a channel shows a new quantity and we hear of it; longer is learned per channel, up to ten times this");
    public static final ConfigKey<Duration> PASS =
            ConfigKey.duration("desync.pass", "15s", "how often every listing is checked");
    public static final ConfigKey<Map<String, Duration>> SOURCES_MAX_AGE = new ConfigKey<>(
            "sources.max-age",
            "the longest silence of each source, such as erp-subiekt=2h,shop=30m; none: no source goes stale",
            "",
            false,
            DesyncConfig::parseMaxAges);

    private DesyncConfig() {}

    public static List<ConfigKey<?>> keys() {
        return List.of(SETTLE, PASS, SOURCES_MAX_AGE);
    }

    /** A source may hold any character but a comma: the last {@code =} of an element divides. */
    private static Map<String, Duration> parseMaxAges(String text) {
        Map<String, Duration> ages = new LinkedHashMap<>();
        for (String element : text.split(",")) {
            if (element.isBlank()) {
                continue;
            }
            int divider = element.lastIndexOf('=');
            String source = divider < 0 ? "" : element.substring(0, divider).strip();
            if (source.isEmpty()) {
                throw new IllegalArgumentException("must be a list such as erp-subiekt=2h,shop=30m");
            }
            Duration age = PASS.parser().apply(element.substring(divider + 1));
            if (age.isZero()) {
                throw new IllegalArgumentException("must allow " + source + " some silence");
            }
            ages.put(source, age);
        }
        return Map.copyOf(ages);
    }
}
