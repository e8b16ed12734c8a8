package io.zapas.alerting.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkCalendarTest {
    private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");
    private final WorkCalendar calendar = WorkCalendar.polish(WARSAW);

    @ParameterizedTest
    @CsvSource({
        "1961, 1961-04-02",
        "2000, 2000-04-23",
        "2008, 2008-03-23",
        "2024, 2024-03-31",
        "2025, 2025-04-20",
        "2026, 2026-04-05",
        "2027, 2027-03-28",
        "2038, 2038-04-25"
    })
    void easterIsWhereItIs(int year, LocalDate easter) {
        assertThat(PolishHolidays.easter(year)).isEqualTo(easter);
    }

    /** All fall on a weekday, so that the weekend does not answer for the holiday. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-01", "2026-01-06", "2026-04-06", "2026-05-01", "2026-06-04", "2026-11-11", "2026-12-24",
                "2026-12-25", "2025-04-21", "2025-06-19", "2025-08-15", "2025-12-24", "2025-12-26", "2027-05-03",
                "2027-11-01", "2027-05-27"
            })
    void nobodyWorksOnAHoliday(LocalDate holiday) {
        assertThat(holiday.getDayOfWeek().getValue()).isLessThan(6);
        assertThat(calendar.isWorkingDay(holiday)).isFalse();
        WorkCalendar without =
                new WorkCalendar(WARSAW, LocalTime.of(8, 0), LocalTime.of(16, 0), WorkCalendar.Country.NONE, Set.of());
        assertThat(without.isWorkingDay(holiday)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-12-24", "2010-01-06", "2026-12-23", "2026-11-10", "2026-05-04", "2026-06-05"})
    void otherDaysAreWorkingDays(LocalDate day) {
        assertThat(calendar.isWorkingDay(day)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        // Friday 15:00: one hour today, one on Monday
        "2026-11-20T14:00:00Z, PT2H, 2026-11-23T08:00:00Z",
        // Saturday: Monday at 10
        "2026-11-21T10:00:00Z, PT2H, 2026-11-23T09:00:00Z",
        // In the night before a working day
        "2026-11-23T01:00:00Z, PT8H, 2026-11-23T15:00:00Z",
        // Tuesday afternoon before Independence Day
        "2026-11-10T14:30:00Z, PT1H, 2026-11-12T07:30:00Z",
        // 23 December 15:30, then three holidays and a Sunday
        "2026-12-23T14:30:00Z, PT1H, 2026-12-28T07:30:00Z",
        // A whole working day of 8 hours from noon
        "2026-11-24T11:00:00Z, PT8H, 2026-11-25T11:00:00Z",
        // Over the end of summer time, Sunday 25 October 2026: Friday 15:00 is 13:00 UTC, Monday 9:00 is 8:00 UTC
        "2026-10-23T13:00:00Z, PT2H, 2026-10-26T08:00:00Z",
        // Over its beginning, Sunday 28 March 2027: Easter, and Monday is free too
        "2027-03-26T14:00:00Z, PT2H, 2027-03-30T07:00:00Z"
    })
    void workingTimePassesOnlyWhilePeopleWork(Instant start, Duration work, Instant end) {
        assertThat(calendar.plus(start, work)).isEqualTo(end);
    }

    @Test
    void theShopHasFreeDaysOfItsOwn() {
        WorkCalendar own = new WorkCalendar(
                WARSAW,
                LocalTime.of(8, 0),
                LocalTime.of(16, 0),
                WorkCalendar.Country.PL,
                Set.of(LocalDate.of(2026, 11, 23)));
        assertThat(own.plus(Instant.parse("2026-11-20T14:00:00Z"), Duration.ofHours(2)))
                .isEqualTo(Instant.parse("2026-11-24T08:00:00Z"));
    }

    @Test
    void workMayLastUntilMidnight() {
        WorkCalendar late =
                new WorkCalendar(WARSAW, LocalTime.of(16, 0), LocalTime.MIDNIGHT, WorkCalendar.Country.PL, Set.of());
        assertThat(late.day()).isEqualTo(Duration.ofHours(8));
        assertThat(late.isWorkingTime(Instant.parse("2026-11-23T22:59:00Z"))).isTrue();
        assertThat(late.isWorkingTime(Instant.parse("2026-11-23T23:00:00Z"))).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WorkCalendar(
                        WARSAW, LocalTime.NOON, LocalTime.of(9, 0), WorkCalendar.Country.PL, Set.of()));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "22:00, 06:00, 2026-11-23T20:59:59Z, -",
                "22:00, 06:00, 2026-11-23T21:00:00Z, 2026-11-24T05:00:00Z",
                "22:00, 06:00, 2026-11-24T04:59:59Z, 2026-11-24T05:00:00Z",
                "22:00, 06:00, 2026-11-24T05:00:00Z, -",
                "00:00, 06:00, 2026-11-23T23:30:00Z, 2026-11-24T05:00:00Z",
                // The night in which summer time ends is an hour longer.
                "22:00, 06:00, 2026-10-24T20:00:00Z, 2026-10-25T05:00:00Z",
                "08:00, 08:00, 2026-11-24T07:00:00Z, -"
            })
    void quietHoursEnd(LocalTime from, LocalTime to, Instant at, Instant end) {
        assertThat(new QuietHours(WARSAW, from, to).endAfter(at).orElse(null)).isEqualTo(end);
    }
}
