package io.zapas.forecast.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Rounds figures for people: noise in the last digits would look like news. */
final class Figures {
    private Figures() {}

    static double round(double value, int decimals) {
        return BigDecimal.valueOf(value)
                .setScale(decimals, RoundingMode.HALF_UP)
                .doubleValue();
    }
}
