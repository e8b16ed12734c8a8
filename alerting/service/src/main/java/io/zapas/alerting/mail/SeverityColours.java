package io.zapas.alerting.mail;

import io.zapas.alerting.api.Alert;

/** The colour of the bar beside an alert: readable on light and dark. */
final class SeverityColours {
    static final String RESOLVED = "#16a34a";
    private static final String MILD = "#2563eb";

    private SeverityColours() {}

    /** @param severity may be null */
    static String of(Alert.Severity severity) {
        if (severity == null) {
            return MILD;
        }
        return switch (severity) {
            case CRITICAL -> "#dc2626";
            case HIGH -> "#ea580c";
            case MEDIUM -> "#ca8a04";
            case LOW -> MILD;
        };
    }
}
