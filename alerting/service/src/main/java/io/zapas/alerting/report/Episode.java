package io.zapas.alerting.report;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of time during which something was wrong: a SKU was out of stock, an offer out of step.
 *
 * @param to null while it lasts
 * @param cause of a desync, its likely one; null of a stockout, or when nobody knows
 */
public record Episode(Instant from, Instant to, String cause) {

    /** Whether there was a moment in both. */
    boolean meets(Episode other) {
        return (to == null || !to.isBefore(other.from)) && (other.to == null || !other.to.isBefore(from));
    }

    /** How much of it lies within [begin, end). */
    Duration within(Instant begin, Instant end) {
        Instant first = from.isAfter(begin) ? from : begin;
        Instant last = to == null || to.isAfter(end) ? end : to;
        return last.isAfter(first) ? Duration.between(first, last) : Duration.ZERO;
    }
}
