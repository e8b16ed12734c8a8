package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;

/** Writes the one line that names an alert, in the house language. Pure; safe on every thread. */
@FunctionalInterface
public interface TitleWriter {
    String title(Alert alert);
}
