package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;

/** Decides where an alert is told. Pure; safe on every thread. */
@FunctionalInterface
public interface Router {
    Router EVERYWHERE = alert -> Route.EVERYWHERE;

    Route route(Alert alert);
}
