package io.zapas.forecast.domain.engine;

import java.util.SplittableRandom;

/**
 * What a SKU that was out of stock now and then would have sold (research/forecast.md 6.3).
 *
 * <p>Whether a period begins with stock depends on the demand before it alone, so demand of periods that begin with stock is no selected demand; their mean is
 * taken, not sales / time in stock, which counts the weak periods that never ran out in full and the strong ones in part. A period that ran out, y units in
 * the share s of it, counts as y and what its unseen part would have sold: with demand of a period negative binomial (a Gamma rate with mean m and dispersion θ, counts
 * Poisson; y is a stopping time, the likelihood is the same), the rate is expected at (m w + y) / (w + s), w = 1 / (θ - 1) times {@link #USUAL_WEIGHT}, and what was
 * not seen is no more than a spike. A period that began without stock
 * counts as the smoothed demand before it: shelves run empty when demand is up, and it stays up for a while. Smoothed demand forgets by time, seen or not (Wright, Forecasting data published at irregular time intervals, Management Science 32,
 * 1986), and a silence that ended and that chance does not explain ({@link DemandSeries#suspectedStockouts}) tells nothing of it: what comes back after months and runs out within days would have sold as in these days.
 *
 * <p>Deviations are measured on demand {@link Filled#drawn} from that distribution, so that what was not seen is as uncertain as what was (multiple imputation, Rubin
 * 1987), and about what was smoothed from either side: what a past window really sold may be learnt from what came after it, its forecast may not. The draw of a period depends on the SKU's name and the period only.
 */
final class UnseenDemand {
    private static final double SMOOTHING = 0.12;
    private static final double LEAST_SHARE = 0.25;
    private static final double IN_STOCK = 0.99;
    private static final double LEAST_DISPERSION = 1.05;
    private static final double UNKNOWN_DISPERSION = 2;
    /** 1 were right if demand came evenly over a period, 0 if the share in stock were one of demand, not of time: nights sell nothing. */
    private static final double USUAL_WEIGHT = 0.3;

    private final DemandSeries series;
    private final double[] units;
    private final double[] whole;
    private final boolean[] telling;

    /** @param units of the series, returns netted */
    UnseenDemand(DemandSeries series, double[] units) {
        this.series = series;
        this.units = units;
        this.whole = new double[units.length];
        for (int t = 0; t < whole.length; t++) {
            whole[t] = units[t] / Math.max(LEAST_SHARE, series.inStock(t));
        }
        this.telling = telling();
    }

    private boolean[] telling() {
        boolean[] began = new boolean[units.length];
        for (int t = 0; t < began.length; t++) {
            began[t] = began(t);
        }
        boolean[] suspected = DemandSeries.suspectedStockouts(units, began);
        for (int t = 0; t < began.length; t++) {
            began[t] &= !suspected[t];
        }
        return began;
    }

    /** Whether the series was ever out of stock. */
    static boolean in(DemandSeries series) {
        for (int t = 0; t < series.periods(); t++) {
            if (series.inStock(t) < 1) {
                return true;
            }
        }
        return false;
    }

    /** Whether a period tells of demand: it began with stock, and is in no silence that chance does not explain. */
    boolean tells(int t) {
        return telling[t];
    }

    private boolean began(int t) {
        return units[t] > 0 || series.inStock(t) > 0;
    }

    /** Demand of a period that tells of it, at the rate it sold at while there was stock. */
    double whole(int t) {
        return whole[t];
    }

    /** Demand per period of factor 1 around each period, itself included: the mean of what was smoothed from either side. */
    double[] levelAround(double[] factor) {
        return levelAround(whole, factor);
    }

    private double[] levelAround(double[] demand, double[] factor) {
        Smoothed before = new Smoothed(demand, factor, 1);
        Smoothed after = new Smoothed(demand, factor, 0);
        double[] sold = new double[units.length];
        double[] exposed = new double[units.length];
        for (int t = 0; t < units.length; t++) {
            before.add(t);
            sold[t] = before.sold;
            exposed[t] = before.exposed;
        }
        double[] level = new double[units.length];
        for (int t = units.length - 1; t >= 0; t--) {
            level[t] = (sold[t] + after.sold) / (exposed[t] + after.exposed);
            after.add(t);
        }
        return level;
    }

    /** Demand per period of factor 1 as known before each period. */
    private double[] levelBefore(double[] demand, double[] factor) {
        Smoothed before = new Smoothed(demand, factor, 1);
        double[] level = new double[units.length];
        for (int t = 0; t < units.length; t++) {
            level[t] = before.sold / before.exposed;
            before.add(t);
        }
        return level;
    }

    /** Demand of periods that tell of it / their factors, both smoothed; starts as the mean of all with a weight in periods. */
    private final class Smoothed {
        private final double[] demand;
        private final double[] factor;
        private double sold;
        private double exposed;

        Smoothed(double[] demand, double[] factor, double weight) {
            this.demand = demand;
            this.factor = factor;
            for (int t = 0; t < demand.length; t++) {
                if (began(t)) {
                    sold += demand[t];
                    exposed += factor[t];
                }
            }
            sold = exposed > 0 ? weight * sold / exposed : 0;
            exposed = weight;
        }

        void add(int t) {
            if (factor[t] > 0) {
                sold += SMOOTHING * ((telling[t] ? demand[t] : 0) - sold);
                exposed += SMOOTHING * ((telling[t] ? factor[t] : 0) - exposed);
            }
        }
    }

    /** A history without stockouts. */
    static final class Filled {
        private final double[] expected;
        private final double[] drawn;
        private final double dispersion;

        private Filled(double[] expected, double[] drawn, double dispersion) {
            this.expected = expected;
            this.drawn = drawn;
            this.dispersion = dispersion;
        }

        /** Demand per period with spikes bounded. */
        double[] expected() {
            return expected;
        }

        /** Demand per period, spikes included, what was not seen drawn at random. */
        double[] drawn() {
            return drawn;
        }

        /** Variance / mean of a period's demand, above 1. */
        double dispersion() {
            return dispersion;
        }
    }

    /** @param factor season and events of every period */
    Filled filled(double[] factor) {
        double dispersion = dispersion(factor);
        double weight = 1 / (dispersion - 1);
        double[] level = levelBefore(whole, factor);
        double[] expected = new double[units.length];
        double[] drawn = units.clone();
        for (int t = 0; t < expected.length; t++) {
            if (began(t)) {
                double usual = level[t] * factor[t];
                double most = SkuTrack.most(usual, dispersion);
                double share = series.inStock(t);
                expected[t] = Math.min(units[t], most);
                if (share < 1) {
                    double usualWeight = USUAL_WEIGHT * weight;
                    double rate = (usual * usualWeight + units[t]) / (usualWeight + share);
                    double unseen = Math.min(most, (1 - share) * rate);
                    drawn[t] += draw(t, unseen, (1 - share) / (weight + share));
                    expected[t] = Math.min(most, units[t] + unseen);
                }
            }
        }
        level = levelBefore(expected, factor);
        double[] around = levelAround(expected, factor);
        for (int t = 0; t < expected.length; t++) {
            if (!began(t)) {
                expected[t] = level[t] * factor[t];
                drawn[t] += draw(t, around[t] * factor[t], 1 / weight);
            }
        }
        return new Filled(expected, drawn, dispersion);
    }

    private double dispersion(double[] factor) {
        int from = Math.max(0, units.length - SkuTrack.ERROR_PERIODS);
        double sold = 0;
        double exposed = 0;
        for (int t = from; t < units.length; t++) {
            if (series.inStock(t) >= IN_STOCK) {
                sold += whole[t];
                exposed += factor[t];
            }
        }
        double mean = exposed > 0 ? sold / exposed : 0;
        double squares = 0;
        for (int t = from; t < units.length; t++) {
            if (series.inStock(t) >= IN_STOCK) {
                double error = whole[t] - mean * factor[t];
                squares += error * error;
            }
        }
        return mean > 0 ? Math.max(LEAST_DISPERSION, squares / (mean * exposed)) : UNKNOWN_DISPERSION;
    }

    /** Of a Gamma with this mean and the variance mean x (1 + excess): Marsaglia and Tsang, ACM Transactions on Mathematical Software 26, 2000. */
    private double draw(int t, double mean, double excess) {
        if (!(mean > 0)) {
            return 0;
        }
        SplittableRandom random =
                new SplittableRandom(((long) series.id().hashCode() << 32) ^ (series.firstPeriod() + t));
        double shape = mean / (1 + excess);
        double boost = shape < 1 ? Math.pow(1 - random.nextDouble(), 1 / shape) : 1;
        double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        double cube;
        double normal;
        do {
            normal = Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
            cube = Math.pow(1 + c * normal, 3);
        } while (cube <= 0
                || Math.log(1 - random.nextDouble()) >= normal * normal / 2 + d - d * cube + d * Math.log(cube));
        return d * cube * boost * (1 + excess);
    }
}
