package io.zapas.suite;

import io.zapas.alerting.boot.AlertingService;
import io.zapas.forecast.boot.ForecastService;
import io.zapas.runtime.Service;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.ConfigLoader;
import io.zapas.runtime.config.LoadedConfig;
import io.zapas.runtime.config.RuntimeKeys;
import io.zapas.stocksync.boot.StockSyncService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The configuration of one run with the services it is for. The keys of every service are understood whichever of them run, so that the processes of
 * a split deployment may share one file.
 *
 * @param file may be null
 * @param split true: one service, on a Kafka and a Redis that others run
 * @param ownData true: a data directory of its own that is emptied first
 */
record Settings(
        Path file,
        Map<String, String> environment,
        List<Service> services,
        LoadedConfig config,
        boolean split,
        boolean ownData) {

    /** Where each service listens when it runs alone. */
    private static final Map<String, Integer> SPLIT_PORTS =
            Map.of("stock-sync", 8081, "forecast", 8082, "alerting", 8083);

    private static final String PUSH = "push.enabled";
    private static final String POLL = "poll.enabled";

    private static final Map<String, String> DEMO = Map.of(
            "alert.open-hold",
            "5s",
            "alert.group-wait",
            "5s",
            "alert.close-hold",
            "10m",
            "desync.settle",
            "20s",
            "desync.pass",
            "5s",
            // The sample shop's listings and orders are nobody's.
            PUSH,
            "false",
            POLL,
            "false");

    static Settings load(Path file) {
        return load(file, System.getenv());
    }

    static Settings load(Path file, Map<String, String> environment) {
        return of(file, environment, false);
    }

    private static Settings of(Path file, Map<String, String> environment, boolean ownData) {
        List<Service> services = List.of(new StockSyncService(), new ForecastService(), new AlertingService());
        List<ConfigKey<?>> keys = new ArrayList<>(RuntimeKeys.all());
        services.forEach(service -> keys.addAll(service.configKeys()));
        return new Settings(file, environment, services, ConfigLoader.load(keys, file, environment), false, ownData);
    }

    /**
     * One service alone, on the port of its own unless another one was configured, with its files in a part of its own of the data directory.
     * Throws {@link IllegalArgumentException} naming what is missing.
     */
    Settings forService(String name) {
        List<String> missing = Stream.of(RuntimeKeys.KAFKA_BOOTSTRAP, RuntimeKeys.REDIS_URI)
                .filter(key -> config.find(key).isEmpty())
                .map(key -> key.variable() + " (" + key.name() + ")")
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(name + " alone brings no Kafka and no Redis of its own; please set "
                    + String.join(" and ", missing));
        }
        Map<String, String> own = new HashMap<>();
        own.put(RuntimeKeys.DATA_DIR.variable(), dataDirectory().resolve(name).toString());
        if (!config.isGiven(RuntimeKeys.HTTP_PORT)) {
            own.put(RuntimeKeys.HTTP_PORT.variable(), Integer.toString(SPLIT_PORTS.get(name)));
        }
        Settings all = with(own);
        List<Service> one =
                services.stream().filter(service -> service.name().equals(name)).toList();
        return new Settings(file, all.environment, one, all.config, true, false);
    }

    /** With more variables, which win over all. */
    Settings with(Map<String, String> more) {
        Map<String, String> both = new HashMap<>(environment);
        both.putAll(more);
        Settings complete = of(file, both, ownData);
        return new Settings(file, both, services, complete.config, split, ownData);
    }

    /** History must not mix with a shop's stock, nor reach its channels, nor be reached by them. */
    Settings forReplay() {
        Path own = Path.of(config.get(RuntimeKeys.DATA_DIR)).resolve("replay");
        Map<String, String> apart = new HashMap<>();
        apart.put(RuntimeKeys.DATA_DIR.variable(), own.toString());
        for (String reaching : List.of(PUSH, POLL)) {
            if (!config.isGiven(key(reaching))) {
                apart.put(key(reaching).variable(), "false");
            }
        }
        Settings replay = with(apart);
        return new Settings(file, replay.environment, replay.services, replay.config, false, true);
    }

    /** A newcomer should see in two minutes what a shop sees in the course of a day: waits are shorter and no account is pushed to or read, unless that was configured. */
    Settings forDemo() {
        Map<String, String> shorter = new HashMap<>();
        DEMO.forEach((name, wait) -> {
            ConfigKey<?> key = key(name);
            if (!config.isGiven(key)) {
                shorter.put(key.variable(), wait);
            }
        });
        return with(shorter);
    }

    private ConfigKey<?> key(String name) {
        return services.stream()
                .flatMap(service -> service.configKeys().stream())
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Whether this process already has the name it is to have in its consumer groups. It needs one: after a crash it takes its old place at once by it, where it would wait
     * until its former self is given up. The newer protocol keeps that place for the former self whatever the name.
     */
    boolean namesInstance() {
        return config.find(RuntimeKeys.KAFKA_INSTANCE).isPresent()
                || !config.get(RuntimeKeys.KAFKA_GROUP_PROTOCOL).equals("classic");
    }

    Path dataDirectory() {
        return Path.of(config.get(RuntimeKeys.DATA_DIR)).toAbsolutePath().normalize();
    }
}
