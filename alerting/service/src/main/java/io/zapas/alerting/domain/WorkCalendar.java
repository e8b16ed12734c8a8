package io.zapas.alerting.domain;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * When people work: the same hours from Monday to Friday, but on public holidays and on the shop's own free days. Working time is counted on the clock of
 * the zone, so that a day on which clocks change has as many working hours as people really work. Immutable; safe on every thread.
 */
public final class WorkCalendar {
    /** So many days without work in a row are taken for a mistake: time then simply passes. */
    private static final int MAX_FREE_DAYS = 366;

    private final ZoneId zone;
    private final LocalTime from;
    private final LocalTime to;
    private final Country country;
    private final Set<LocalDate> freeDays;

    /**
     * @param to when work ends, after {@code from}; midnight: the end of the day
     * @param freeDays free beside weekends and public holidays
     */
    public WorkCalendar(ZoneId zone, LocalTime from, LocalTime to, Country country, Set<LocalDate> freeDays) {
        if (!to.equals(LocalTime.MIDNIGHT) && !from.isBefore(to)) {
            throw new IllegalArgumentException("work must begin before it ends, was " + from + " to " + to);
        }
        this.zone = zone;
        this.from = from;
        this.to = to;
        this.country = country;
        this.freeDays = Set.copyOf(freeDays);
    }

    /** From 8 to 16, Polish holidays. */
    public static WorkCalendar polish(ZoneId zone) {
        return new WorkCalendar(zone, LocalTime.of(8, 0), LocalTime.of(16, 0), Country.PL, Set.of());
    }

    /** Whose public holidays are free. */
    public enum Country {
        NONE,
        PL
    }

    public ZoneId zone() {
        return zone;
    }

    public boolean isWorkingDay(LocalDate day) {
        boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        return !weekend && !freeDays.contains(day) && !(country == Country.PL && PolishHolidays.isHoliday(day));
    }

    public boolean isWorkingTime(Instant at) {
        LocalDate day = LocalDate.ofInstant(at, zone);
        return isWorkingDay(day) && !at.isBefore(begin(day)) && at.isBefore(end(day));
    }

    /** How long people work on a day without a change of clocks. */
    public Duration day() {
        Duration length = Duration.between(from, to);
        return to.equals(LocalTime.MIDNIGHT) ? length.plusDays(1) : length;
    }

    /** The moment at which this much working time has passed since {@code start}. */
    public Instant plus(Instant start, Duration work) {
        Duration left = work;
        LocalDate day = LocalDate.ofInstant(start, zone);
        for (int free = 0; free < MAX_FREE_DAYS; day = day.plusDays(1)) {
            if (!isWorkingDay(day)) {
                free++;
                continue;
            }
            Instant begin = begin(day).isAfter(start) ? begin(day) : start;
            Duration today = Duration.between(begin, end(day));
            if (today.compareTo(left) >= 0) {
                return begin.plus(left);
            }
            if (!today.isNegative()) {
                left = left.minus(today);
            }
            free = 0;
        }
        return start.plus(work);
    }

    private Instant begin(LocalDate day) {
        return day.atTime(from).atZone(zone).toInstant();
    }

    private Instant end(LocalDate day) {
        return (to.equals(LocalTime.MIDNIGHT)
                        ? day.plusDays(1).atStartOfDay(zone)
                        : day.atTime(to).atZone(zone))
                .toInstant();
    }
}
