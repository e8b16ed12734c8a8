package io.zapas.alerting.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.render.SampleAlerts;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscalationTest {
    private static final WorkCalendar CALENDAR = WorkCalendar.polish(ZoneId.of("Europe/Warsaw"));

    /** Anna is away on Wednesday 25 and Saturday 28, Jan from Wednesday to Friday. Warsaw is an hour ahead; people work from 8 to 16. */
    private final Escalation escalation = new Escalation(
            CALENDAR,
            Map.of("anna.k", List.of("jan", "ewa")),
            Duration.ofHours(2),
            Duration.ofHours(8),
            CALENDAR.day(),
            Map.of("anna.k", days(25, 28), "jan", days(25, 26, 27)));

    @ParameterizedTest
    @CsvSource({
        "0, 2026-11-23T08:00:00Z, 2026-11-23T10:00:00Z, both are there",
        "0, 2026-11-25T08:00:00Z, 2026-11-25T08:00:00Z, away: the next one at once",
        "0, 2026-11-24T14:30:00Z, 2026-11-25T07:00:00Z, away tomorrow: the next one as soon as work begins",
        "0, 2026-11-24T12:00:00Z, 2026-11-24T14:00:00Z, time is over before",
        "0, 2026-11-27T14:30:00Z, 2026-11-30T08:30:00Z, nobody works on Saturday",
        "0, 2026-11-24T22:00:00Z, 2026-11-25T07:00:00Z, told at night",
        "1, 2026-11-26T09:00:00Z, 2026-11-26T09:00:00Z, the deputy is away too",
        "1, 2026-11-30T09:00:00Z, 2026-11-30T11:00:00Z, the deputy is back"
    })
    void nobodyWaitsForWhoIsAway(int level, Instant asked, Instant by, String why) {
        assertThat(escalation.answerBy(alert(level, "NOTIFIED"), level, asked))
                .as(why)
                .contains(by);
    }

    @Test
    void whoHasNobodyAboveIsWaitedForWhereverTheyAre() {
        assertThat(escalation.answerBy(alert(2, "ESCALATED"), 2, Instant.parse("2026-11-25T08:00:00Z")))
                .isEmpty();
    }

    @Test
    void whoIsNextReadsAlongWhileTheOwnerIsAway() {
        assertThat(escalation.readers(alert(0, "NEW"), LocalDate.of(2026, 11, 24)))
                .isEmpty();
        assertThat(escalation.readers(alert(0, "NEW"), LocalDate.of(2026, 11, 25)))
                .containsExactly("jan");
        assertThat(escalation.readers(alert(2, "ESCALATED"), LocalDate.of(2026, 11, 25)))
                .containsExactly("jan", "ewa");
    }

    private static Alert alert(int escalations, String handling) {
        return SampleAlerts.with(
                SampleAlerts.shortage(), Map.of("owner", "anna.k", "escalations", escalations, "handling", handling));
    }

    private static Set<LocalDate> days(int... days) {
        return java.util.Arrays.stream(days)
                .mapToObj(day -> LocalDate.of(2026, 11, day))
                .collect(java.util.stream.Collectors.toSet());
    }
}
