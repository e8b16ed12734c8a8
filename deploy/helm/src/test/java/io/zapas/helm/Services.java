package io.zapas.helm;

import io.zapas.alerting.boot.AlertingService;
import io.zapas.forecast.boot.ForecastService;
import io.zapas.runtime.Service;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.RuntimeKeys;
import io.zapas.stocksync.boot.StockSyncService;
import java.util.ArrayList;
import java.util.List;

/** What the services themselves say of what they understand. */
final class Services {
    static final List<Service> ALL = List.of(new StockSyncService(), new ForecastService(), new AlertingService());
    static final List<String> NAMES = ALL.stream().map(Service::name).toList();

    private Services() {}

    /** Every key that a process of a split deployment understands, whichever service it runs. */
    static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>(RuntimeKeys.all());
        ALL.forEach(service -> keys.addAll(service.configKeys()));
        return keys;
    }
}
