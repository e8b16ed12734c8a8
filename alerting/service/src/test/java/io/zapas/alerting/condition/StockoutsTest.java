package io.zapas.alerting.condition;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.forecast.api.DemandForecast.Day;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StockoutsTest {
    private static final LocalDate LAST = LocalDate.of(2026, 11, 21);

    @Test
    void stretchesOfDaysAreCountedOnce() {
        assertThat(Stockouts.earlier(days("+++--+++0+--"), false))
                .containsEntry("stockouts", 3L)
                .containsEntry("days", 5L)
                .containsEntry("windowDays", 30L);
    }

    @Test
    void whatGoesOnIsNotEarlier() {
        assertThat(Stockouts.earlier(days("+++--+++0+--"), true))
                .containsEntry("stockouts", 2L)
                .containsEntry("days", 3L);
        assertThat(Stockouts.earlier(days("++++--"), true)).isNull();
        assertThat(Stockouts.earlier(days("------"), true)).isNull();
    }

    @Test
    void onlyTheLastThirtyDaysCount() {
        assertThat(Stockouts.earlier(days("-".repeat(20) + "+".repeat(30)), false))
                .isNull();
        assertThat(Stockouts.earlier(days("-".repeat(20) + "+".repeat(29)), false))
                .containsEntry("stockouts", 1L)
                .containsEntry("days", 1L);
    }

    @Test
    void withoutHistoryNothingIsSaid() {
        assertThat(Stockouts.earlier(List.of(), false)).isNull();
        assertThat(Stockouts.earlier(days("+++"), false)).isNull();
    }

    /** Days up to the last one: + in stock, - without, 0 for a part of the day. */
    private static List<Day> days(String signs) {
        return IntStream.range(0, signs.length())
                .mapToObj(i -> new Day(
                        LAST.minusDays(signs.length() - 1L - i),
                        1,
                        switch (signs.charAt(i)) {
                            case '+' -> 1.0;
                            case '0' -> 0.5;
                            default -> 0.0;
                        }))
                .toList();
    }
}
