package io.zapas.alerting.eligibility;

import java.time.Instant;

/**
 * A change for the worse that would take too much out of the ads at once.
 *
 * @param to what it changes to
 * @param since when it waits
 * @param approvedBy who let it pass; null: nobody yet. It is done with the first figures that are not in doubt
 */
public record Waiting(Verdict to, Instant since, Figures figures, String approvedBy) {

    Waiting approved(String by) {
        return approvedBy == null ? new Waiting(to, since, figures, by) : this;
    }

    Waiting at(Instant moment) {
        return new Waiting(to, moment, figures, approvedBy);
    }

    /** The same wait for newer figures. An approval goes no further than what was approved. */
    Waiting renewed(Verdict newer, Figures newest) {
        return newer.equals(to)
                ? this
                : new Waiting(newer, since, newest, newer.worseThan(to.state(), to.share()) ? null : approvedBy);
    }
}
