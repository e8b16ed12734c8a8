package io.zapas.forecast.domain.engine;

/**
 * The slope of a series, which added to a smoothed level as drift makes of it the theta method (Assimakopoulos and Nikolopoulos, International Journal of Forecasting 16, 2000) as Hyndman
 * and Billah (the same, 19, 2003) write it: theta has half of the slope of the least squares line through all periods so far, and they find no reason for a half. So all of the slope is
 * taken, once it was seen for a year; of a shorter history the share of a year that it has, because until then the slope may be a season's. A level is behind by the mean age of what it is
 * made of, so slope x age comes on top.
 *
 * <p>Drift is damped (Gardner and McKenzie, Management Science 31, 1985) by 1 - 1/n a period after n periods: no trend goes on for longer than it was seen.
 */
final class Trend {
    /** Fewer periods have no slope. */
    private static final int LEAST_PERIODS = 14;

    private final double[] slope;
    private final double[] age;

    /**
     * @param demand of each period
     * @param factor by which each period is stronger than usual; 0: nothing is ever sold in it
     * @param smoothing of the level that the drift is added to, see {@link #gain}
     * @param year periods of a year; 1 where none is known of: any slope is taken whole
     */
    Trend(double[] demand, double[] factor, double smoothing, int year) {
        int periods = demand.length;
        this.slope = new double[periods + 1];
        this.age = new double[periods + 1];
        double weights = 0;
        double times = 0;
        double rates = 0;
        double squares = 0;
        double products = 0;
        for (int t = 0; t < periods; t++) {
            double use = factor[t] > 0 ? Math.min(1, factor[t]) : 0;
            double gain = 0;
            if (use > 0) {
                double rate = demand[t] / factor[t];
                weights += use;
                times += use * t;
                rates += use * rate;
                squares += use * t * t;
                products += use * t * rate;
                gain = gain(smoothing, weights, use);
            }
            age[t + 1] = (1 - gain) * (age[t] + 1) + gain;
            double spread = weights * squares - times * times;
            if (weights >= LEAST_PERIODS && spread > 0) {
                slope[t + 1] = Math.min(1, weights / year) * (weights * products - times * rates) / spread;
            }
        }
    }

    /** By how much of what a period tells a level follows it: it starts as a plain mean and becomes smoothing as periods add up. */
    static double gain(double smoothing, double seen, double use) {
        return Math.max(smoothing, 1 / (seen + 1)) * use;
    }

    /** Change per period, as known before period {@code t}, as far as it is believed. */
    double slope(int t) {
        return slope[t];
    }

    /** By how much the level was behind at period {@code t}. */
    double behind(int t) {
        return slope[t] * age[t];
    }

    /** By how many slopes the period {@code step}, from 1, is above the first one; {@code damping} below 1. */
    static double drift(double damping, int step) {
        return damping * (1 - Math.pow(damping, step - 1)) / (1 - damping);
    }

    /** The mean of {@link #drift} over the first {@code horizon} periods. */
    static double meanDrift(double damping, int horizon) {
        double sum = 0;
        double drift = 0;
        double power = 1;
        for (int step = 1; step <= horizon; step++) {
            sum += drift;
            power *= damping;
            drift += power;
        }
        return sum / horizon;
    }
}
