package io.zapas.alerting.report;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Change;
import java.time.Instant;
import java.util.Comparator;

/**
 * What a report needs of an alert, also when that itself is kept no longer.
 *
 * @param sku null: about none
 * @param resolvedAt null while it is open
 * @param handledAt when a person first did something about it, null: nobody has
 * @param falseAlarm people said so
 */
public record PastAlert(
        String id,
        Alert.Type type,
        String sku,
        Instant openedAt,
        Instant resolvedAt,
        Instant handledAt,
        boolean falseAlarm) {

    public static PastAlert of(Alert alert) {
        return new PastAlert(
                alert.id(),
                alert.type(),
                alert.sku(),
                alert.openedAt(),
                alert.resolvedAt(),
                alert.history().stream()
                        .filter(change -> change.by() != null)
                        .map(Change::at)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                alert.history().stream().anyMatch(change -> "FALSE_ALARM".equals(change.what())));
    }
}
