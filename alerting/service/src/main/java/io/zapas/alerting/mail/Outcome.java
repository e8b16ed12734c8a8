package io.zapas.alerting.mail;

/**
 * What came of handing a mail over.
 *
 * @param reason for a person; null when sent
 */
public record Outcome(Kind kind, String reason) {
    public static final Outcome SENT = new Outcome(Kind.SENT, null);

    /** What to do next. */
    public enum Kind {
        /** The server has it. */
        SENT,
        /** The server put this mail off (4xx): again as scheduled. */
        LATER,
        /** It broke off; it may have arrived: again as scheduled, as the identical mail. */
        UNKNOWN,
        /** The server will not take this mail (5xx): never again. */
        REFUSED,
        /** The server takes no mail at all, or not from us: nothing was handed over, every mail waits. */
        UNREACHABLE
    }
}
