package io.zapas.alerting.condition;

import io.zapas.alerting.domain.Finding.Level;
import java.util.Locale;
import java.util.Optional;

/**
 * A pair of thresholds on a quantity that is bad when high: at or above {@code open} an alert opens, below {@code close} it may end. The gap between them
 * keeps a value that trembles around one of them from opening and closing alerts.
 */
record Thresholds(double open, double close) {

    /**
     * Probability of running out before the next receipt (or an order of today) arrives. At one half the median stockout date lies before it, which is
     * when it is too late for a typical article; A articles carry most of the turnover and speak up at 30 %, B at 40 %. Closing takes 0.6 of that, in the
     * spirit of "open when cover is below the lead time, close above 1.3 times" for the usual spread of demand.
     */
    private static final Thresholds SHORTAGE_A = new Thresholds(0.30, 0.18);

    private static final Thresholds SHORTAGE_B = new Thresholds(0.40, 0.24);
    private static final Thresholds SHORTAGE_OTHERS = new Thresholds(0.50, 0.30);

    /** A campaign is stopped for more than 10 % (A) or 20 % and resumed below 4 % or 8 %. */
    private static final Thresholds CAMPAIGN_A = new Thresholds(0.10, 0.04);

    private static final Thresholds CAMPAIGN_OTHERS = new Thresholds(0.20, 0.08);

    /** Running, and as risky as this: money is being burnt now. */
    static final double CAMPAIGN_CRITICAL = 0.30;

    Thresholds {
        if (!(close < open)) {
            throw new IllegalArgumentException("close " + close + " must be below open " + open);
        }
    }

    static Thresholds shortage(String abc) {
        return switch (abcClass(abc)) {
            case "A" -> SHORTAGE_A;
            case "B" -> SHORTAGE_B;
            default -> SHORTAGE_OTHERS;
        };
    }

    static Thresholds campaign(String abc) {
        return abcClass(abc).equals("A") ? CAMPAIGN_A : CAMPAIGN_OTHERS;
    }

    private static String abcClass(String abc) {
        return abc == null ? "" : abc.toUpperCase(Locale.ROOT);
    }

    /** Empty: below both. */
    Optional<Level> judge(double value) {
        if (value >= open) {
            return Optional.of(Level.ENTER);
        }
        return value >= close ? Optional.of(Level.HOLD) : Optional.empty();
    }
}
