package io.zapas.runtime.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Function;

/**
 * A declared configuration key: dotted lower-case {@code name} in the YAML file ({@code slack.signing-secret}), and the environment
 * variable {@code ZAPAS_} + upper case with {@code _} ({@code ZAPAS_SLACK_SIGNING_SECRET}), which wins.
 *
 * @param parser turns the text into the value or throws {@link IllegalArgumentException} with what is allowed
 * @param defaultText parsed like a given value; null: no value
 * @param secret masked wherever the configuration is printed
 */
public record ConfigKey<T>(String name, String help, String defaultText, boolean secret, Function<String, T> parser) {

    public static ConfigKey<String> text(String name, String defaultText, String help) {
        return new ConfigKey<>(name, help, defaultText, false, text -> text);
    }

    public static ConfigKey<String> secret(String name, String help) {
        return new ConfigKey<>(name, help, null, true, text -> text);
    }

    public static ConfigKey<Integer> integer(String name, int defaultValue, int min, int max, String help) {
        return new ConfigKey<>(name, help, Integer.toString(defaultValue), false, text -> {
            int value;
            try {
                value = Integer.parseInt(text.strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("must be a whole number", e);
            }
            if (value < min || value > max) {
                throw new IllegalArgumentException("must be from " + min + " to " + max);
            }
            return value;
        });
    }

    /** A duration such as {@code 500ms}, {@code 30s}, {@code 10m}, {@code 2h}, {@code 7d}. */
    public static ConfigKey<Duration> duration(String name, String defaultText, String help) {
        return new ConfigKey<>(name, help, defaultText, false, Durations::parse);
    }

    public static ConfigKey<Boolean> flag(String name, boolean defaultValue, String help) {
        return new ConfigKey<>(name, help, Boolean.toString(defaultValue), false, text -> switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        });
    }

    public static ConfigKey<ZoneId> zone(String name, String defaultText, String help) {
        return new ConfigKey<>(name, help, defaultText, false, text -> {
            try {
                return ZoneId.of(text.strip());
            } catch (java.time.DateTimeException e) {
                throw new IllegalArgumentException("must be a time zone such as Europe/Warsaw", e);
            }
        });
    }

    /** The environment variable that overrides the file. */
    public String variable() {
        return "ZAPAS_" + name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
