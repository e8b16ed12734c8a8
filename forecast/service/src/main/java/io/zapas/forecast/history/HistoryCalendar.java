package io.zapas.forecast.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.function.ObjLongConsumer;

/** Days of the shop's zone as epoch days. Immutable. */
public record HistoryCalendar(ZoneId zone) {
    /** Days of demand kept per SKU. */
    public static final int KEPT_DAYS = 730;

    /** The epoch day of a moment. */
    public long day(Instant at) {
        return LocalDate.ofInstant(at, zone).toEpochDay();
    }

    /** The oldest day that is kept at a moment. */
    long oldestDay(Instant now) {
        return day(now) - KEPT_DAYS;
    }

    long startMillis(long day) {
        return LocalDate.ofEpochDay(day).atStartOfDay(zone).toInstant().toEpochMilli();
    }

    /** Cuts a span of time into days and hands over each day with the milliseconds that fall on it; what lies before {@code oldestDay} is left out. */
    void spread(long fromMillis, long untilMillis, long oldestDay, ObjLongConsumer<Long> perDay) {
        long from = Math.max(fromMillis, startMillis(oldestDay));
        if (from >= untilMillis) {
            return;
        }
        long day = day(Instant.ofEpochMilli(from));
        while (from < untilMillis) {
            long end = Math.min(untilMillis, startMillis(day + 1));
            perDay.accept(day, end - from);
            from = end;
            day++;
        }
    }
}
