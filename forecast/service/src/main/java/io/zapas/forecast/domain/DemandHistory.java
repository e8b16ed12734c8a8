package io.zapas.forecast.domain;

import java.time.LocalDate;
import java.util.Arrays;

/**
 * Demand of one SKU day by day, without gaps, oldest first, complete days only. A day before the stock was first observed counts as in
 * stock.
 */
public final class DemandHistory {
    private static final double LEAST_EXPOSURE = 0.25;

    private final LocalDate firstDay;
    private final double[] units;
    private final double[] inStock;
    private final double[] prices;

    /**
     * @param units demand per day, at least 0
     * @param inStock share of each day with stock, 0 to 1; below 1 part of the demand was not seen
     */
    public DemandHistory(LocalDate firstDay, double[] units, double[] inStock) {
        this(firstDay, units, inStock, null);
    }

    /** @param prices of a unit on each day and on the day after the last, NaN where it is not known; null: of none */
    public DemandHistory(LocalDate firstDay, double[] units, double[] inStock, double[] prices) {
        if (units.length != inStock.length) {
            throw new IllegalArgumentException("one stock share per day of demand");
        }
        if (prices != null && prices.length != units.length + 1) {
            throw new IllegalArgumentException("one price per day of demand and one of the day after");
        }
        this.firstDay = firstDay;
        this.units = units.clone();
        this.inStock = inStock.clone();
        this.prices = prices == null ? null : prices.clone();
    }

    public LocalDate firstDay() {
        return firstDay;
    }

    public int days() {
        return units.length;
    }

    public LocalDate day(int index) {
        return firstDay.plusDays(index);
    }

    public double units(int index) {
        return units[index];
    }

    public double inStock(int index) {
        return inStock[index];
    }

    /** The price of a unit on each day and on the day after the last, NaN where it is not known; null when no day's is. */
    public double[] prices() {
        return prices == null ? null : prices.clone();
    }

    /**
     * The share of the day that its units stand for, when they are stretched to a whole one. Units seen in a few minutes say little of a day's,
     * so they are never stretched by more than 1 / {@value #LEAST_EXPOSURE}.
     */
    double exposure(int index) {
        return units[index] > 0 ? Math.max(inStock[index], LEAST_EXPOSURE) : inStock[index];
    }

    public double total() {
        double sum = 0;
        for (double day : units) {
            sum += day;
        }
        return sum;
    }

    /** Days on which at least half of the time nothing could be sold. */
    public int outOfStockDays() {
        int days = 0;
        for (double share : inStock) {
            days += isOut(share) ? 1 : 0;
        }
        return days;
    }

    /** Whether at least half of a day nothing could be sold. */
    static boolean isOut(double inStock) {
        return inStock < 0.5;
    }

    /** The same and one more day, at the price that is known of it, which is then that of the day after too. */
    DemandHistory with(double moreUnits, double moreInStock) {
        double[] longer = Arrays.copyOf(units, units.length + 1);
        double[] longerInStock = Arrays.copyOf(inStock, units.length + 1);
        double[] longerPrices = prices == null ? null : Arrays.copyOf(prices, units.length + 2);
        if (longerPrices != null) {
            longerPrices[units.length + 1] = longerPrices[units.length];
        }
        longer[units.length] = moreUnits;
        longerInStock[units.length] = moreInStock;
        return new DemandHistory(firstDay, longer, longerInStock, longerPrices);
    }

    /**
     * The same with the demand of a SKU that was renamed to this one or merged into it, until the same day: what both sold, and in stock as this one was, before it as the other was. Prices are this one's, before it the other's.
     *
     * @throws IllegalArgumentException the other ends on another day
     */
    public DemandHistory joined(DemandHistory other) {
        if (!other.firstDay.plusDays(other.days()).equals(firstDay.plusDays(days()))) {
            throw new IllegalArgumentException("histories end on different days");
        }
        if (other.days() == 0) {
            return this;
        }
        int longest = Math.max(days(), other.days());
        int own = longest - days();
        int others = longest - other.days();
        double[] joinedUnits = new double[longest];
        double[] joinedInStock = new double[longest];
        double[] joinedPrices = prices == null && other.prices == null ? null : new double[longest + 1];
        for (int i = 0; i < longest; i++) {
            joinedUnits[i] = (i < own ? 0 : units[i - own]) + (i < others ? 0 : other.units[i - others]);
            joinedInStock[i] = i < own ? other.inStock[i - others] : inStock[i - own];
        }
        for (int i = 0; joinedPrices != null && i <= longest; i++) {
            joinedPrices[i] = i < own
                    ? other.prices == null ? Double.NaN : other.prices[i - others]
                    : prices == null ? Double.NaN : prices[i - own];
        }
        return new DemandHistory(
                days() > other.days() ? firstDay : other.firstDay, joinedUnits, joinedInStock, joinedPrices);
    }

    /** The newest {@code count} days, or all of them. */
    public DemandHistory last(int count) {
        if (count >= units.length) {
            return this;
        }
        int from = units.length - count;
        return new DemandHistory(
                firstDay.plusDays(from),
                Arrays.copyOfRange(units, from, units.length),
                Arrays.copyOfRange(inStock, from, units.length),
                prices == null ? null : Arrays.copyOfRange(prices, from, units.length + 1));
    }
}
