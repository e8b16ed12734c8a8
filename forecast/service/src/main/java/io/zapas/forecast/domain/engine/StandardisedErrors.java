package io.zapas.forecast.domain.engine;

import java.util.Arrays;
import org.apache.commons.math3.distribution.GammaDistribution;

/** Errors / their supposed deviation of one class of volume over one horizon, and the quantiles that those known at some time had. */
final class StandardisedErrors {
    /** Probabilities at which quantiles are kept. */
    static final double[] P = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995
    };

    private static final double HALF_LIFE_PERIODS = 60;
    private static final double PRIOR_WINDOWS = 50;
    private static final double PRIOR_SHAPE = 4;
    private static final double[] PRIOR = prior();
    private static final float[] RECENCY = recency();

    private final float[] errors;
    private final int[] age;
    private int count;

    /** @param most errors that will be added at most */
    StandardisedErrors(int most) {
        this.errors = new float[most];
        this.age = new int[most];
    }

    /** Of a Gamma of shape 4: as skewed as errors are supposed to be while nothing is known. */
    private static double[] prior() {
        GammaDistribution gamma = new GammaDistribution(null, PRIOR_SHAPE, 1);
        double[] prior = new double[P.length];
        for (int i = 0; i < P.length; i++) {
            prior[i] = (gamma.inverseCumulativeProbability(P[i]) - PRIOR_SHAPE) / Math.sqrt(PRIOR_SHAPE);
        }
        return prior;
    }

    private static float[] recency() {
        float[] recency = new float[SkuTrack.ERROR_PERIODS + 1];
        for (int i = 0; i < recency.length; i++) {
            recency[i] = (float) Math.pow(0.5, i / HALF_LIFE_PERIODS);
        }
        return recency;
    }

    static double[] priorQuantiles() {
        return PRIOR.clone();
    }

    /** @param periods that have passed since the end of the window it was measured on, at most {@value SkuTrack#ERROR_PERIODS} */
    void add(double error, int periods) {
        errors[count] = (float) error;
        age[count++] = periods;
    }

    /** How many windows ended {@code from} to {@code until} - 1 periods ago. */
    int count(int from, int until) {
        int among = 0;
        for (int i = 0; i < count; i++) {
            among += age[i] >= from && age[i] < until ? 1 : 0;
        }
        return among;
    }

    /** Adds, for every quantile, how many errors of windows that ended {@code from} to {@code until} - 1 periods ago were not above it. */
    void addWithin(int from, int until, double[] quantiles, double[] within) {
        for (int i = 0; i < count; i++) {
            if (age[i] >= from && age[i] < until) {
                for (int p = quantiles.length - 1; p >= 0 && errors[i] <= quantiles[p]; p--) {
                    within[p]++;
                }
            }
        }
    }

    /** Quantiles at {@link #P} as known {@code ago} periods ago, recent errors weighing more, drawn to the prior while there are few. */
    double[] quantiles(int ago) {
        EmpiricalQuantiles sample = new EmpiricalQuantiles(count);
        for (int i = 0; i < count; i++) {
            if (age[i] >= ago) {
                sample.add(errors[i], RECENCY[age[i] - ago]);
            }
        }
        int known = sample.count();
        double[] quantiles = known == 0 ? new double[P.length] : sample.at(P);
        for (int p = 0; p < P.length; p++) {
            quantiles[p] = (known * quantiles[p] + PRIOR_WINDOWS * PRIOR[p]) / (known + PRIOR_WINDOWS);
        }
        return quantiles;
    }

    /** The quantile at any probability, 0 &lt; p &lt; 1; exponential beyond the known ones, the least one below them. */
    static double at(double[] quantiles, double p) {
        int last = P.length - 1;
        if (p <= P[0]) {
            return quantiles[0];
        }
        if (p >= P[last]) {
            double slope = (quantiles[last] - quantiles[last - 2]) / Math.log((1 - P[last - 2]) / (1 - P[last]));
            return quantiles[last] + slope * Math.log((1 - P[last]) / (1 - p));
        }
        int k = Arrays.binarySearch(P, p);
        if (k >= 0) {
            return quantiles[k];
        }
        k = -k - 1;
        return quantiles[k - 1] + (p - P[k - 1]) / (P[k] - P[k - 1]) * (quantiles[k] - quantiles[k - 1]);
    }
}
