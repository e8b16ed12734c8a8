package io.zapas.alerting.eligibility;

/** Why figures are not good enough to change a state. */
public enum Doubt {
    /** Nobody told how much there is. */
    STOCK_UNKNOWN,
    /** Its source has been silent for longer than declared. */
    STOCK_STALE,
    /** Its source has an open alert: it is silent, or dropped too much at once. */
    SOURCE_IN_ALERT,
    /** The forecast was not renewed in time. */
    FORECAST_OLD
}
