package io.zapas.forecast.api;

/** Names of the topics forecast reads of planners and writes, before the configured prefix. */
public final class ForecastTopics {
    public static final String ADS_EVENTS = "ads.events";
    public static final String DEMAND_FORECAST = "demand.forecast";

    private ForecastTopics() {}
}
