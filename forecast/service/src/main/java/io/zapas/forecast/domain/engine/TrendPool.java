package io.zapas.forecast.domain.engine;

import java.util.List;

/**
 * How much of the drift of a {@link Trend} is to be taken, by direction: a SKU's own regression, shrunk to that over all SKUs with the weight of {@value #PRIOR_EVIDENCE} windows whose drift is as large as what the level
 * usually misses. A SKU without trend has no such windows, so its noise earns nothing.
 *
 * <p>The pooled share is believed as far as blocks of time agree ({@link PooledShare}), nothing of a single block. A pool whose trends fall back has a share below 0, which a SKU has to make good before any of its own is taken.
 */
final class TrendPool {
    /** Nothing known of others. */
    static final TrendPool PRIOR = new TrendPool(new double[2]);

    private static final double PRIOR_EVIDENCE = 16;

    private final double[] shares;

    private TrendPool(double[] shares) {
        this.shares = shares;
    }

    static TrendPool of(List<SkuTrack> tracks) {
        int blocks = 0;
        for (SkuTrack track : tracks) {
            blocks = Math.max(blocks, track.trend().products(Trend.FALLING).length);
        }
        double[] shares = new double[2];
        for (int direction = Trend.FALLING; direction <= Trend.RISING; direction++) {
            double[] products = new double[blocks];
            double[] squares = new double[blocks];
            for (SkuTrack track : tracks) {
                add(products, track.trend().products(direction));
                add(squares, track.trend().squares(direction));
            }
            shares[direction] = Math.max(-1, Math.min(1, PooledShare.believed(products, squares)));
        }
        return new TrendPool(shares);
    }

    private static void add(double[] sums, double[] values) {
        for (int b = 0; b < values.length; b++) {
            sums[b] += values[b];
        }
    }

    /** Share of the drift of a falling and of a rising trend that is taken for this SKU, 0 to 1. */
    double[] shares(Trend trend) {
        double[] own = new double[2];
        for (int direction = Trend.FALLING; direction <= Trend.RISING; direction++) {
            double share = (trend.product(direction) + PRIOR_EVIDENCE * shares[direction])
                    / (trend.square(direction) + PRIOR_EVIDENCE);
            own[direction] = Math.max(0, Math.min(1, share));
        }
        return own;
    }
}
