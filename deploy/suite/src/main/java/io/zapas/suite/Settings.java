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

/**
 * The configuration of one run with the services it is for.
 *
 * @param file may be null
 * @param ownData true: a data directory of its own that is emptied first
 */
record Settings(
        Path file, Map<String, String> environment, List<Service> services, LoadedConfig config, boolean ownData) {

    private static final Map<String, String> DEMO_WAITS =
            Map.of("alert.open-hold", "5s", "alert.group-wait", "5s", "desync.settle", "20s", "desync.pass", "5s");

    static Settings load(Path file) {
        return of(file, System.getenv(), false);
    }

    private static Settings of(Path file, Map<String, String> environment, boolean ownData) {
        List<Service> services = List.of(new StockSyncService(), new ForecastService(), new AlertingService());
        List<ConfigKey<?>> keys = new ArrayList<>(RuntimeKeys.all());
        services.forEach(service -> keys.addAll(service.configKeys()));
        return new Settings(file, environment, services, ConfigLoader.load(keys, file, environment), ownData);
    }

    /** With more variables, which win over all. */
    Settings with(Map<String, String> more) {
        Map<String, String> both = new HashMap<>(environment);
        both.putAll(more);
        return of(file, both, ownData);
    }

    /** History must not mix with a shop's stock. */
    Settings forReplay() {
        Path own = Path.of(config.get(RuntimeKeys.DATA_DIR)).resolve("replay");
        Settings replay = with(Map.of(RuntimeKeys.DATA_DIR.variable(), own.toString()));
        return new Settings(file, replay.environment, replay.services, replay.config, true);
    }

    /** A newcomer should see in two minutes what a shop sees in the course of a day: waits are shorter, unless they were configured. */
    Settings forDemo() {
        Map<String, String> shorter = new HashMap<>();
        DEMO_WAITS.forEach((name, wait) -> {
            ConfigKey<?> key = services.stream()
                    .flatMap(service -> service.configKeys().stream())
                    .filter(known -> known.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            if (config.get(key).equals(key.parser().apply(key.defaultText()))) {
                shorter.put(key.variable(), wait);
            }
        });
        return with(shorter);
    }

    Path dataDirectory() {
        return Path.of(config.get(RuntimeKeys.DATA_DIR)).toAbsolutePath().normalize();
    }
}
