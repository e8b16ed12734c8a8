package io.zapas.alerting.domain;

import java.time.LocalDate;
import java.time.Month;
import java.util.Set;

/**
 * Public holidays in Poland (Act of 18 January 1951 on days free from work, as amended): nine fixed days, Epiphany since 2011, Christmas Eve since 2025, and those that
 * move with Easter.
 */
final class PolishHolidays {
    private static final int EPIPHANY_SINCE = 2011;
    private static final int CHRISTMAS_EVE_SINCE = 2025;
    private static final int PENTECOST = 49;
    private static final int CORPUS_CHRISTI = 60;

    private PolishHolidays() {}

    static boolean isHoliday(LocalDate day) {
        return of(day.getYear()).contains(day)
                || (day.equals(LocalDate.of(day.getYear(), Month.JANUARY, 6)) && day.getYear() >= EPIPHANY_SINCE)
                || (day.equals(LocalDate.of(day.getYear(), Month.DECEMBER, 24))
                        && day.getYear() >= CHRISTMAS_EVE_SINCE);
    }

    private static Set<LocalDate> of(int year) {
        LocalDate easter = easter(year);
        return Set.of(
                LocalDate.of(year, Month.JANUARY, 1),
                easter,
                easter.plusDays(1),
                LocalDate.of(year, Month.MAY, 1),
                LocalDate.of(year, Month.MAY, 3),
                easter.plusDays(PENTECOST),
                easter.plusDays(CORPUS_CHRISTI),
                LocalDate.of(year, Month.AUGUST, 15),
                LocalDate.of(year, Month.NOVEMBER, 1),
                LocalDate.of(year, Month.NOVEMBER, 11),
                LocalDate.of(year, Month.DECEMBER, 25),
                LocalDate.of(year, Month.DECEMBER, 26));
    }

    /** Easter Sunday of the Gregorian calendar: the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8). */
    static LocalDate easter(int year) {
        int a = year % 19;
        int b = year / 100;
        int c = year % 100;
        int d = b / 4;
        int e = b % 4;
        int f = (b + 8) / 25;
        int g = (b - f + 1) / 3;
        int h = (19 * a + b - d - g + 15) % 30;
        int i = c / 4;
        int k = c % 4;
        int l = (32 + 2 * e + 2 * i - h - k) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        int sum = h + l - 7 * m + 114;
        return LocalDate.of(year, sum / 31, sum % 31 + 1);
    }
}
