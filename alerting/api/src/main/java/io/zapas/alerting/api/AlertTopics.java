package io.zapas.alerting.api;

/** Names of the topics alerting writes, before the configured prefix. */
public final class AlertTopics {
    public static final String ALERTS = "alerts";

    /** Internal: whoever is assigned its only partition is the process that judges and sends. Nothing is written there. */
    public static final String ALERTS_SEAT = "alerts.seat";

    private AlertTopics() {}
}
