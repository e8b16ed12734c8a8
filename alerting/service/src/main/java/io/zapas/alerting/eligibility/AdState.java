package io.zapas.alerting.eligibility;

/** What an ad platform should do with a SKU, the mildest first. */
public enum AdState {
    /** Advertise. */
    ELIGIBLE,
    /** Advertise with a share of the traffic. */
    THROTTLE,
    /** Do not advertise for now. */
    PAUSE,
    /** Do not advertise: for longer than a pause may last, or for good. */
    EXCLUDE;

    boolean advertised() {
        return this == ELIGIBLE || this == THROTTLE;
    }
}
