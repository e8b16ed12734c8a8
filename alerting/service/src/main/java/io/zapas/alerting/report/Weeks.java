package io.zapas.alerting.report;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ISO weeks, by their Monday, in a time zone. Pure; safe on every thread. */
public final class Weeks {
    private static final Pattern NAME = Pattern.compile("([0-9]{4})-W([0-9]{2})");

    private Weeks() {}

    /** Such as {@code 2026-W47}. */
    public static String name(LocalDate monday) {
        return String.format(
                Locale.ROOT,
                "%04d-W%02d",
                monday.get(IsoFields.WEEK_BASED_YEAR),
                monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    /** The Monday of a week by name; empty when there is no such week. */
    public static Optional<LocalDate> monday(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        // The 4th of January is always in week 1.
        LocalDate monday = LocalDate.of(Integer.parseInt(parts.group(1)), 1, 4)
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                .plusWeeks(Integer.parseInt(parts.group(2)) - 1L);
        return name(monday).equals(name) ? Optional.of(monday) : Optional.empty();
    }

    public static LocalDate mondayOf(Instant moment, ZoneId zone) {
        return LocalDate.ofInstant(moment, zone).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    public static Instant start(LocalDate monday, ZoneId zone) {
        return monday.atStartOfDay(zone).toInstant();
    }

    /** The Monday of the newest week whose report should be out: from this Monday at a time of day on, last week's. */
    public static LocalDate reported(Instant now, LocalTime at, ZoneId zone) {
        LocalDate monday = mondayOf(now, zone);
        boolean due = !now.isBefore(monday.atTime(at).atZone(zone).toInstant());
        return monday.minusWeeks(due ? 1 : 2);
    }
}
