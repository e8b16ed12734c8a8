package io.zapas.alerting.boot;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.zapas.alerting.api.Alert;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Gauges of open alerts by type, counted every {@value #TICKS_PER_COUNT} looks. On the engine's context. */
final class OpenAlerts {
    private static final int TICKS_PER_COUNT = 20;

    private final Map<Alert.Type, AtomicLong> open = new EnumMap<>(Alert.Type.class);
    private int looks;

    OpenAlerts(MeterRegistry meters) {
        for (Alert.Type type : Alert.Type.values()) {
            open.put(type, meters.gauge("zapas.alerting.open", List.of(Tag.of("type", type.name())), new AtomicLong()));
        }
    }

    void look(Supplier<Map<Alert.Type, Long>> alerts) {
        if (looks++ % TICKS_PER_COUNT != 0) {
            return;
        }
        Map<Alert.Type, Long> counts = alerts.get();
        open.forEach((type, gauge) -> gauge.set(counts.getOrDefault(type, 0L)));
    }

    /** This process counts none any more: another one does. */
    void forget() {
        open.values().forEach(gauge -> gauge.set(0));
    }
}
