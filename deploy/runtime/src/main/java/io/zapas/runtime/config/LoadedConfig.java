package io.zapas.runtime.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The configuration as loaded. Immutable. */
public final class LoadedConfig implements Config {
    private static final String MASK = "********";

    private final Map<String, Value> values;
    private final Map<String, String> free;

    LoadedConfig(Map<String, Value> values, Map<String, String> free) {
        this.values = new TreeMap<>(values);
        this.free = new TreeMap<>(free);
    }

    @Override
    public <T> T get(ConfigKey<T> key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException(key.name() + " has no value"));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> Optional<T> find(ConfigKey<T> key) {
        Value value = values.get(key.name());
        if (value == null) {
            throw new IllegalArgumentException(key.name() + " was not declared");
        }
        return Optional.ofNullable((T) value.parsed);
    }

    @Override
    public Map<String, String> section(String prefix) {
        Map<String, String> section = new TreeMap<>();
        free.forEach((name, text) -> {
            if (name.startsWith(prefix + ".")) {
                section.put(name.substring(prefix.length() + 1), text);
            }
        });
        return section;
    }

    /** Whether the file or the environment sets the key, be it to its default. */
    public boolean isGiven(ConfigKey<?> key) {
        Value value = values.get(key.name());
        return value != null && !value.origin.equals(ConfigLoader.DEFAULT);
    }

    /** One line per key: name, value (secrets masked), where it comes from, what it means. For people and for {@code --config}. */
    public String print() {
        StringBuilder text = new StringBuilder();
        for (Value value : values.values()) {
            String shown =
                    value.text == null ? "" : value.key.secret() ? MASK : '"' + value.text.replace("\"", "\\\"") + '"';
            text.append("# ").append(value.key.help()).append(" (").append(value.key.variable());
            text.append(", ").append(value.origin).append(")\n");
            text.append(value.text == null ? "# " : "")
                    .append(value.key.name())
                    .append(": ")
                    .append(shown)
                    .append('\n');
        }
        free.keySet()
                .forEach(name -> text.append(name).append(": ").append(MASK).append('\n'));
        return text.toString();
    }

    record Value(ConfigKey<?> key, String text, Object parsed, String origin) {}
}
