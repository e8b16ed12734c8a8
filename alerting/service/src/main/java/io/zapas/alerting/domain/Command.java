package io.zapas.alerting.domain;

import java.time.Instant;

/** What a person does to an alert. Repeating one changes nothing. {@code by} is never null, {@code note} may be. */
public sealed interface Command {
    String by();

    String note();

    /** I take care of it. */
    record Acknowledge(String by, String note) implements Command {}

    /**
     * Remind me later.
     *
     * @param until in the future, at most 14 days ahead
     * @param eta the delivery this waits for, an ISO date; null: only for the time
     */
    record Snooze(String by, String note, Instant until, String eta) implements Command {}

    /**
     * I ordered goods.
     *
     * @param purchaseOrder may be null
     * @param until when they should be there: quiet until then; null: unknown, the alert is only acknowledged
     * @param eta the same as an ISO date, or null
     */
    record Ordered(String by, String note, String purchaseOrder, Instant until, String eta) implements Command {}

    /** It is settled. */
    record Resolve(String by, String note) implements Command {}

    /** It never was a problem. */
    record FalseAlarm(String by, String note) implements Command {}
}
