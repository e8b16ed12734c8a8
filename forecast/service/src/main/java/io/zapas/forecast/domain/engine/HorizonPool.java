package io.zapas.forecast.domain.engine;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.GammaDistribution;

/**
 * What the errors of all SKUs over one horizon teach: how their spread follows the forecast, how large it usually is, and the quantiles
 * of standardised errors in five classes of volume (research/forecast.md 6.1.4). Recent errors weigh more, half as much every 60 periods:
 * conformal prediction beyond exchangeability (Barber, Candès, Ramdas, Tibshirani, Annals of Statistics 2023), so that a quantile that is exceeded too often of
 * late moves up by itself.
 */
final class HorizonPool {
    private static final double[] P = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995
    };
    private static final int[] JUDGED = {8, 12, 13, 15};
    private static final double[] CANDIDATES = {0, 0.25, 0.5, 1};
    private static final int CLASSES = 5;
    private static final double HALF_LIFE_PERIODS = 60;
    private static final double PRIOR_WINDOWS = 50;
    private static final double LEAST_DEVIATION = 0.3;
    private static final double PRIOR_DISPERSION = 2;
    private static final double PRIOR_SMOOTHING = 0.1;
    private static final double PRIOR_SHAPE = 4;
    private static final double[] PRIOR = prior();

    private final double weight;
    private final double deviation;
    private final double[] upperBounds;
    private final double[][] quantiles;
    private final double loss;

    private HorizonPool(double weight, double deviation, double[] upperBounds, double[][] quantiles, double loss) {
        this.weight = weight;
        this.deviation = deviation;
        this.upperBounds = upperBounds;
        this.quantiles = quantiles;
        this.loss = loss;
    }

    /**
     * Supposed while nothing is known: variance = mean x 2 for one period, growing as the level wanders (Hyndman et al., Forecasting with
     * Exponential Smoothing, 2008, chapter 6), errors as skewed as a Gamma of shape 4.
     */
    static HorizonPool prior(int horizon) {
        return new HorizonPool(0, priorDeviation(horizon), new double[0], new double[][] {PRIOR}, 0);
    }

    private static double priorDeviation(int horizon) {
        double a = PRIOR_SMOOTHING;
        return Math.sqrt(PRIOR_DISPERSION * (1 + a * (horizon - 1) * (1 + a * (2 * horizon - 1) / 6)));
    }

    private static double[] prior() {
        GammaDistribution gamma = new GammaDistribution(null, PRIOR_SHAPE, 1);
        double[] prior = new double[P.length];
        for (int i = 0; i < P.length; i++) {
            prior[i] = (gamma.inverseCumulativeProbability(P[i]) - PRIOR_SHAPE) / Math.sqrt(PRIOR_SHAPE);
        }
        return prior;
    }

    /** Takes the weight of the forecast in the spread that has the least pinball loss. */
    static HorizonPool of(List<HorizonErrors> all, int horizon) {
        double[] sorted =
                all.stream().mapToDouble(HorizonErrors::typical).sorted().toArray();
        double[] bounds = new double[sorted.length == 0 ? 0 : CLASSES - 1];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = sorted[(i + 1) * sorted.length / CLASSES];
        }
        HorizonPool best = null;
        for (double candidate : CANDIDATES) {
            HorizonPool pool = of(all, horizon, candidate, bounds);
            if (best == null || pool.loss < best.loss) {
                best = pool;
            }
        }
        return best;
    }

    private static HorizonPool of(List<HorizonErrors> all, int horizon, double weight, double[] bounds) {
        double[] deviations = new double[all.size()];
        int known = 0;
        int[] sizes = new int[bounds.length + 1];
        for (HorizonErrors errors : all) {
            if (errors.count() > 0) {
                deviations[known++] = Math.sqrt(errors.meanRatio(weight));
            }
            sizes[classOf(errors.typical(), bounds)] += errors.count();
        }
        double median = Math.max(LEAST_DEVIATION, HorizonErrors.median(deviations, known, priorDeviation(horizon)));
        long[][] standardised = new long[sizes.length][];
        for (int c = 0; c < sizes.length; c++) {
            standardised[c] = new long[sizes[c]];
        }
        int[] filled = new int[sizes.length];
        double[][] spreads = new double[all.size()][];
        for (int k = 0; k < all.size(); k++) {
            HorizonErrors errors = all.get(k);
            int c = classOf(errors.typical(), bounds);
            double[] spread = errors.deviationsOfOthers(weight, median);
            for (int i = 0; i < spread.length; i++) {
                spread[i] *= Math.sqrt(errors.base(i, weight));
                float z = (float) (errors.error(i) / spread[i]);
                float recency = (float) Math.pow(0.5, errors.age(i) / HALF_LIFE_PERIODS);
                standardised[c][filled[c]++] = (long) sortable(z) << 32 | Float.floatToIntBits(recency);
            }
            spreads[k] = spread;
        }
        double[][] quantiles = new double[sizes.length][];
        for (int c = 0; c < sizes.length; c++) {
            quantiles[c] = quantiles(standardised[c]);
        }
        double loss = 0;
        for (int k = 0; k < all.size(); k++) {
            HorizonErrors errors = all.get(k);
            double[] z = quantiles[classOf(errors.typical(), bounds)];
            for (int i = 0; i < errors.count(); i++) {
                for (int p : JUDGED) {
                    double miss = errors.actual(i) - Math.max(0, errors.forecast(i) + z[p] * spreads[k][i]);
                    loss += Math.max(P[p] * miss, (P[p] - 1) * miss);
                }
            }
        }
        return new HorizonPool(weight, median, bounds, quantiles, loss);
    }

    /** An int whose order is that of the float. */
    private static int sortable(float value) {
        int bits = Float.floatToIntBits(value);
        return bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
    }

    /** Weighted quantiles of values packed with their weights, drawn to the prior while there are few. */
    private static double[] quantiles(long[] packed) {
        Arrays.sort(packed);
        double total = 0;
        for (long entry : packed) {
            total += Float.intBitsToFloat((int) entry);
        }
        double[] result = new double[P.length];
        int next = 0;
        double below = 0;
        for (int p = 0; p < P.length; p++) {
            while (next < packed.length && below + Float.intBitsToFloat((int) packed[next]) < P[p] * total) {
                below += Float.intBitsToFloat((int) packed[next]);
                next++;
            }
            int bits = packed.length == 0 ? 0 : (int) (packed[Math.min(next, packed.length - 1)] >> 32);
            double value = Float.intBitsToFloat(bits >= 0 ? bits : bits ^ Integer.MAX_VALUE);
            result[p] = (packed.length * value + PRIOR_WINDOWS * PRIOR[p]) / (packed.length + PRIOR_WINDOWS);
        }
        return result;
    }

    private static int classOf(double typical, double[] bounds) {
        int c = 0;
        while (c < bounds.length && typical > bounds[c]) {
            c++;
        }
        return c;
    }

    /** The standard deviation of a SKU's errors for a forecast and a typical demand of these periods, known from its own errors and the pool's. */
    double spread(HorizonErrors own, double forecast, double typical) {
        return own.deviation(weight, deviation) * Math.sqrt(HorizonErrors.base(forecast, typical, weight));
    }

    /** The standardised error that is not exceeded with probability {@code p}, 0 &lt; p &lt; 1; exponential beyond the known ones. */
    double standardised(double typical, double p) {
        double[] z = quantiles[classOf(typical, upperBounds)];
        int last = P.length - 1;
        if (p <= P[0]) {
            return z[0];
        }
        if (p >= P[last]) {
            double slope = (z[last] - z[last - 2]) / Math.log((1 - P[last - 2]) / (1 - P[last]));
            return z[last] + slope * Math.log((1 - P[last]) / (1 - p));
        }
        int k = 1;
        while (P[k] < p) {
            k++;
        }
        return z[k - 1] + (p - P[k - 1]) / (P[k] - P[k - 1]) * (z[k] - z[k - 1]);
    }
}
