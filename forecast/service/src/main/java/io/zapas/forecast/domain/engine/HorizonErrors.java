package io.zapas.forecast.domain.engine;

import java.util.Arrays;

/**
 * What one SKU's forecasts of {@code horizon} periods together missed in the last year of periods, measured directly on overlapping windows (research/forecast.md
 * 6.1.3), newest first. Windows are thinned: neighbours say nearly the same.
 */
final class HorizonErrors {
    private static final double TYPICAL_FLOOR = 0.3;
    private static final double LEAST_BASE = 0.05;
    private static final int MIN_WINDOWS = 40;
    private static final double PRIOR_OBSERVATIONS = 8;

    private final int horizon;
    private final int stride;
    private final int count;
    private final int[] age;
    private final double[] actual;
    private final double[] forecast;
    private final double[] typicals;
    private final double[] overall;

    /** @param trendShares how much of its trend is taken, {@link TrendPool#shares} */
    HorizonErrors(SkuTrack track, int horizon, double[] trendShares) {
        this.horizon = horizon;
        int last = track.periods() - horizon;
        int thinned = Math.min(Math.max(3, horizon / 4), (last - track.firstScored()) / MIN_WINDOWS);
        this.stride = Math.max(1, thinned);
        int size = Math.max(0, (last - track.firstScored()) / stride + (last < track.firstScored() ? 0 : 1));
        this.age = new int[size];
        this.actual = new double[size];
        this.forecast = new double[size];
        this.typicals = new double[size];
        this.overall = new double[size];
        int n = 0;
        double steps = Trend.meanDrift(Trend.damping(track.periods()), horizon);
        for (int i = 0; i < size; i++) {
            int t = last - i * stride;
            double factors = track.factors(t, t + horizon);
            if (factors > 0) {
                age[n] = i * stride;
                actual[n] = track.demand(t, t + horizon);
                forecast[n] = track.level(t, steps, trendShares) * factors;
                typicals[n] = track.typical() * factors;
                overall[n] = track.overall() * factors;
                n++;
            }
        }
        this.count = n;
    }

    int count() {
        return count;
    }

    /** Typical demand of the window, {@link SkuTrack#overall}. */
    double overall(int i) {
        return overall[i];
    }

    int age(int i) {
        return age[i];
    }

    double actual(int i) {
        return actual[i];
    }

    double forecast(int i) {
        return forecast[i];
    }

    double error(int i) {
        return actual[i] - forecast[i];
    }

    double base(int i, double weight) {
        return base(forecast[i], typicals[i], weight);
    }

    /** What the variance of the error is proportional to: {@code weight} of the forecast, at least 0.3 of the typical demand, the rest of that. */
    static double base(double forecast, double typical, double weight) {
        return Math.max(LEAST_BASE, weight * Math.max(forecast, TYPICAL_FLOOR * typical) + (1 - weight) * typical);
    }

    /** Mean of squared error / base; NaN without errors. */
    double meanRatio(double weight) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += error(i) * error(i) / base(i, weight);
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /** Standard deviation of error / √base, shrunk to {@code pooled} with the weight of eight independent windows. */
    double deviation(double weight, double pooled) {
        return count == 0 ? pooled : shrunk(meanRatio(weight), count, pooled);
    }

    /** The same for every window, known from the windows that do not overlap it, so that no error judges itself. */
    double[] deviationsOfOthers(double weight, double pooled) {
        double[] sums = new double[count + 1];
        for (int i = 0; i < count; i++) {
            sums[i + 1] = sums[i] + error(i) * error(i) / base(i, weight);
        }
        int block = (horizon - 1) / stride;
        double[] deviations = new double[count];
        for (int i = 0; i < count; i++) {
            int low = Math.max(0, i - block);
            int high = Math.min(count, i + block + 1);
            int others = count - (high - low);
            deviations[i] = others == 0
                    ? pooled
                    : shrunk(Math.max(0, sums[count] - (sums[high] - sums[low])) / others, others, pooled);
        }
        return deviations;
    }

    private double shrunk(double meanRatio, int windows, double pooled) {
        double independent = (double) windows * Math.min(stride, horizon) / horizon;
        return (Math.sqrt(meanRatio) * independent + PRIOR_OBSERVATIONS * pooled) / (independent + PRIOR_OBSERVATIONS);
    }

    static double median(double[] values, int n, double otherwise) {
        if (n == 0) {
            return otherwise;
        }
        double[] sorted = Arrays.copyOf(values, n);
        Arrays.sort(sorted);
        return sorted[n / 2];
    }
}
