package io.zapas.forecast.domain;

/**
 * By how much a campaign multiplies demand: mean of the factor (1.9 = +90 %, at least 1) and its standard deviation.
 */
public record Uplift(double mean, double sd) {
    public Uplift {
        if (!(mean >= 1) || !(sd >= 0)) {
            throw new IllegalArgumentException(
                    "uplift " + mean + " ± " + sd + " must be at least 1 and not vague below 0");
        }
    }

    double variance() {
        return sd * sd;
    }

    /** With only {@code share} of the traffic. */
    Uplift capped(double share) {
        return new Uplift(1 + share * (mean - 1), share * sd);
    }
}
