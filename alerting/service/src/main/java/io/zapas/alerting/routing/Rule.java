package io.zapas.alerting.routing;

import io.zapas.alerting.api.Alert;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A rule of the routing. An empty set matches everything.
 *
 * @param classes {@code A}, {@code B}, {@code C}, or {@link #NONE} for an article without one
 * @param owners names, or {@link #NONE} for alerts that nobody owns
 * @param targets as configured: {@code slack}, {@code slack=CHANNEL}, {@code mail}, {@code mail=ADDRESSES}, {@code mail=owner},
 *     a name of {@link #RECEIVERS}; empty: digest only
 */
public record Rule(
        String name,
        Set<Alert.Severity> severities,
        Set<String> classes,
        Set<String> owners,
        Set<Alert.Type> types,
        List<String> targets) {
    static final String NONE = "none";
    /** Targets that are destinations of their own, and the key that configures each. */
    static final Map<String, String> RECEIVERS = Collections.unmodifiableMap(
            new TreeMap<>(Map.of("webhook", "webhook.url", "teams", "teams.url", "alertmanager", "alertmanager.url")));

    boolean matches(Case one) {
        return allows(severities, one.severity)
                && allows(classes, one.abc)
                && allows(owners, one.owner)
                && allows(types, one.type);
    }

    private static <T> boolean allows(Set<T> allowed, T value) {
        return allowed.isEmpty() || allowed.contains(value);
    }

    /** What rules look at. */
    record Case(Alert.Severity severity, String abc, String owner, Alert.Type type) {
        static Case of(Alert alert) {
            String abc =
                    alert.facts().get("abc") instanceof String text ? text.toUpperCase(java.util.Locale.ROOT) : NONE;
            return new Case(alert.severity(), abc, alert.owner() == null ? NONE : alert.owner(), alert.type());
        }
    }
}
