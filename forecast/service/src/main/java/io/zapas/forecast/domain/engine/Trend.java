package io.zapas.forecast.domain.engine;

import java.util.Arrays;

/**
 * The trend of one SKU: what its smoothed level misses because demand rises or falls, as a member of the mix that its own past errors admit.
 *
 * <p>The member is the level with the slope of the least squares line through all periods so far as drift: the theta method (Assimakopoulos and Nikolopoulos, International Journal of Forecasting 16, 2000)
 * as Hyndman and Billah (the same, 19, 2003) write it. A level is behind by the mean age of what it is made of, so slope x age comes on top. Of a history shorter than a year the share of a
 * year that it has is taken, because until then a slope may be a season's; drift is damped (Gardner and McKenzie, Management Science 31, 1985) by 1 - 1/n a period after n periods: no trend goes on for longer than it
 * was seen. It takes no more than half of a level and adds no more than as much again, so that a level above 0 stays above 0: whether a SKU is dead is not the trend's to say ({@link Obsolescence}), and nothing
 * would be ordered of it to find out.
 *
 * <p>How much of the drift is taken is its weight in the mix of two forecasts with and without: the regression of what the level missed on the drift (Bates and Granger, Operational Research Quarterly 20, 1969; Granger and
 * Ramanathan, Journal of Forecasting 3, 1984), on the windows the levels are weighted by; falling and rising apart, since what falls goes on falling and what rose falls back. {@link TrendPool} has what others
 * tell of it. All sums are carried on from one period to the next in constant time.
 */
final class Trend {
    static final int FALLING = 0;
    static final int RISING = 1;

    /** Fewer periods have no slope. */
    private static final int LEAST_PERIODS = 14;

    private static final double MOST_TAKEN = 0.5;
    private static final double MOST_ADDED = 1;
    private static final int BLOCKS_OF_YEAR = 13;

    private final double[] slope;
    private final double age;
    private final double[][] products;
    private final double[][] squares;

    /**
     * @param demand of each period
     * @param factor by which each period is stronger than usual; 0: nothing is ever sold in it
     * @param age mean age, in periods, of what the level is made of now
     * @param year periods of a year; 0 where none is known of: any slope is taken whole
     */
    Trend(double[] demand, double[] factor, double age, int year) {
        this.age = age;
        this.slope = slopes(demand, factor, Math.max(1, year));
        this.products = new double[2][0];
        this.squares = new double[2][0];
    }

    private Trend(Trend trend, double[][] products, double[][] squares) {
        this.slope = trend.slope;
        this.age = trend.age;
        this.products = products;
        this.squares = squares;
    }

    private static double[] slopes(double[] demand, double[] factor, int year) {
        int periods = demand.length;
        double[] slope = new double[periods + 1];
        double weights = 0;
        double times = 0;
        double rates = 0;
        double squares = 0;
        double products = 0;
        for (int t = 0; t < periods; t++) {
            double f = factor[t];
            if (f > 0) {
                double use = Math.min(1, f);
                double rate = use * demand[t] / f;
                weights += use;
                times += use * t;
                rates += rate;
                squares += use * t * t;
                products += rate * t;
            }
            double spread = weights * squares - times * times;
            if (weights >= LEAST_PERIODS && spread > 0) {
                slope[t + 1] = Math.min(1, weights / year) * (weights * products - times * rates) / spread;
            }
        }
        return slope;
    }

    /**
     * Measured on what the level missed.
     *
     * @param level known before each period
     * @param demandSum demand of all periods before each
     * @param factorSum their factors
     * @param from the first window
     * @param window periods of one
     * @param year periods of a year; of a thirteenth of it, at least a window, all windows are one block to {@link TrendPool}
     */
    Trend measured(double[] level, double[] demandSum, double[] factorSum, int from, int window, int year) {
        int last = level.length - 1 - window;
        if (last < from) {
            return this;
        }
        int block = Math.max(window, year / BLOCKS_OF_YEAR);
        double[][] missed = new double[2][(last - from) / block + 1];
        double[][] drifted = new double[2][missed[0].length];
        double steps = meanDrift(damping(level.length - 1), window);
        double variance = 0;
        for (int t = last; t >= from; t--) {
            double factors = factorSum[t + window] - factorSum[t];
            double error = demandSum[t + window] - demandSum[t] - level[t] * factors;
            double drift = bounded(slope[t] * (age(t) + steps), level[t]) * factors;
            int direction = direction(t);
            missed[direction][(last - t) / block] += error * drift;
            drifted[direction][(last - t) / block] += drift * drift;
            variance += error * error;
        }
        // Windows overlap, so that they are worth as many as fit side by side.
        double scale = variance > 0 ? (last - from + 1) / (variance * window) : 0;
        for (int direction = FALLING; direction <= RISING; direction++) {
            for (int b = 0; b < missed[direction].length; b++) {
                missed[direction][b] *= scale;
                drifted[direction][b] *= scale;
            }
        }
        return new Trend(this, missed, drifted);
    }

    /** By block from the newest: sum of what the level missed x drift, in variances of what it missed. */
    double[] products(int direction) {
        return products[direction];
    }

    /** By block from the newest: sum of drift², in variances of what the level missed. */
    double[] squares(int direction) {
        return squares[direction];
    }

    double product(int direction) {
        return Arrays.stream(products[direction]).sum();
    }

    double square(int direction) {
        return Arrays.stream(squares[direction]).sum();
    }

    int direction(int t) {
        return slope[t] < 0 ? FALLING : RISING;
    }

    /** Change per period, as known before period {@code t}, as far as it is believed. */
    double slope(int t) {
        return slope[t];
    }

    /** By how many periods the level was behind at period {@code t}: no more than the mean age of all that was known. */
    double age(int t) {
        return Math.min(age, t / 2.0);
    }

    /** By how much the mean level of some periods from {@code t} on differs from what is known; {@code steps} is their {@link #meanDrift}. */
    double drift(int t, double level, double steps, double[] shares) {
        double share = shares[direction(t)];
        return share > 0 ? bounded(share * slope[t] * (age(t) + steps), level) : 0;
    }

    static double bounded(double drift, double level) {
        return Math.max(-MOST_TAKEN * level, Math.min(MOST_ADDED * level, drift));
    }

    static double damping(int periods) {
        return 1 - 1.0 / Math.max(2, periods);
    }

    /** By how many slopes the period {@code step}, from 1, is above the first one; {@code damping} below 1. */
    static double drift(double damping, int step) {
        return damping * (1 - Math.pow(damping, step - 1)) / (1 - damping);
    }

    /** The mean of {@link #drift(double, int)} over the first {@code horizon} periods. */
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
