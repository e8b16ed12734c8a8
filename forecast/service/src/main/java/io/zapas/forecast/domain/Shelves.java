package io.zapas.forecast.domain;

import io.zapas.forecast.api.DemandForecast.Shelf;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;

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
    static Shelf of(SkuFacts facts, DemandHistory history, DemandPath demand, double velocity, OrderPolicy policy) {
        if (history.days() == 0) {
            return null;
        }
        double sold = 0;
        LocalDate lastSale = null;
        int idleDays = 0;
        for (int i = history.days() - 1; i >= 0; i--) {
            if (i >= history.days() - SELL_THROUGH_DAYS) {
                sold += history.units(i);
            }
            if (lastSale == null) {
                if (history.units(i) > 0) {
                    lastSale = history.day(i);
                } else {
                    idleDays++;
                }
            }
        }
        long available = facts.available();
        boolean dead = available > 0 && idleDays >= DEAD_DAYS;
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
                lastSale,
                dead,
                excess,
                value);
    }
}
