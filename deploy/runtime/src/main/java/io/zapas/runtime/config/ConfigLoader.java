package io.zapas.runtime.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the YAML file (nested or dotted keys) and the environment, which wins, into declared keys. Stateless. */
public final class ConfigLoader {
    /** Sections whose names belong to somebody else: settings handed on to the Kafka clients. */
    static final List<String> FREE_SECTIONS = List.of("kafka.client.");
    /** Variables with our prefix that are not configuration of a process: they belong to the tests and to the start script. */
    private static final List<String> FOREIGN_VARIABLES = List.of("ZAPAS_TEST_", "ZAPAS_SHARED", "ZAPAS_JAVA_OPTS");

    /** Origin of a value that nobody gave. */
    static final String DEFAULT = "default";

    private static final String VARIABLE_PREFIX = "ZAPAS_";

    private ConfigLoader() {}

    /**
     * @param file may be null: only the environment
     * @throws ConfigException naming every unknown key, unknown {@code ZAPAS_} variable and bad value
     */
    public static LoadedConfig load(Collection<ConfigKey<?>> declared, Path file, Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        Map<String, ConfigKey<?>> keys = new TreeMap<>();
        declared.forEach(key -> keys.put(key.name(), key));
        Map<String, ConfigKey<?>> variables =
                keys.values().stream().collect(Collectors.toMap(ConfigKey::variable, key -> key));

        Map<String, Given> given = new LinkedHashMap<>();
        Map<String, String> free = new TreeMap<>();
        readFile(file, problems).forEach((name, text) -> {
            if (keys.containsKey(name)) {
                given.put(name, new Given(text, name + " in " + file));
            } else if (FREE_SECTIONS.stream().anyMatch(name::startsWith)) {
                free.put(name, text);
            } else {
                problems.add("unknown key " + name + " in " + file);
            }
        });
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (!variable.startsWith(VARIABLE_PREFIX)
                    || FOREIGN_VARIABLES.stream().anyMatch(variable::startsWith)) {
                return;
            }
            ConfigKey<?> key = variables.get(variable);
            if (key == null) {
                problems.add("unknown variable " + variable);
            } else if (!text.isBlank()) {
                given.put(key.name(), new Given(text, variable));
            }
        });

        Map<String, LoadedConfig.Value> values = new TreeMap<>();
        for (ConfigKey<?> key : keys.values()) {
            Given one = given.getOrDefault(key.name(), new Given(key.defaultText(), DEFAULT));
            values.put(key.name(), parse(key, one, problems));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new LoadedConfig(values, free);
    }

    private static LoadedConfig.Value parse(ConfigKey<?> key, Given given, List<String> problems) {
        if (given.text == null) {
            return new LoadedConfig.Value(key, null, null, given.origin);
        }
        try {
            return new LoadedConfig.Value(key, given.text, key.parser().apply(given.text), given.origin);
        } catch (IllegalArgumentException e) {
            String was = key.secret() ? "" : ", was \"" + given.text + '"';
            problems.add(given.origin + ": " + e.getMessage() + was);
            return new LoadedConfig.Value(key, null, null, given.origin);
        }
    }

    private static Map<String, String> readFile(Path file, List<String> problems) {
        Map<String, String> flat = new LinkedHashMap<>();
        if (file == null) {
            return flat;
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            if (root instanceof Map<?, ?> map) {
                flatten("", map, flat);
            } else if (root != null) {
                problems.add(file + " must hold keys and values");
            }
        } catch (IOException e) {
            problems.add("cannot read " + file + ": " + e.getMessage());
        } catch (YAMLException e) {
            problems.add(file + " is not YAML: " + e.getMessage());
        }
        return flat;
    }

    private static void flatten(String prefix, Map<?, ?> map, Map<String, String> flat) {
        map.forEach((name, value) -> {
            String path = prefix + name;
            if (value instanceof Map<?, ?> inner) {
                flatten(path + ".", inner, flat);
            } else if (value instanceof Collection<?> list) {
                flat.put(path, list.stream().map(String::valueOf).collect(Collectors.joining(",")));
            } else if (value != null) {
                flat.put(path, value.toString());
            }
        });
    }

    private record Given(String text, String origin) {}
}
