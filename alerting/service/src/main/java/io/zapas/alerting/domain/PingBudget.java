package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Life.Ping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often people may be told about the same thing: once an hour and three times in 24 hours. What is worse than anything told in that time is told
 * at once. Shortage and out of stock of one SKU are the same thing; any other problem stands for itself. Nothing is dropped: a ping without budget waits,
 * and is told if it is still true by then. Alerts remember their pings; here are only those of alerts that are not kept any more. Not safe for concurrent use.
 */
final class PingBudget {
    static final Duration SPACING = Duration.ofHours(1);
    static final Duration DAY = Duration.ofHours(24);
    static final int PER_DAY = 3;

    private final Map<String, List<Ping>> forgottenPings = new HashMap<>();

    /** The alert is not kept any more: what people were told of it lately still counts. */
    void keep(Tracked forgotten, Instant now) {
        List<Ping> recent = recent(forgotten.life().pings(), now);
        if (!recent.isEmpty()) {
            forgottenPings
                    .computeIfAbsent(key(forgotten.alert()), k -> new ArrayList<>())
                    .addAll(recent);
        }
    }

    /**
     * The earliest moment at which this alert may be told.
     *
     * @param subject the newest alerts of its subject, itself included
     */
    Instant free(Tracked tracked, Collection<Tracked> subject, Instant now) {
        Alert alert = tracked.alert();
        String key = key(alert);
        List<Ping> known = new ArrayList<>();
        List<Ping> forgotten = forgottenPings.get(key);
        if (forgotten != null) {
            known.addAll(recent(forgotten, now));
            if (known.isEmpty()) {
                forgottenPings.remove(key);
            }
        }
        for (Tracked other : subject) {
            if (key(other.alert()).equals(key)) {
                known.addAll(recent(other.life().pings(), now));
            }
        }
        if (known.isEmpty()) {
            return now;
        }
        known.sort(Comparator.comparing(Ping::at));
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

    private static List<Ping> recent(List<Ping> pings, Instant now) {
        Instant start = now.minus(DAY);
        return pings.stream().filter(ping -> ping.at().isAfter(start)).toList();
    }

    private static boolean worse(Severity one, Severity other) {
        return one.compareTo(other) < 0;
    }

    private static String key(Alert alert) {
        boolean stock = alert.type() == Alert.Type.OUT_OF_STOCK || alert.type() == Alert.Type.SHORTAGE;
        return stock ? "stock " + alert.sku() : alert.fingerprint();
    }
}
