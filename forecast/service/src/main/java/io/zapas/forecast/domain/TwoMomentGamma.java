package io.zapas.forecast.domain;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Gamma;

/**
 * Demand of some days together as a Gamma distribution with a given mean and variance. Demand comes in whole units, so reaching {@code n}
 * units is read half a unit lower (continuity correction).
 *
 * <p>Large shapes use the cube-root normal approximation of Wilson and Hilferty (1931), which is exact to 1e-6 there.
 */
public final class TwoMomentGamma {
    private static final double LARGE_SHAPE = 2_000;
    private static final double EPSILON = 1e-10;
    private static final int MAX_TERMS = 10_000;
    private static final int MAX_STEPS = 80;
    /** Quantiles below this, in units of the scale, are 0. */
    private static final double NOTHING = 1e-9;

    private static final double LEAST_VARIANCE = 1e-9;
    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    private final double mean;
    private final double shape;
    private final double scale;

    /** A mean of 0 is the distribution that is always 0. */
    public TwoMomentGamma(double mean, double variance) {
        if (!(mean >= 0) || !(variance >= 0) || Double.isInfinite(mean) || Double.isInfinite(variance)) {
            throw new IllegalArgumentException(
                    "mean " + mean + " and variance " + variance + " must be finite, 0 or more");
        }
        double spread = Math.max(variance, mean * mean * LEAST_VARIANCE);
        this.mean = mean;
        this.shape = mean > 0 ? mean * mean / spread : 0;
        this.scale = mean > 0 ? spread / mean : 0;
    }

    public double mean() {
        return mean;
    }

    /** Whether no quantile of this one is above the same quantile of {@code other}: both its shape and its scale are no larger. */
    boolean isBelow(TwoMomentGamma other) {
        return mean == 0 || (shape <= other.shape && scale <= other.scale);
    }

    /** P(demand ≥ units), for whole units; 1 for 0 units or fewer. */
    public double reaches(double units) {
        return units <= 0 ? 1 : above(units - 0.5);
    }

    /** P(demand &gt; x). */
    public double above(double x) {
        if (mean == 0) {
            return x < 0 ? 1 : 0;
        }
        return x <= 0 ? 1 : upperTail(shape, x / scale);
    }

    /** E[max(0, demand - units)]: what cannot be served from {@code units}. */
    public double excess(double units) {
        if (units <= 0) {
            return mean - units;
        }
        if (mean == 0) {
            return 0;
        }
        double x = units / scale;
        return Math.max(0, mean * upperTail(shape + 1, x) - units * upperTail(shape, x));
    }

    /** The demand that is not exceeded with probability {@code p}, 0 &lt; p &lt; 1. */
    public double quantile(double p) {
        if (mean == 0) {
            return 0;
        }
        if (shape > LARGE_SHAPE) {
            return scale * cubeRootQuantile(p);
        }
        return scale * standardQuantile(p);
    }

    private double standardQuantile(double p) {
        double low = 0;
        double high = Double.MAX_VALUE;
        double x = start(p);
        double logGamma = Gamma.logGamma(shape);
        for (int step = 0; step < MAX_STEPS; step++) {
            double error = 1 - upperTail(shape, x) - p;
            if (error > 0) {
                high = x;
            } else {
                low = x;
            }
            double density = Math.exp((shape - 1) * Math.log(x) - x - logGamma);
            double next = x - error / density;
            if (!(next > low && next < high)) {
                next = high == Double.MAX_VALUE ? 2 * x : low > 0 ? (low + high) / 2 : high / 16;
            }
            if (next < NOTHING) {
                return 0;
            }
            if (Math.abs(next - x) <= 1e-8 * x) {
                return next;
            }
            x = next;
        }
        return x;
    }

    private double start(double p) {
        double cubeRoot = cubeRootQuantile(p);
        if (shape > 0.5 && cubeRoot > 0) {
            return cubeRoot;
        }
        double small = Math.exp((Math.log(p) + Gamma.logGamma(shape + 1)) / shape);
        return Math.max(1e-12, Math.min(small, shape + 10));
    }

    private double cubeRootQuantile(double p) {
        double z = NORMAL.inverseCumulativeProbability(p);
        double root = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
        return root <= 0 ? 0 : shape * root * root * root;
    }

    private static double upperTail(double shape, double x) {
        if (x <= 0) {
            return 1;
        }
        if (shape > LARGE_SHAPE) {
            double z = (Math.cbrt(x / shape) - (1 - 1 / (9 * shape))) * 3 * Math.sqrt(shape);
            return NORMAL.cumulativeProbability(-z);
        }
        return Gamma.regularizedGammaQ(shape, x, EPSILON, MAX_TERMS);
    }
}
