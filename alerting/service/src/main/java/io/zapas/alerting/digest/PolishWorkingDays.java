package io.zapas.alerting.digest;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Set;

/**
 * Monday to Friday but for Poland's public holidays (act of 18 January 1951 on days free of work, as amended: Epiphany since 2011, Christmas Eve since
 * 2025). Easter by the Gregorian computus of Meeus/Jones/Butcher.
 */
public final class PolishWorkingDays implements WorkingDays {
    private static final Set<MonthDay> FIXED = Set.of(
            MonthDay.of(1, 1),
            MonthDay.of(1, 6),
            MonthDay.of(5, 1),
            MonthDay.of(5, 3),
            MonthDay.of(8, 15),
            MonthDay.of(11, 1),
            MonthDay.of(11, 11),
            MonthDay.of(12, 25),
            MonthDay.of(12, 26));

    private static final int CHRISTMAS_EVE_SINCE = 2025;
    private static final int EASTER_MONDAY = 1;
    private static final int CORPUS_CHRISTI = 60;

    @Override
    public boolean isWorkingDay(LocalDate day) {
        boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        return !weekend && !isHoliday(day);
    }

    /** Sundays of Easter and Pentecost are left out: they are Sundays. */
    private static boolean isHoliday(LocalDate day) {
        LocalDate easter = easter(day.getYear());
        return FIXED.contains(MonthDay.from(day))
                || (day.getYear() >= CHRISTMAS_EVE_SINCE && MonthDay.from(day).equals(MonthDay.of(12, 24)))
                || day.equals(easter.plusDays(EASTER_MONDAY))
                || day.equals(easter.plusDays(CORPUS_CHRISTI));
    }

    static LocalDate easter(int year) {
        int golden = year % 19;
        int century = year / 100;
        int yearOfCentury = year % 100;
        int correction = (century - (century + 8) / 25 + 1) / 3;
        int epact = (19 * golden + century - century / 4 - correction + 15) % 30;
        int weekday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7;
        int shift = (golden + 11 * epact + 22 * weekday) / 451;
        int day = epact + weekday - 7 * shift + 114;
        return LocalDate.of(year, day / 31, day % 31 + 1);
    }
}
