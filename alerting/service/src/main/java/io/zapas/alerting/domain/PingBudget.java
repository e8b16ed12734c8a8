package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Life.Ping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often people may be told about the same thing: once an hour and three times in 24 hours. What is worse than anything told in that time is told
 * at once. Shortage and out of stock of one SKU are the same thing; any other problem stands for itself. Nothing is dropped: a ping without budget waits,
 * and is told if it is still true by then. Not safe for concurrent use.
 */
final class PingBudget {
    static final Duration SPACING = Duration.ofHours(1);
    static final Duration DAY = Duration.ofHours(24);
    static final int PER_DAY = 3;

    private final Map<String, List<Ping>> pings = new HashMap<>();

    void load(Tracked tracked) {
        for (Ping ping : tracked.life().pings()) {
            told(tracked.alert(), ping);
        }
    }

    void told(Alert alert, Ping ping) {
        List<Ping> known = pings.computeIfAbsent(key(alert), k -> new ArrayList<>());
        Instant start = ping.at().minus(DAY);
        known.removeIf(old -> old.at().isBefore(start));
        known.add(ping);
        known.sort((one, other) -> one.at().compareTo(other.at()));
    }

    /** The earliest moment at which this alert may be told. */
    Instant free(Alert alert, Instant now) {
        List<Ping> known = pings.get(key(alert));
        if (known == null) {
            return now;
        }
        known.removeIf(ping -> !ping.at().isAfter(now.minus(DAY)));
        if (known.isEmpty()) {
            pings.remove(key(alert));
            return now;
        }
        if (known.stream().allMatch(ping -> worse(alert.severity(), ping.severity()))) {
            return now;
        }
        Instant free = known.get(known.size() - 1).at().plus(SPACING);
        if (known.size() >= PER_DAY) {
            Instant nextDay = known.get(known.size() - PER_DAY).at().plus(DAY);
            free = nextDay.isAfter(free) ? nextDay : free;
        }
        return free;
    }

    private static boolean worse(Severity one, Severity other) {
        return one.compareTo(other) < 0;
    }

    private static String key(Alert alert) {
        boolean stock = alert.type() == Alert.Type.OUT_OF_STOCK || alert.type() == Alert.Type.SHORTAGE;
        return stock ? "stock " + alert.sku() : alert.fingerprint();
    }
}
