package io.zapas.forecast.domain;

/**
 * By how much a campaign multiplies demand: mean of the factor (1.9 = +90 %, at least 1) and its standard deviation.
 *
 * @param basis what it stands on; null: nobody asks
 */
public record Uplift(double mean, double sd, Basis basis) {
    private static final double CAREFUL = 0.9;

    /** Where a factor comes from. */
    public enum Basis {
        /** The planner stated it. */
        PLANNER,
        /** Expected clicks times conversion rate. */
        CLICKS
    }

    public Uplift(double mean, double sd) {
        this(mean, sd, null);
    }

    public Uplift {
        if (!(mean >= 1) || !(sd >= 0)) {
            throw new IllegalArgumentException(
                    "uplift " + mean + " ± " + sd + " must be at least 1 and not vague below 0");
        }
    }

    double variance() {
        return sd * sd;
    }

    /** The factor that is not exceeded in nine of ten cases: its effect taken as a Gamma with these two moments, as demand is. */
    double p90() {
        return 1 + new TwoMomentGamma(mean - 1, variance()).quantile(CAREFUL);
    }

    /** With only {@code share} of the traffic. */
    Uplift capped(double share) {
        return new Uplift(1 + share * (mean - 1), share * sd, basis);
    }
}
