package io.zapas.alerting.digest;

import java.time.Duration;
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
    /** What was opened so long before anything was ever told is told in the first digest: at a first start all there is opens at once. */
    private static final Duration BEFORE_THE_FIRST = Duration.ofDays(1);

    /** Nothing has ever been told: begins a day ago; today's is due only if its time is still to come. */
    public static DigestRun first(LocalDate day, Instant now) {
        Instant begin = now.minus(BEFORE_THE_FIRST);
        return new DigestRun(day, begin, begin, true);
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
