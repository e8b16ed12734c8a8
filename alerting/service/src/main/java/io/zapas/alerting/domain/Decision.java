package io.zapas.alerting.domain;

import java.time.Instant;
import java.util.List;

/**
 * Why people were told about an alert, or were not: recorded with the alert, so that it can be explained later whatever the configuration is by then.
 *
 * @param why what there was to tell: the word that is also in the alert's history, such as {@code OPENED} or {@code ESCALATED}
 * @param rule that decided where it goes; null where no rule was asked
 * @param targets places it went to; empty: none; null: all there are
 * @param until when it may be told, for what has to wait; null otherwise
 * @param detail for a person or a date, may be null
 */
public record Decision(
        Instant at, String why, Outcome outcome, String rule, List<String> targets, Instant until, String detail) {

    public Decision {
        targets = targets == null ? null : List.copyOf(targets);
    }

    /** What became of it. */
    public enum Outcome {
        /** People were told. */
        TOLD,
        /** The message was edited, which tells nobody. */
        SHOWN,
        /** The rule says that a digest is enough. */
        DIGEST_ONLY,
        /** Waits for the end of the quiet hours. */
        QUIET_HOURS,
        /** Told too often already: waits. */
        BUDGET,
        /** It opens and closes too often; people know. */
        FLAPPING,
        /** It is snoozed. */
        SNOOZED,
        /** Another alert of the same SKU says more. */
        ABSORBED
    }

    /** The same but for the time: not worth a second record. */
    boolean sameAs(Decision other) {
        return other != null
                && other.outcome == outcome
                && other.why.equals(why)
                && java.util.Objects.equals(other.rule, rule)
                && java.util.Objects.equals(other.targets, targets)
                && java.util.Objects.equals(other.until, until)
                && java.util.Objects.equals(other.detail, detail);
    }
}
