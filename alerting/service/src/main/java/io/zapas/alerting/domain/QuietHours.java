package io.zapas.alerting.domain;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * Hours of every day in which nobody is told anything but critical news; what comes meanwhile is told when they end. Immutable; safe on every thread.
 *
 * @param from when they begin; later than {@code to}: they last over midnight; the same: there are none
 */
public record QuietHours(ZoneId zone, LocalTime from, LocalTime to) {
    /** Nobody sleeps. */
    public static final QuietHours NONE = new QuietHours(ZoneId.of("UTC"), LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);

    /** When the quiet hours around this moment end; empty: it is not quiet. */
    public Optional<Instant> endAfter(Instant at) {
        ZonedDateTime local = at.atZone(zone);
        LocalTime time = local.toLocalTime();
        boolean overnight = from.isAfter(to);
        boolean quiet =
                overnight ? !time.isBefore(from) || time.isBefore(to) : !time.isBefore(from) && time.isBefore(to);
        if (!quiet) {
            return Optional.empty();
        }
        boolean tomorrow = overnight && !time.isBefore(from);
        Instant end = local.toLocalDate()
                .plusDays(tomorrow ? 1 : 0)
                .atTime(to)
                .atZone(zone)
                .toInstant();
        return end.isAfter(at) ? Optional.of(end) : Optional.empty();
    }
}
