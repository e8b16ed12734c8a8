package io.zapas.alerting.api;

/** Name of the topic alerting writes, before the configured prefix. */
public final class AlertTopics {
    public static final String ALERTS = "alerts";

    private AlertTopics() {}
}
