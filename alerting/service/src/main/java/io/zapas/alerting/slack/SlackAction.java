package io.zapas.alerting.slack;

import java.util.Optional;

/** What a button asks for. Its key is part of every button ever posted, so keys are never changed. */
enum SlackAction {
    TAKE("take"),
    SNOOZE_DELIVERY("snooze-delivery"),
    /** Asks for the day in a modal. */
    SNOOZE("snooze"),
    /** Of messages that were posted before there was {@link #SNOOZE}. */
    SNOOZE_DAY("snooze-day"),
    /** The same. */
    SNOOZE_WEEK("snooze-week"),
    /** Asks for the purchase order in a modal. */
    ORDERED("ordered"),
    FALSE_ALARM("false-alarm"),
    /** Shows what happened to the alert in a modal; changes nothing. */
    HISTORY("history");

    private static final char SEPARATOR = '|';

    private final String key;

    SlackAction(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** Value of a button: what to do, the alert, and the revision that was shown. */
    String value(String alertId, long rev) {
        return key + SEPARATOR + alertId + SEPARATOR + rev;
    }

    /** Reads a button's value; empty when it is none of ours. */
    static Optional<Click> click(String value) {
        int first = value == null ? -1 : value.indexOf(SEPARATOR);
        int last = value == null ? -1 : value.lastIndexOf(SEPARATOR);
        if (first < 0 || last <= first + 1) {
            return Optional.empty();
        }
        for (SlackAction action : values()) {
            if (action.key.equals(value.substring(0, first))) {
                return Optional.of(new Click(action, value.substring(first + 1, last)));
            }
        }
        return Optional.empty();
    }

    /** A button that was clicked. */
    record Click(SlackAction action, String alertId) {}
}
