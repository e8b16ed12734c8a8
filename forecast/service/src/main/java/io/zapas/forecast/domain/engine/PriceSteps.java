package io.zapas.forecast.domain.engine;

import java.util.Arrays;

/**
 * Prices as flags of a {@link DemandSeries}, so that a price has its factor like any promotion: pooled over SKUs by its distance from the usual one, a SKU's own history shrunk in, divided
 * out before smoothing, multiplied in only where it is planned ({@link SeriesForecast#with}). Steps, not an elasticity: half price sells more than twice what a quarter off does in some shops and less
 * in others (research/forecast.md 6.2: factor by category, mechanic and depth).
 *
 * <p>Usual is the median price of the {@value #USUAL_PERIODS} periods before, so a price that stays becomes usual after half of them.
 */
public final class PriceSteps {
    /** Bits that prices take, from the one given on. */
    public static final int BITS = 6;

    private static final int USUAL_PERIODS = 56;
    /** Price / usual price below which a cut is of this step; deeper ones first. */
    private static final double[] CUTS = {0.65, 0.8, 0.9, 0.97};

    private static final double[] RISES = {1.1, 1.03};

    private final int firstBit;

    /** @param firstBit lowest of {@value #BITS} bits that no event of the calendar and no other promotion uses */
    public PriceSteps(int firstBit) {
        if (firstBit < 0 || firstBit + BITS > Seasonality.MAX_FLAGS) {
            throw new IllegalArgumentException(
                    "first bit " + firstBit + " must be 0 to " + (Seasonality.MAX_FLAGS - BITS));
        }
        this.firstBit = firstBit;
    }

    /** The flags of a price beside the usual one; 0 when they are the same within 3 %, or either is not known (not above 0). */
    public long flags(double price, double usual) {
        if (!(price > 0 && usual > 0 && price < Double.POSITIVE_INFINITY && usual < Double.POSITIVE_INFINITY)) {
            return 0;
        }
        double ratio = price / usual;
        for (int i = 0; i < CUTS.length; i++) {
            if (ratio < CUTS[i]) {
                return 1L << (firstBit + i);
            }
        }
        for (int i = 0; i < RISES.length; i++) {
            if (ratio > RISES[i]) {
                return 1L << (firstBit + CUTS.length + i);
            }
        }
        return 0;
    }

    /** The flags of every period of a history of prices, oldest first; a price that is not known is 0 or NaN. */
    public long[] flags(double[] prices) {
        long[] flags = new long[prices.length];
        int changed = -USUAL_PERIODS;
        for (int t = 1; t < prices.length; t++) {
            if (Double.compare(prices[t], prices[t - 1]) != 0) {
                changed = t;
            }
            if (t - changed < USUAL_PERIODS) {
                flags[t] = flags(prices[t], usual(prices, t));
            }
        }
        return flags;
    }

    /** The usual price before period {@code t}: the lower median of what is known of {@value #USUAL_PERIODS} periods; NaN when nothing is. */
    public static double usual(double[] prices, int t) {
        double[] known = Arrays.stream(prices, Math.max(0, t - USUAL_PERIODS), t)
                .filter(price -> price > 0 && price < Double.POSITIVE_INFINITY)
                .sorted()
                .toArray();
        return known.length == 0 ? Double.NaN : known[(known.length - 1) / 2];
    }
}
