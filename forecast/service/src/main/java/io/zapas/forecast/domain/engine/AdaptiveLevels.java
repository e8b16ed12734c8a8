package io.zapas.forecast.domain.engine;

import java.util.List;

/**
 * At which probability a quantile is to be taken so that it holds what it says. The last origins that are one horizon apart are played again: what share of demand did
 * not exceed the quantiles as they were known then? A quantile that held 90 % where 95 % were promised is replaced by the one that held 95 %.
 *
 * <p>After Gibbs and Candès, Adaptive conformal inference under distribution shift (NeurIPS 2021), in one step instead of one per period: the share is a mean over at most
 * {@value #ORIGINS} origins, which all weigh the same: recency is in the quantiles already ({@link HorizonPool}), and one season that all SKUs share must not count twice. All SKUs of an origin share its season and its weather, so origins are counted, not SKUs: of
 * what they missed by on average, m, with the standard error s that their differences tell, the part m² / (m² + s²) is believed (empirical Bayes: Efron and Morris, Journal of the American
 * Statistical Association 68, 1973), so nothing of a single origin.
 */
final class AdaptiveLevels {
    private static final int ORIGINS = 6;
    /** However many they are, SKUs of one origin tell no more than so many of origins of their own. */
    private static final double MOST_INDEPENDENT = 100;

    private static final int LEAST_KNOWN = 200;
    private static final int LEAST_JUDGED = 10;
    /** Windows are thinned: those that end within a quarter of the horizon are of one origin. */
    private static final int PARTS_OF_HORIZON = 4;

    private static final double LEAST_STEP = 1e-6;

    private static final double[] P = StandardisedErrors.P;

    private final double[] held;

    private AdaptiveLevels(double[] held) {
        this.held = held;
    }

    static AdaptiveLevels of(List<StandardisedErrors> classes, int horizon) {
        double[] missed = new double[P.length];
        double[] missedSquared = new double[P.length];
        int origins = 0;
        for (; origins < ORIGINS; origins++) {
            int ended = origins * horizon;
            double[] within = new double[P.length];
            int judged = judge(classes, ended, horizon, within);
            if (judged == 0) {
                break;
            }
            for (int p = 0; p < P.length; p++) {
                double miss = within[p] / judged - P[p];
                missed[p] += miss;
                missedSquared[p] += miss * miss;
            }
        }
        double[] held = P.clone();
        for (int p = 0; p < P.length; p++) {
            if (origins > 1) {
                double mean = missed[p] / origins;
                double variance = missedSquared[p] / origins - mean * mean;
                double error = (Math.max(0, variance) + P[p] * (1 - P[p]) / MOST_INDEPENDENT) / (origins - 1);
                held[p] += mean * mean * mean / (mean * mean + error);
            }
            held[p] = Math.max(held[p], (p == 0 ? 0 : held[p - 1]) + LEAST_STEP);
        }
        for (int p = P.length - 1; p >= 0; p--) {
            held[p] = Math.min(held[p], (p == P.length - 1 ? 1 : held[p + 1]) - LEAST_STEP);
        }
        return new AdaptiveLevels(held);
    }

    /** How many windows that ended {@code ended} periods ago are judged, by quantiles from windows that ended a horizon sooner. */
    private static int judge(List<StandardisedErrors> classes, int ended, int horizon, double[] within) {
        int until = ended + Math.max(1, horizon / PARTS_OF_HORIZON);
        int judged = 0;
        for (StandardisedErrors errors : classes) {
            int count = errors.count(ended, until);
            if (count >= LEAST_JUDGED && errors.count(ended + horizon, Integer.MAX_VALUE) >= LEAST_KNOWN) {
                errors.addWithin(ended, until, errors.quantiles(ended + horizon), within);
                judged += count;
            }
        }
        return judged;
    }

    /** The share of demand that the quantile at {@link StandardisedErrors#P} number {@code index} is reckoned to hold. */
    double held(int index) {
        return held[index];
    }

    /** Quantiles that hold what they say: rising, of the same probabilities. */
    double[] adapted(double[] quantiles) {
        double[] adapted = new double[P.length];
        for (int p = 0; p < P.length; p++) {
            adapted[p] = at(quantiles, P[p]);
        }
        return adapted;
    }

    private double at(double[] quantiles, double p) {
        int last = P.length - 1;
        if (p <= held[0]) {
            return quantiles[0];
        }
        if (p > held[last]) {
            // No steeper than without adapting: two shares that are nearly the same say nothing of the slope beyond
            // them.
            double known = Math.max(logit(held[last]) - logit(held[last - 2]), logit(P[last]) - logit(P[last - 2]));
            return quantiles[last] + (quantiles[last] - quantiles[last - 2]) / known * (logit(p) - logit(held[last]));
        }
        int k = 1;
        while (held[k] < p) {
            k++;
        }
        double step = (logit(p) - logit(held[k - 1])) / (logit(held[k]) - logit(held[k - 1]));
        return quantiles[k - 1] + step * (quantiles[k] - quantiles[k - 1]);
    }

    private static double logit(double p) {
        return Math.log(p / (1 - p));
    }
}
