package io.zapas.alerting.render;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Notice;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Where on the dashboard a person finds an alert: {@code https://zapas.example.com/#alert=ID}. Immutable; safe on every thread.
 *
 * @param dashboard null: there are no links
 */
public record AlertLinks(URI dashboard) {
    /** What only stands in the list of a root cause has no place of its own. */
    private static final String HELD = "held/";

    /** Empty: it has no place of its own, or there are no links. */
    public Optional<String> to(Alert alert) {
        return dashboard == null || alert.id().startsWith(HELD)
                ? Optional.empty()
                : Optional.of(withPath(dashboard) + "#alert=" + alert.id());
    }

    /** Some, Alertmanager among them, take what follows the host for a part of it where there is no path. */
    private static String withPath(URI address) {
        return address.getRawPath() == null || address.getRawPath().isEmpty() ? address + "/" : address.toString();
    }

    /** To the whole list of a notice, as a CSV file; empty: there are no links. */
    public Optional<String> table(Notice notice) {
        return Optional.ofNullable(dashboard)
                .map(root -> root.toString().replaceAll("/+$", "") + "/v1/alerts?format=csv&notice="
                        + URLEncoder.encode(notice.deliveryId(), StandardCharsets.UTF_8));
    }

    /** To the only alert of a notice, or to all there are; empty: there are no links. */
    public Optional<String> to(Notice notice) {
        List<Alert> own = notice.alerts().stream()
                .filter(alert -> !alert.id().startsWith(HELD))
                .limit(2)
                .toList();
        return own.size() == 1 ? to(own.get(0)) : Optional.ofNullable(dashboard).map(URI::toString);
    }
}
