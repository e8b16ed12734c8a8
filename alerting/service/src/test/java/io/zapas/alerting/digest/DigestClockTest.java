package io.zapas.alerting.digest;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.domain.WorkCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DigestClockTest {
    private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");
    private final DigestClock clock =
            new DigestClock(LocalTime.of(7, 30), WARSAW, WorkCalendar.polish(WARSAW)::isWorkingDay);

    @Test
    void fromHalfPastSevenUntilMidnight() {
        assertThat(clock.dayDue(Instant.parse("2026-11-23T06:29:59Z"))).isEmpty();
        assertThat(clock.dayDue(Instant.parse("2026-11-23T06:30:00Z"))).contains(LocalDate.of(2026, 11, 23));
        assertThat(clock.dayDue(Instant.parse("2026-11-23T22:59:59Z"))).contains(LocalDate.of(2026, 11, 23));
        assertThat(clock.dayDue(Instant.parse("2026-11-23T23:00:00Z"))).isEmpty();
        assertThat(clock.dayDue(Instant.parse("2026-11-22T12:00:00Z")))
                .as("a Sunday")
                .isEmpty();
        assertThat(clock.dayDue(Instant.parse("2026-11-11T12:00:00Z")))
                .as("Independence Day")
                .isEmpty();
    }

    @Test
    void aYearHasOneDigestPerWorkingDayAndItIsHalfPastSevenInSummerAndWinter() {
        List<LocalDate> days = new ArrayList<>();
        LocalDate last = LocalDate.of(2025, 12, 31);
        Instant end = Instant.parse("2026-12-31T23:00:00Z");
        for (Instant now = Instant.parse("2025-12-31T23:00:00Z");
                now.isBefore(end);
                now = now.plus(Duration.ofMinutes(10))) {
            Optional<LocalDate> due = clock.dayDue(now);
            if (due.isPresent() && due.get().isAfter(last)) {
                last = due.get();
                days.add(last);
                assertThat(now.atZone(WARSAW).toLocalTime()).isEqualTo(LocalTime.of(7, 30));
            }
        }
        assertThat(days).doesNotHaveDuplicates().hasSize(253);
    }

    @Test
    void whereTheTimeDoesNotExistItIsLaterThatDayAndWhereItIsTwiceOnce() {
        DigestClock night = new DigestClock(LocalTime.of(2, 30), WARSAW, day -> true);
        assertThat(night.dayDue(Instant.parse("2026-03-29T01:29:59Z"))).isEmpty();
        assertThat(night.dayDue(Instant.parse("2026-03-29T01:30:00Z")))
                .as("03:30, as 02:30 is left out")
                .contains(LocalDate.of(2026, 3, 29));
        assertThat(night.dayDue(Instant.parse("2026-10-25T00:30:00Z"))).contains(LocalDate.of(2026, 10, 25));
        assertThat(night.dayDue(Instant.parse("2026-10-25T01:30:00Z")))
                .as("the same day, which has had it")
                .contains(LocalDate.of(2026, 10, 25));
    }
}
