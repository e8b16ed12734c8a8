package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailScheduleTest {
    private static final Instant FIRST = Instant.parse("2026-11-22T07:31:00Z");

    @Test
    void twoAttemptsInTheFirstHourThenOneEveryTwoHoursForADay() {
        List<Duration> attempts = new ArrayList<>();
        Optional<Instant> at = Optional.of(FIRST);
        while (at.isPresent()) {
            attempts.add(Duration.between(FIRST, at.get()));
            at = MailSchedule.next(FIRST, attempts.size(), at.get());
        }
        assertThat(attempts.stream().filter(attempt -> attempt.toMinutes() < 60))
                .hasSize(2);
        for (int i = 2; i < attempts.size(); i++) {
            assertThat(attempts.get(i).minus(attempts.get(i - 1))).isEqualTo(Duration.ofHours(2));
        }
        assertThat(attempts.get(attempts.size() - 1)).isBetween(Duration.ofHours(22), Duration.ofHours(24));
    }
}
