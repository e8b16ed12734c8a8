package io.zapas.forecast.domain;

import java.time.LocalDate;

/** How demand spreads over the week: seven factors with mean 1, Monday first. A factor of 0 is a day on which nothing is ever sold. */
public final class WeekdayProfile {
    public static final int DAYS = 7;
    public static final WeekdayProfile UNIFORM = new WeekdayProfile(new double[] {1, 1, 1, 1, 1, 1, 1});

    private static final double MEAN_ERROR = 1e-6;

    private final double[] factors;

    private WeekdayProfile(double[] factors) {
        this.factors = factors;
    }

    /** Scales seven weights of 0 or more to mean 1; all zero gives {@link #UNIFORM}. */
    public static WeekdayProfile of(double[] weights) {
        if (weights.length != DAYS) {
            throw new IllegalArgumentException("seven weights, one per weekday");
        }
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        if (!(sum > 0)) {
            return UNIFORM;
        }
        double[] factors = new double[DAYS];
        for (int i = 0; i < DAYS; i++) {
            factors[i] = weights[i] * DAYS / sum;
        }
        return new WeekdayProfile(factors);
    }

    /** What {@link #factors()} gave, as it is: scaled again, the last digits would change each time. */
    static WeekdayProfile kept(double[] factors) {
        double sum = 0;
        for (double factor : factors) {
            sum += factor;
        }
        if (factors.length != DAYS || !(Math.abs(sum - DAYS) < MEAN_ERROR)) {
            throw new IllegalArgumentException("seven factors of mean 1");
        }
        return new WeekdayProfile(factors.clone());
    }

    /** Monday first. */
    public double[] factors() {
        return factors.clone();
    }

    public double factor(LocalDate day) {
        return factors[index(day)];
    }

    double factor(int weekday) {
        return factors[weekday];
    }

    static int index(LocalDate day) {
        return day.getDayOfWeek().getValue() - 1;
    }
}
