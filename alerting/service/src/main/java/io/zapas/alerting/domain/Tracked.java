package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Condition;
import io.zapas.alerting.api.Alert.Handling;

/** An alert with its memory: the unit that is stored. Immutable. */
public record Tracked(Alert alert, Life life) {

    public String id() {
        return alert.id();
    }

    public boolean resolved() {
        return alert.handling() == Handling.RESOLVED;
    }

    /** The detectors see something, be it new or about to end. */
    public boolean active() {
        return alert.condition() != Condition.CLEAR;
    }

    /** Not an alert yet: its condition has not lasted long enough, nobody may see it. */
    public boolean tentative() {
        return alert.condition() == Condition.PENDING && alert.handling() == Handling.NEW;
    }
}
