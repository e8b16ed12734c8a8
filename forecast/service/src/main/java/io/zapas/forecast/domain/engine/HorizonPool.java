package io.zapas.forecast.domain.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * What the errors of all SKUs over one horizon teach: how their spread follows the forecast, how large it usually is, and the quantiles
 * of standardised errors in five classes of volume (research/forecast.md 6.1.4). Recent errors weigh more, half as much every 60 periods:
 * conformal prediction beyond exchangeability (Barber, Candès, Ramdas, Tibshirani, Annals of Statistics 2023), so that a quantile that is exceeded too often of
 * late moves up by itself; what is left of the excess, {@link AdaptiveLevels} takes away.
 */
final class HorizonPool {
    private static final double[] P = StandardisedErrors.P;
    private static final int[] JUDGED = {8, 12, 13, 15};
    private static final double[] CANDIDATES = {0, 0.25, 0.5, 1};
    private static final int CLASSES = 5;
    private static final int MANY_SERIES = 300;
    private static final int JUDGED_OF_MANY = 3;
    private static final double LEAST_DEVIATION = 0.3;
    private static final double PRIOR_DISPERSION = 2;
    private static final double PRIOR_SMOOTHING = 0.1;

    private final double weight;
    private final double deviation;
    private final double[] upperBounds;
    private final double[][] quantiles;

    private HorizonPool(double weight, double deviation, double[] upperBounds, double[][] quantiles) {
        this.weight = weight;
        this.deviation = deviation;
        this.upperBounds = upperBounds;
        this.quantiles = quantiles;
    }

    /**
     * Supposed while nothing is known: variance = mean x 2 for one period, growing as the level wanders (Hyndman et al., Forecasting with
     * Exponential Smoothing, 2008, chapter 6), errors as skewed as a Gamma of shape 4.
     */
    static HorizonPool prior(int horizon) {
        return new HorizonPool(
                0, priorDeviation(horizon), new double[0], new double[][] {StandardisedErrors.priorQuantiles()});
    }

    private static double priorDeviation(int horizon) {
        double a = PRIOR_SMOOTHING;
        return Math.sqrt(PRIOR_DISPERSION * (1 + a * (horizon - 1) * (1 + a * (2 * horizon - 1) / 6)));
    }

    /** Takes the weight of the forecast in the spread that has the least pinball loss, on every third series where there are hundreds. */
    static HorizonPool of(List<HorizonErrors> all, int horizon) {
        double[] sorted =
                all.stream().mapToDouble(HorizonErrors::typical).sorted().toArray();
        double[] bounds = new double[sorted.length == 0 ? 0 : CLASSES - 1];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = sorted[(i + 1) * sorted.length / CLASSES];
        }
        List<HorizonErrors> judged = every(all.size() < MANY_SERIES ? 1 : JUDGED_OF_MANY, all);
        Candidate best = null;
        for (double weight : CANDIDATES) {
            Candidate candidate = candidate(judged, horizon, weight, bounds);
            if (best == null || candidate.loss < best.loss) {
                best = candidate;
            }
        }
        if (judged.size() < all.size()) {
            best = candidate(all, horizon, best.weight, bounds);
        }
        AdaptiveLevels levels = AdaptiveLevels.of(best.classes, horizon);
        double[][] quantiles = new double[best.quantiles.length][];
        for (int c = 0; c < quantiles.length; c++) {
            quantiles[c] = levels.adapted(best.quantiles[c]);
        }
        return new HorizonPool(best.weight, best.deviation, bounds, quantiles);
    }

    private static List<HorizonErrors> every(int step, List<HorizonErrors> all) {
        List<HorizonErrors> some = new ArrayList<>(all.size() / step + 1);
        for (int i = 0; i < all.size(); i += step) {
            some.add(all.get(i));
        }
        return some;
    }

    /** What follows from one weight of the forecast in the spread. */
    private static final class Candidate {
        private final double weight;
        private final double deviation;
        private final List<StandardisedErrors> classes;
        private final double[][] quantiles;
        private final double loss;

        Candidate(
                double weight, double deviation, List<StandardisedErrors> classes, double[][] quantiles, double loss) {
            this.weight = weight;
            this.deviation = deviation;
            this.classes = classes;
            this.quantiles = quantiles;
            this.loss = loss;
        }
    }

    private static Candidate candidate(List<HorizonErrors> all, int horizon, double weight, double[] bounds) {
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
        List<StandardisedErrors> classes = new ArrayList<>(sizes.length);
        for (int size : sizes) {
            classes.add(new StandardisedErrors(size));
        }
        double[][] spreads = new double[all.size()][];
        for (int k = 0; k < all.size(); k++) {
            HorizonErrors errors = all.get(k);
            StandardisedErrors own = classes.get(classOf(errors.typical(), bounds));
            double[] spread = errors.deviationsOfOthers(weight, median);
            for (int i = 0; i < spread.length; i++) {
                spread[i] *= Math.sqrt(errors.base(i, weight));
                own.add(errors.error(i) / spread[i], errors.age(i));
            }
            spreads[k] = spread;
        }
        double[][] quantiles = new double[sizes.length][];
        for (int c = 0; c < sizes.length; c++) {
            quantiles[c] = classes.get(c).quantiles(0);
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
        return new Candidate(weight, median, classes, quantiles, loss);
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
        return StandardisedErrors.at(quantiles[classOf(typical, upperBounds)], p);
    }
}
