package io.zapas.stocksync.desync;

import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.stocksync.domain.Silence;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

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

    public static final ConfigKey<Map<String, Long>> SOURCES_WHEN_SILENT = new ConfigKey<>(
            "sources.when-silent",
            "what becomes of the SKUs of a source that is silent for longer than its max-age, such as erp-subiekt=zero,shop=5: keep sells what was known last"
                    + " (default), zero sells nothing, a number sells all but so many units",
            "",
            false,
            DesyncConfig::parseSilences);

    private DesyncConfig() {}

    /**
     * What is declared for each source with a longest silence.
     *
     * @throws IllegalArgumentException a source has a declaration and no longest silence
     */
    public static Map<String, Silence> silences(Config config) {
        Map<String, Duration> ages = config.get(SOURCES_MAX_AGE);
        Map<String, Long> kept = config.get(SOURCES_WHEN_SILENT);
        kept.keySet().stream()
                .filter(source -> !ages.containsKey(source))
                .findFirst()
                .ifPresent(source -> {
                    throw new IllegalArgumentException("sources.when-silent: " + source + " has no sources.max-age");
                });
        Map<String, Silence> silences = new LinkedHashMap<>();
        ages.forEach((source, age) -> silences.put(source, new Silence(age, kept.getOrDefault(source, 0L))));
        return silences;
    }

    private static Map<String, Long> parseSilences(String text) {
        return pairs(text, "must be a list such as erp-subiekt=zero,shop=5", (source, value) -> switch (value) {
            case "keep" -> 0L;
            case "zero" -> Silence.ALL;
            default -> units(source, value);
        });
    }

    private static Long units(String source, String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(
                    source + " must be keep, zero or a number of units, was \"" + value + "\"");
        }
        return Long.valueOf(value);
    }

    public static List<ConfigKey<?>> keys() {
        return List.of(SETTLE, PASS, SOURCES_MAX_AGE, SOURCES_WHEN_SILENT);
    }

    private static Map<String, Duration> parseMaxAges(String text) {
        return pairs(text, "must be a list such as erp-subiekt=2h,shop=30m", (source, value) -> {
            Duration age = PASS.parser().apply(value);
            if (age.isZero()) {
                throw new IllegalArgumentException("must allow " + source + " some silence");
            }
            return age;
        });
    }

    /** A source may hold any character but a comma: the last {@code =} of an element divides. */
    private static <T> Map<String, T> pairs(String text, String rule, BiFunction<String, String, T> value) {
        Map<String, T> pairs = new LinkedHashMap<>();
        for (String element : text.split(",")) {
            if (element.isBlank()) {
                continue;
            }
            int divider = element.lastIndexOf('=');
            String source = divider < 0 ? "" : element.substring(0, divider).strip();
            if (source.isEmpty()) {
                throw new IllegalArgumentException(rule);
            }
            pairs.put(source, value.apply(source, element.substring(divider + 1).strip()));
        }
        return Map.copyOf(pairs);
    }
}
