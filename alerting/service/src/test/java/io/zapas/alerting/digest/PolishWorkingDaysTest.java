package io.zapas.alerting.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolishWorkingDaysTest {
    private final WorkingDays days = new PolishWorkingDays();

    @Test
    void holidaysOf2026OnWeekdays() {
        assertThat(LocalDate.of(2026, 1, 1)
                        .datesUntil(LocalDate.of(2027, 1, 1))
                        .filter(day -> day.getDayOfWeek() != DayOfWeek.SATURDAY
                                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                                && !days.isWorkingDay(day)))
                .containsExactlyElementsOf(Stream.of(
                                "2026-01-01",
                                "2026-01-06",
                                "2026-04-06",
                                "2026-05-01",
                                "2026-06-04",
                                "2026-11-11",
                                "2026-12-24",
                                "2026-12-25")
                        .map(LocalDate::parse)
                        .toList());
    }

    @Test
    void weekendsAreOff() {
        assertThat(days.isWorkingDay(LocalDate.of(2026, 11, 21))).isFalse();
        assertThat(days.isWorkingDay(LocalDate.of(2026, 11, 22))).isFalse();
        assertThat(days.isWorkingDay(LocalDate.of(2026, 11, 23))).isTrue();
    }

    @Test
    void christmasEveWasAWorkingDayUntil2024() {
        assertThat(days.isWorkingDay(LocalDate.of(2024, 12, 24))).isTrue();
        assertThat(days.isWorkingDay(LocalDate.of(2025, 12, 24))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1961,1961-04-02",
        "2000,2000-04-23",
        "2024,2024-03-31",
        "2025,2025-04-20",
        "2026,2026-04-05",
        "2027,2027-03-28",
        "2038,2038-04-25",
        "2049,2049-04-18",
        "2076,2076-04-19"
    })
    void easter(int year, LocalDate sunday) {
        assertThat(PolishWorkingDays.easter(year)).isEqualTo(sunday);
    }
}
