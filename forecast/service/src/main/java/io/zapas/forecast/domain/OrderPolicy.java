package io.zapas.forecast.domain;

import java.math.BigDecimal;
import java.util.Map;

/**
 * How careful orders are to be.
 *
 * @param byClass service level, 0.5 to 0.999, by ABC class; a SKU without a class is treated as B
 * @param newsvendor where price and unit cost are known, the level follows from them instead
 * @param holdingPerYear cost of holding a unit for a year as a share of its unit cost
 * @param reviewDays days from one look at the orders to the next
 * @param overstockDays stock beyond the demand of so many days is too much
 */
public record OrderPolicy(
        Map<String, Double> byClass, boolean newsvendor, double holdingPerYear, int reviewDays, int overstockDays) {
    public static final OrderPolicy DEFAULT =
            new OrderPolicy(Map.of("A", 0.98, "B", 0.95, "C", 0.90), false, 0.25, 7, 180);
    private static final double LEAST = 0.5;
    private static final double MOST = 0.999;
    private static final double DAYS_PER_YEAR = 365;

    public OrderPolicy {
        byClass = Map.copyOf(byClass);
    }

    /** A service level, and whether it follows from money. */
    record Level(double value, boolean newsvendor) {}

    /**
     * By class; or cu / (cu + co), the newsvendor's level: a unit short costs its margin, cu = price - unit cost, a unit too many costs holding it
     * until the next order can make use of it, co = unit cost * holding cost a year * days / 365 (Arrow, Harris and Marschak 1951). A product
     * without a margin is bought for other reasons: by class.
     *
     * @param days that an order has to last: lead time and review period
     */
    Level level(String abc, BigDecimal price, BigDecimal unitCost, double days) {
        if (newsvendor && price != null && unitCost != null && unitCost.signum() > 0 && price.compareTo(unitCost) > 0) {
            double under = price.subtract(unitCost).doubleValue();
            double over = unitCost.doubleValue() * holdingPerYear * days / DAYS_PER_YEAR;
            return new Level(Math.min(MOST, Math.max(LEAST, under / (under + over))), true);
        }
        Double level = byClass.get(abc == null ? "B" : abc);
        return new Level(level == null ? byClass.getOrDefault("B", 0.95) : level, false);
    }
}
