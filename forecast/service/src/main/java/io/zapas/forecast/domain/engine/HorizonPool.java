package io.zapas.forecast.domain.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the errors of all SKUs over one horizon teach: how their spread follows the forecast, how large it usually is, and the quantiles
 * of standardised errors (research/forecast.md 6.1.4). These are pooled over {@value #CLASSES} classes of demand / deviation, the reciprocal of the coefficient of variation, and taken between the
 * middles of two classes: demand is never below 0, so how many deviations a SKU's demand lies above 0 says how skewed its errors can be (the skewness of a Gamma is twice its coefficient of
 * variation), which its volume does not. Recent errors weigh more, half as much every 60 periods:
 * conformal prediction beyond exchangeability (Barber, Candès, Ramdas, Tibshirani, Annals of Statistics 2023), so that a quantile that is exceeded too often of
 * late moves up by itself; what is left of the excess, {@link AdaptiveLevels} takes away.
 */
final class HorizonPool {
    private static final double[] P = StandardisedErrors.P;
    private static final int[] JUDGED = {8, 12, 13, 15};
    private static final double[] CANDIDATES = {0, 0.25, 1};
    private static final int CLASSES = 8;
    private static final int MANY_SERIES = 300;
    private static final int JUDGED_OF_MANY = 3;
    private static final double LEAST_DEVIATION = 0.3;
    private static final double PRIOR_DISPERSION = 2;
    private static final double PRIOR_SMOOTHING = 0.1;

    private final double weight;
    private final double deviation;
    private final double[] middles;
    private final double[][] quantiles;

    /** @param middles demand / deviation in the middle of each class, rising */
    private HorizonPool(double weight, double deviation, double[] middles, double[][] quantiles) {
        this.weight = weight;
        this.deviation = deviation;
        this.middles = middles;
        this.quantiles = quantiles;
    }

    /**
     * Supposed while nothing is known: variance = mean x 2 for one period, growing as the level wanders (Hyndman et al., Forecasting with
     * Exponential Smoothing, 2008, chapter 6), errors as skewed as a Gamma of shape 4.
     */
    static HorizonPool prior(int horizon) {
        return new HorizonPool(
                0, priorDeviation(horizon), new double[1], new double[][] {StandardisedErrors.priorQuantiles()});
    }

    private static double priorDeviation(int horizon) {
        double a = PRIOR_SMOOTHING;
        return Math.sqrt(PRIOR_DISPERSION * (1 + a * (horizon - 1) * (1 + a * (2 * horizon - 1) / 6)));
    }

    /** Takes the weight of the forecast in the spread that has the least pinball loss, on every third series where there are hundreds. */
    static HorizonPool of(List<HorizonErrors> all, int horizon) {
        List<HorizonErrors> judged = every(all.size() < MANY_SERIES ? 1 : JUDGED_OF_MANY, all);
        Candidate best = null;
        for (double weight : CANDIDATES) {
            Candidate candidate = candidate(judged, horizon, weight);
            if (best == null || candidate.loss < best.loss) {
                best = candidate;
            }
        }
        if (judged.size() < all.size()) {
            best = candidate(all, horizon, best.weight);
        }
        AdaptiveLevels levels = AdaptiveLevels.of(best.classes, horizon);
        double[][] quantiles = new double[best.quantiles.length][];
        for (int c = 0; c < quantiles.length; c++) {
            quantiles[c] = levels.adapted(best.quantiles[c]);
        }
        return new HorizonPool(best.weight, best.deviation, best.middles, quantiles);
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
        private final double[] middles;
        private final List<StandardisedErrors> classes;
        private final double[][] quantiles;
        private final double loss;

        Candidate(
                double weight,
                double deviation,
                double[] middles,
                List<StandardisedErrors> classes,
                double[][] quantiles,
                double loss) {
            this.weight = weight;
            this.deviation = deviation;
            this.middles = middles;
            this.classes = classes;
            this.quantiles = quantiles;
            this.loss = loss;
        }
    }

    private static Candidate candidate(List<HorizonErrors> all, int horizon, double weight) {
        double[] deviations = new double[all.size()];
        int known = 0;
        int windows = 0;
        for (HorizonErrors errors : all) {
            if (errors.count() > 0) {
                deviations[known++] = Math.sqrt(errors.meanRatio(weight));
            }
            windows += errors.count();
        }
        double median = Math.max(LEAST_DEVIATION, HorizonErrors.median(deviations, known, priorDeviation(horizon)));
        double[][] spreads = new double[all.size()][];
        double[] above = new double[windows];
        int window = 0;
        for (int k = 0; k < all.size(); k++) {
            HorizonErrors errors = all.get(k);
            double[] spread = errors.deviationsOfOthers(weight, median);
            for (int i = 0; i < spread.length; i++) {
                spread[i] *= Math.sqrt(errors.base(i, weight));
                above[window++] = above(errors.forecast(i), errors.overall(i), spread[i]);
            }
            spreads[k] = spread;
        }
        double[] sorted = above.clone();
        Arrays.sort(sorted);
        double[] middles = new double[windows == 0 ? 1 : CLASSES];
        double[] bounds = new double[middles.length - 1];
        for (int c = 0; c < middles.length && windows > 0; c++) {
            middles[c] = sorted[(int) ((2L * c + 1) * windows / (2 * CLASSES))];
            if (c < bounds.length) {
                bounds[c] = sorted[(int) ((c + 1L) * windows / CLASSES)];
            }
        }
        int[] sizes = new int[middles.length];
        int[] classOf = new int[windows];
        for (int i = 0; i < windows; i++) {
            classOf[i] = rank(bounds, above[i]);
            sizes[classOf[i]]++;
        }
        List<StandardisedErrors> classes = new ArrayList<>(sizes.length);
        for (int size : sizes) {
            classes.add(new StandardisedErrors(size));
        }
        window = 0;
        for (int k = 0; k < all.size(); k++) {
            HorizonErrors errors = all.get(k);
            for (int i = 0; i < errors.count(); i++) {
                classes.get(classOf[window++]).add(errors.error(i) / spreads[k][i], errors.age(i));
            }
        }
        double[][] quantiles = new double[sizes.length][];
        for (int c = 0; c < quantiles.length; c++) {
            quantiles[c] = classes.get(c).quantiles(0);
        }
        double loss = 0;
        window = 0;
        for (int k = 0; k < all.size(); k++) {
            HorizonErrors errors = all.get(k);
            for (int i = 0; i < errors.count(); i++) {
                double[] z = quantiles[classOf[window++]];
                for (int p : JUDGED) {
                    double miss = errors.actual(i) - Math.max(0, errors.forecast(i) + z[p] * spreads[k][i]);
                    loss += Math.max(P[p] * miss, (P[p] - 1) * miss);
                }
            }
        }
        return new Candidate(weight, median, middles, classes, quantiles, loss);
    }

    /** How many deviations demand lies above 0: that which is forecast and the typical one count alike, since either alone may be near 0 by chance. */
    private static double above(double forecast, double overall, double spread) {
        return (forecast + overall) / (2 * spread);
    }

    /** How many of these rising values are below {@code value}. */
    private static int rank(double[] rising, double value) {
        int below = 0;
        while (below < rising.length && value > rising[below]) {
            below++;
        }
        return below;
    }

    /**
     * By how much demand deviates from a forecast with each of the probabilities {@link StandardisedErrors#P}, known from the SKU's own errors and the pool's.
     *
     * @param forecast for the periods of the horizon together, above 0 or equal
     * @param typical demand of these periods, {@link SkuTrack#typical}
     * @param overall the same, {@link SkuTrack#overall}
     */
    double[] deviations(HorizonErrors own, double forecast, double typical, double overall) {
        double spread = own.deviation(weight, deviation) * Math.sqrt(HorizonErrors.base(forecast, typical, weight));
        double above = above(forecast, overall, spread);
        int upper = rank(middles, above);
        double[] low = quantiles[Math.max(0, upper - 1)];
        double[] high = quantiles[Math.min(middles.length - 1, upper)];
        double share = upper == 0 || upper == middles.length
                ? 0
                : (above - middles[upper - 1]) / (middles[upper] - middles[upper - 1]);
        double[] deviations = new double[P.length];
        for (int p = 0; p < deviations.length; p++) {
            deviations[p] = spread * ((1 - share) * low[p] + share * high[p]);
        }
        return deviations;
    }
}
