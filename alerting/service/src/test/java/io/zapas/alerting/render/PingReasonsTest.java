package io.zapas.alerting.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PingReasonsTest {
    private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "WORSE     | HIGH to CRITICAL | Pogorszenie | Worse",
                "OPENED    | HIGH | Nowe | New",
                "REOPENED  | HIGH | Ponownie | Again",
                "ESCALATED | jan  | Bez odpowiedzi, teraz jan | Unanswered, now jan",
                "LAPSED    | anna.k | Przypomnienie (anna.k: przejęte, od dnia roboczego bez zmian) |"
                        + " Reminder (anna.k: taken, no change for a working day)",
                "LAPSED    | - | Przypomnienie | Reminder",
                "FLAPPING  | 4 turns in 4 h | Na przemian wraca i znika, dalsze zmiany bez powiadomień |"
                        + " Comes and goes, further changes are shown silently",
                "WOKE      | time is over | Wraca (minął czas odłożenia) | Back (snoozing is over)",
                "WOKE      | worse: CRITICAL | Wraca (sytuacja się pogorszyła) | Back (it got worse)",
                "WOKE      | runs out on 2026-11-29, not 2026-12-03 |"
                        + " Wraca (zapas wyczerpie się 29.11.2026 (niedz.), a nie 03.12.2026 (czw.)) |"
                        + " Back (stock runs out on Sun 29 Nov 2026, not on Thu 3 Dec 2026)",
                "WOKE      | delivery slipped to 2026-12-05 | Wraca (dostawa przesunięta na 05.12.2026 (sob.)) |"
                        + " Back (delivery slipped to Sat 5 Dec 2026)",
                "WOKE      | delivery ZD/7 came, and it is still short |"
                        + " Wraca (dostawa ZD/7 dotarła, a towaru nadal brakuje) |"
                        + " Back (delivery ZD/7 came and it is still short)",
                "WOKE      | delivery ZD/7 is not on its way any more | Wraca (dostawa ZD/7 nie jest już w drodze) |"
                        + " Back (delivery ZD/7 is not on its way any more)",
                "WOKE      | no delivery is on its way any more | Wraca (żadna dostawa nie jest już w drodze) |"
                        + " Back (no delivery is on its way any more)",
                "WOKE      | words nobody knows yet | Wraca | Back"
            })
    void whyPeopleAreToldAgain(String what, String detail, String polish, String english) {
        Alert alert = alert(List.of(step("OPENED", "HIGH"), step(what, detail), step("BETTER", "CRITICAL to HIGH")));
        assertThat(reasons("pl").reason(alert)).isEqualTo(polish);
        assertThat(reasons("en").reason(alert)).isEqualTo(english);
    }

    @Test
    void withoutAHistoryItGotWorse() {
        assertThat(reasons("pl").reason(SampleAlerts.shortage())).isEqualTo("Pogorszenie");
    }

    @Test
    void alertsOfOneReasonStandTogether() {
        Alert late = SampleAlerts.named(alert(List.of(step("WOKE", "time is over"))), "A-1", "A");
        Alert later = SampleAlerts.named(alert(List.of(step("WOKE", "time is over"))), "B-2", "B");
        Alert joined = SampleAlerts.named(alert(List.of(step("OPENED", "HIGH"))), "C-3", "C");
        NoticeTexts texts = new NoticeTexts(Wording.of(Locale.ENGLISH, WARSAW));
        assertThat(texts.text(
                                SampleAlerts.notice(io.zapas.alerting.domain.Notice.Kind.WORSE, 4, late, later, joined),
                                20)
                        .worse()
                        .replace('\u00a0', ' '))
                .isEqualTo(
                        "Back (snoozing is over): Out in 7 days (Sun 29 Nov): A-1 – A; Out in 7 days (Sun 29 Nov): B-2 – B;"
                                + " New: Out in 7 days (Sun 29 Nov): C-3 – C");
    }

    private static PingReasons reasons(String language) {
        return new PingReasons(Wording.of(Locale.forLanguageTag(language), WARSAW));
    }

    private static Map<String, Object> step(String what, String detail) {
        Map<String, Object> step = new java.util.TreeMap<>(Map.of("at", SampleAlerts.NOW, "what", what));
        if (detail != null) {
            step.put("detail", detail);
        }
        return step;
    }

    private static Alert alert(List<Map<String, Object>> steps) {
        return SampleAlerts.with(SampleAlerts.shortage(), Map.of("history", steps));
    }
}
