package io.zapas.alerting;

import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import java.util.Map;
import java.util.Optional;

/** A configuration of which some keys are given, the others at their defaults. */
public record GivenConfig(Map<String, String> given) implements Config {
    @Override
    public <T> T get(ConfigKey<T> key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException(key.name()));
    }

    @Override
    public Map<String, String> section(String prefix) {
        return Map.of();
    }

    @Override
    public <T> Optional<T> find(ConfigKey<T> key) {
        return Optional.ofNullable(given.getOrDefault(key.name(), key.defaultText()))
                .map(key.parser());
    }
}
