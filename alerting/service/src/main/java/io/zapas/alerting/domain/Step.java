package io.zapas.alerting.domain;

/**
 * What came of an event in an alert's life.
 *
 * @param next the alert afterwards; null: nothing is left of it (a condition that did not last)
 */
public record Step(Tracked next, Effect effect) {

    /** What has to be done about it. */
    public enum Effect {
        /** Nothing happened. */
        NONE,
        /** Remember it; nobody needs to know, and a restart may forget it. */
        REMEMBER,
        /** Store it. */
        RECORD,
        /** Store it and show it in the message, if one shows the alert, without a ping. */
        EDIT
    }
}
