package io.zapas.forecast.domain;

import io.zapas.forecast.api.DemandForecast.Shelf;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Rotation the other way: how well the stock of a SKU works, how much of it is too much, whether it moves at all. */
final class Shelves {
    private static final int SELL_THROUGH_DAYS = 28;
    private static final int DEAD_DAYS = 90;
    private static final double SURE = 0.9;
    private static final double DAYS_PER_YEAR = 365;

    private Shelves() {}

    /**
     * @param demand to come, with campaigns; null: nothing known of it, so nothing is expected to sell only if it is dead
     * @param velocity mean units a day, 0 while unknown
     * @return null without a complete day of history
     */
    static Shelf of(SkuFacts facts, PastDemand past, DemandPath demand, double velocity, OrderPolicy policy) {
        if (past.days() == 0) {
            return null;
        }
        double sold = past.recent().last(SELL_THROUGH_DAYS).total();
        long available = facts.available();
        boolean dead = available > 0 && past.idleDays() >= DEAD_DAYS;
        long excess = 0;
        if (dead) {
            excess = available;
        } else if (demand != null) {
            double wanted = demand.quantile(SURE, Math.min(policy.overstockDays(), demand.periods()));
            excess = Math.max(0, available - (long) Math.ceil(wanted));
        }
        BigDecimal value = facts.unitCost() == null
                ? null
                : facts.unitCost().multiply(BigDecimal.valueOf(excess)).setScale(2, RoundingMode.HALF_UP);
        return new Shelf(
                sold + available > 0 ? Figures.round(sold / (sold + available), 3) : null,
                available > 0 && velocity > 0 ? Figures.round(velocity * DAYS_PER_YEAR / available, 2) : null,
                past.lastSale(),
                dead,
                excess,
                value);
    }
}
