package io.zapas.alerting.digest;

import java.time.Instant;
import java.time.LocalDate;

/**
 * The last digest that was begun. Stored before anything of it goes out, and again when all of it is safely under way: who dies in between finishes the same one,
 * about the same span of time.
 *
 * @param day it belongs to; of the first run: the last day that needs none
 * @param from, to changes in (from, to] are told; the next one begins at {@code to}
 */
public record DigestRun(LocalDate day, Instant from, Instant to, boolean done) {

    /** Nothing has ever been told: begins now; today's is due only if its time is still to come. */
    public static DigestRun first(LocalDate day, Instant now) {
        return new DigestRun(day, now, now, true);
    }

    public DigestRun next(LocalDate day, Instant now) {
        return new DigestRun(day, to, now, false);
    }

    public DigestRun finished() {
        return new DigestRun(day, from, to, true);
    }

    boolean covers(Instant moment) {
        return moment != null && moment.isAfter(from) && !moment.isAfter(to);
    }
}
