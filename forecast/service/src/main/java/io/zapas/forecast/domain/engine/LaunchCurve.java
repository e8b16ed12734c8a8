package io.zapas.forecast.domain.engine;

import java.util.List;

/**
 * How the first periods of a SKU's life relate to what follows, pooled over a shop's own launches: what is known of a SKU that has days of history only (research/forecast.md 6.4).
 *
 * <p>After k periods it is expected to sell z x c x (its own mean) + (1 - z) x (the mean of launches). c is the ratio of the mean of the {@value #AHEAD} periods after the first k to that of these k,
 * pooled, shrunk to 1 with the weight of {@value #PRIOR_UNITS} units: a history that begins with its first sale begins too high, a launch with a campaign fades. z = k / (k + s² / τ²) is the credibility of
 * Bühlmann (Experience rating and credibility, ASTIN Bulletin 4, 1967), s² being the variance of a launch's periods and τ² that between launches, which for Poisson demand at Gamma rates is the posterior mean.
 * The SKU's own smoothed levels take over in a line; after {@value #PERIODS} periods they are alone.
 *
 * <p>A launch is a SKU whose history begins {@value #AFTER} periods after the shop's own or later: all SKUs begin when a shop begins to be recorded.
 */
final class LaunchCurve {
    static final LaunchCurve NONE = new LaunchCurve(Integer.MAX_VALUE, new double[0], 0, 0);

    static final int PERIODS = 28;
    private static final int AHEAD = 28;
    private static final int AFTER = 28;
    private static final int LEAST_LAUNCHES = 20;
    private static final double PRIOR_UNITS = 200;
    private static final double MAX_UNITS_PER_SKU = 200;

    private final int from;
    private final double[] ratios;
    private final double mean;
    private final double worth;

    /**
     * @param from the first period on which a launch may begin
     * @param ratios by periods known, from 1
     * @param mean demand per period of factor 1 after a launch
     * @param worth of how many periods of its own the mean of launches is worth
     */
    private LaunchCurve(int from, double[] ratios, double mean, double worth) {
        this.from = from;
        this.ratios = ratios;
        this.mean = mean;
        this.worth = worth;
    }

    /** Of a shop whose history begins with this period; {@link #NONE} for fewer than {@value #LEAST_LAUNCHES} launches that are old enough. */
    static LaunchCurve of(int begun, List<SkuTrack> tracks) {
        int from = begun + AFTER;
        double[] before = new double[PERIODS];
        double[] after = new double[PERIODS];
        int launches = 0;
        double means = 0;
        double squares = 0;
        double within = 0;
        for (SkuTrack track : tracks) {
            if (track.series().firstPeriod() >= from && track.periods() >= PERIODS + AHEAD) {
                double usual = rate(track, 0, PERIODS + AHEAD);
                double weight = Math.min(1, MAX_UNITS_PER_SKU / Math.max(1, usual * (PERIODS + AHEAD)));
                for (int k = 1; k < PERIODS; k++) {
                    before[k] += weight * AHEAD * rate(track, 0, k);
                    after[k] += weight * AHEAD * rate(track, k, k + AHEAD);
                }
                double follows = rate(track, 1, 1 + AHEAD);
                launches++;
                means += follows;
                squares += follows * follows;
                within += variance(track, follows);
            }
        }
        if (launches < LEAST_LAUNCHES || !(means > 0)) {
            return NONE;
        }
        double mean = means / launches;
        double[] ratios = new double[PERIODS];
        for (int k = 1; k < PERIODS; k++) {
            ratios[k] = (after[k] + PRIOR_UNITS) / (before[k] + PRIOR_UNITS);
        }
        double periodVariance = within / launches;
        double between = squares / launches - mean * mean - periodVariance / AHEAD;
        double worth = between > 0 ? Math.min(PERIODS, periodVariance / between) : PERIODS;
        return new LaunchCurve(from, ratios, mean, worth);
    }

    private static double rate(SkuTrack track, int from, int until) {
        double factors = track.factors(from, until);
        return factors > 0 ? track.bounded(from, until) / factors : 0;
    }

    private static double variance(SkuTrack track, double rate) {
        double squares = 0;
        for (int t = 1; t <= AHEAD; t++) {
            double miss = track.bounded(t, t + 1) - rate * track.factor(t);
            squares += miss * miss;
        }
        return squares / (AHEAD - 1);
    }

    /** Whether a history of a SKU that begins so and is so long is that of a launch. */
    boolean isLaunch(int firstPeriod, int periods) {
        return firstPeriod >= from && periods > 0 && periods < PERIODS;
    }

    /** Mean demand per period of factor 1 to be expected of a launch. */
    double level(SkuTrack track) {
        int k = track.periods();
        double z = k / (k + worth);
        double launched = z * ratios[k] * rate(track, 0, k) + (1 - z) * mean;
        double share = 1 - (double) k / PERIODS;
        return share * track.spikes() * launched + (1 - share) * track.level(k);
    }
}
