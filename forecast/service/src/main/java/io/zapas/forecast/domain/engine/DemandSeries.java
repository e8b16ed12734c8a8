package io.zapas.forecast.domain.engine;

import java.util.Arrays;

/**
 * Demand of one SKU period by period (days or months), without gaps, oldest first, complete periods only.
 *
 * <p>A period below 0 took back more than it sold; what it took back is deducted from the newest sales before it ({@link #netted()}).
 */
public final class DemandSeries {
    private static final double LOG_UNLIKELY = Math.log(0.001);
    private static final double MOST_CERTAIN = 0.9;

    private final String id;
    private final int firstPeriod;
    private final double[] units;
    private final double[] inStock;
    private final long[] promotions;

    /**
     * @param firstPeriod number of the first period: the epoch day, or months since January 1970
     * @param units demand per period, finite
     * @param inStock share of each period with stock, 0 to 1; null: unknown, taken as always
     * @param promotions flags of each period that hold for this SKU alone, as bits that {@link PeriodCalendar#flags} leaves free; null: none
     */
    public DemandSeries(String id, int firstPeriod, double[] units, double[] inStock, long[] promotions) {
        if ((inStock != null && inStock.length != units.length)
                || (promotions != null && promotions.length != units.length)) {
            throw new IllegalArgumentException("series " + id + ": one stock share and one set of flags per period");
        }
        for (double unit : units) {
            if (!Double.isFinite(unit)) {
                throw new IllegalArgumentException("series " + id + ": units " + unit + " must be finite");
            }
        }
        this.id = id;
        this.firstPeriod = firstPeriod;
        this.units = units.clone();
        this.inStock = inStock == null ? null : inStock.clone();
        this.promotions = promotions == null ? null : promotions.clone();
    }

    public String id() {
        return id;
    }

    public int periods() {
        return units.length;
    }

    public int firstPeriod() {
        return firstPeriod;
    }

    /** Number of the first period to come. */
    public int nextPeriod() {
        return firstPeriod + units.length;
    }

    public double units(int index) {
        return units[index];
    }

    /** Share of the period with stock; 1 while unknown. */
    public double inStock(int index) {
        return inStock == null ? 1 : inStock[index];
    }

    long promotions(int index) {
        return promotions == null ? 0 : promotions[index];
    }

    /** The oldest {@code count} periods, or all of them: what was known then. */
    public DemandSeries first(int count) {
        return count >= units.length ? this : range(0, count);
    }

    /** The newest {@code count} periods, or all of them. */
    public DemandSeries last(int count) {
        return count >= units.length ? this : range(units.length - count, units.length);
    }

    private DemandSeries range(int from, int until) {
        return new DemandSeries(
                id,
                firstPeriod + from,
                Arrays.copyOfRange(units, from, until),
                inStock == null ? null : Arrays.copyOfRange(inStock, from, until),
                promotions == null ? null : Arrays.copyOfRange(promotions, from, until));
    }

    /**
     * The same with suspected stockouts marked as out of stock, where the stock is not known: a silence of k periods that ended, with (1 - p)^k below 0.001,
     * p being the share of periods with sales before it (research/forecast.md 6.3). Not done unasked: a silence may also be the end of a season.
     */
    public DemandSeries withSuspectedStockouts() {
        if (inStock != null) {
            return this;
        }
        boolean[] stocked = new boolean[units.length];
        Arrays.fill(stocked, true);
        boolean[] suspected = suspectedStockouts(units, stocked);
        double[] stock = new double[units.length];
        for (int t = 0; t < stock.length; t++) {
            stock[t] = suspected[t] ? 0 : 1;
        }
        return new DemandSeries(id, firstPeriod, units, stock, promotions);
    }

    /** Periods of a silence that ended and that chance does not explain, {@link #withSuspectedStockouts}; only those {@code stocked} tell of demand. */
    static boolean[] suspectedStockouts(double[] units, boolean[] stocked) {
        boolean[] suspected = new boolean[units.length];
        int known = 0;
        int selling = 0;
        int silent = 0;
        int silentFrom = 0;
        for (int t = 0; t < units.length; t++) {
            if (stocked[t] && units[t] > 0) {
                double share = known == 0 ? 0 : (double) selling / known;
                if (silent > 0 && silent * Math.log1p(-Math.min(MOST_CERTAIN, share)) < LOG_UNLIKELY) {
                    Arrays.fill(suspected, silentFrom, t, true);
                }
                known += silent + 1;
                silent = 0;
                selling++;
            } else if (stocked[t]) {
                silentFrom = silent == 0 ? t : silentFrom;
                silent++;
            }
        }
        return suspected;
    }

    /** Units per period with returns taken off the newest sales before them; what finds no sale to undo is left out. At least 0. */
    double[] netted() {
        double[] net = units.clone();
        for (int t = 0; t < net.length; t++) {
            double back = -net[t];
            if (back > 0) {
                net[t] = 0;
                for (int s = t - 1; s >= 0 && back > 0; s--) {
                    double taken = Math.min(back, net[s]);
                    net[s] -= taken;
                    back -= taken;
                }
            }
        }
        return net;
    }
}
