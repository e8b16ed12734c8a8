package io.zapas.alerting.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");
    private static final Wording PL = Wording.of(Locale.forLanguageTag("pl-PL"), WARSAW);
    private static final Wording EN = Wording.of(Locale.UK, WARSAW);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0   | 0 szt.      | 0 units     | 0 dni      | 0 otwartych problemów
            1   | 1 szt.      | 1 unit      | 1 dzień    | 1 otwarty problem
            1.5 | 1,5 szt.    | 1.5 units   | 1,5 dnia   | 1,5 otwartego problemu
            2   | 2 szt.      | 2 units     | 2 dni      | 2 otwarte problemy
            5   | 5 szt.      | 5 units     | 5 dni      | 5 otwartych problemów
            12  | 12 szt.     | 12 units    | 12 dni     | 12 otwartych problemów
            21  | 21 szt.     | 21 units    | 21 dni     | 21 otwartych problemów
            22  | 22 szt.     | 22 units    | 22 dni     | 22 otwarte problemy
            112 | 112 szt.    | 112 units   | 112 dni    | 112 otwartych problemów
            1234.0 | 1 234 szt. | 1,234 units | 1 234 dni | 1 234 otwarte problemy
            0.96 | 1 szt.     | 1 unit      | 1 dzień    | 1 otwarty problem
            """)
    void countsInBothLanguages(BigDecimal value, String units, String english, String days, String problems) {
        assertThat(plainSpaces(PL.units(value))).isEqualTo(units);
        assertThat(plainSpaces(EN.units(value))).isEqualTo(english);
        assertThat(plainSpaces(PL.days(value))).isEqualTo(days);
        assertThat(plainSpaces(PL.counted("problem", value))).isEqualTo(problems);
    }

    @Test
    void moneyHasNoBreakSpaces() {
        assertThat(PL.money(new BigDecimal("1990"), "PLN")).isEqualTo("1\u00a0990,00\u00a0zł");
        assertThat(PL.money(new BigDecimal("1990.5"), "EUR")).isEqualTo("1\u00a0990,50\u00a0EUR");
        assertThat(EN.money(new BigDecimal("1990"), "PLN")).isEqualTo("PLN\u00a01,990.00");
        assertThat(EN.money(new BigDecimal("12"), "JPY")).isEqualTo("JPY\u00a012");
        assertThat(EN.money(new BigDecimal("12"), "no such code")).isEqualTo("no such…\u00a012.00");
        assertThat(PL.money(new BigDecimal("0.005"), null)).isEqualTo("0,01");
    }

    @Test
    void probabilitiesNeverPretendToBeCertain() {
        assertThat(PL.percent(new BigDecimal("0.33"))).isEqualTo("33\u00a0%");
        assertThat(EN.percent(new BigDecimal("0.002"))).isEqualTo("0.2%");
        assertThat(EN.percent(new BigDecimal("0.00001"))).isEqualTo("<0.1%");
        assertThat(EN.percent(new BigDecimal("0.9999"))).isEqualTo(">99%");
        assertThat(EN.percent(BigDecimal.ONE)).isEqualTo("100%");
        assertThat(EN.percent(BigDecimal.ZERO)).isEqualTo("0%");
    }

    @Test
    void datesAndMomentsAreThoseOfTheShop() {
        LocalDate sunday = LocalDate.of(2026, 11, 29);
        assertThat(PL.date(sunday)).isEqualTo("29.11.2026 (niedz.)");
        assertThat(EN.date(sunday)).isEqualTo("Sun 29 Nov 2026");
        assertThat(PL.moment(Instant.parse("2026-11-22T23:12:00Z"))).isEqualTo("23.11.2026 (pon.), 00:12");
        assertThat(PL.period(LocalDate.of(2026, 12, 30), LocalDate.of(2027, 1, 2)))
                .isEqualTo("30.12.2026–02.01.2027");
        assertThat(EN.period(sunday, sunday)).isEqualTo("29 Nov 2026");
    }

    private static String plainSpaces(String text) {
        return text.replace('\u00a0', ' ');
    }
}
