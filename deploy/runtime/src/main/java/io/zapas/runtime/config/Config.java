package io.zapas.runtime.config;

import java.util.Map;
import java.util.Optional;

/** The effective configuration: parsed and checked once, immutable afterwards. Safe on every thread. */
public interface Config {

    /** The value of a key that has a default. Throws {@link IllegalArgumentException} for a key nobody declared. */
    <T> T get(ConfigKey<T> key);

    /** The value of a key that may be absent. */
    <T> Optional<T> find(ConfigKey<T> key);

    /** The values of a section whose names are free, such as {@code kafka.client}, by the name behind the prefix. */
    Map<String, String> section(String prefix);
}
