package io.zapas.forecast.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PriceHistoryTest {
    private static final Instant AT = Instant.parse("2026-10-01T08:00:00Z");

    private static String zloty(String price) {
        return PriceHistory.text(AT, new BigDecimal(price), "PLN");
    }

    @Test
    void aPriceHoldsUntilTheNext() {
        PriceHistory prices = new PriceHistory(Map.of("100", zloty("19.99"), "103", zloty("9.99")));
        assertThat(prices.daily(98, 7)).containsExactly(Double.NaN, Double.NaN, 19.99, 19.99, 19.99, 9.99, 9.99);
        assertThat(prices.daily(102, 1)).containsExactly(19.99);
        assertThat(prices.daily(200, 2)).containsExactly(9.99, 9.99);
    }

    @Test
    void whereNothingIsKnownThereIsNothing() {
        assertThat(PriceHistory.NONE.daily(98, 7)).isNull();
        assertThat(new PriceHistory(Map.of("100", zloty("5"))).daily(90, 10)).isNull();
    }

    @Test
    void pricesInAnotherCurrencyThanTheNewestAreNotKnown() {
        PriceHistory prices = new PriceHistory(
                Map.of("100", zloty("40"), "101", PriceHistory.text(AT, BigDecimal.TEN, "EUR"), "102", zloty("41")));
        assertThat(prices.daily(100, 3)).containsExactly(40, Double.NaN, 41);
        assertThat(new PriceHistory(Map.of("100", PriceHistory.text(AT, BigDecimal.TEN, null))).daily(100, 1))
                .containsExactly(10);
    }
}
