package io.zapas.forecast.domain.engine;

import java.util.List;

/**
 * How much of the drift of a {@link Trend} is to be taken, by direction: a SKU's own regression, shrunk to that over all SKUs with the weight of {@value #PRIOR_EVIDENCE} windows whose drift is as large as what the level
 * usually misses. A SKU without trend has no such windows, so its noise earns nothing.
 *
 * <p>SKUs of one time share its season, so blocks of time are counted, not SKUs: of the pooled share b with the standard error s that the blocks tell, the part b² / (b² + s²) is believed (empirical
 * Bayes, as in {@link AdaptiveLevels}), nothing of a single block. A pool whose trends fall back has a share below 0, which a SKU has to make good before any of its own is taken.
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
            shares[direction] = believed(products, squares);
        }
        return new TrendPool(shares);
    }

    private static void add(double[] sums, double[] values) {
        for (int b = 0; b < values.length; b++) {
            sums[b] += values[b];
        }
    }

    private static double believed(double[] products, double[] squares) {
        double product = 0;
        double square = 0;
        int blocks = 0;
        for (int b = 0; b < squares.length; b++) {
            product += products[b];
            square += squares[b];
            blocks += squares[b] > 0 ? 1 : 0;
        }
        if (blocks < 2) {
            return 0;
        }
        double share = product / square;
        double deviations = 0;
        for (int b = 0; b < squares.length; b++) {
            double deviation = products[b] - share * squares[b];
            deviations += deviation * deviation;
        }
        double error = deviations / (square * square) * blocks / (blocks - 1);
        double known = share * share + error;
        return known > 0 ? Math.max(-1, Math.min(1, share * share * share / known)) : 0;
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
