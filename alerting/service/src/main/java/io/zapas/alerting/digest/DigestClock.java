package io.zapas.alerting.digest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When a digest is due: once per working day, from a time of day on until midnight. Days are told apart by their date, so a clock that is set forward or
 * back makes neither two of one nor none.
 *
 * @param at local time; where it does not exist on a day, as much later as the clock is set forward
 */
public record DigestClock(LocalTime at, ZoneId zone, WorkingDays workingDays) {

    /** The day whose digest should have gone out by {@code now}; empty before its time and on days off. */
    public Optional<LocalDate> dayDue(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        boolean due = workingDays.isWorkingDay(today)
                && !now.isBefore(today.atTime(at).atZone(zone).toInstant());
        return due ? Optional.of(today) : Optional.empty();
    }
}
