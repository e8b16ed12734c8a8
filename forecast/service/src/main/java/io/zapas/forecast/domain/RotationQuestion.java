package io.zapas.forecast.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * Everything the figures of one SKU depend on.
 *
 * @param fit what the model learnt; null: no history to learn from
 * @param plans campaigns that advertise the SKU and whose effect is known
 * @param abc null: unknown
 * @param deliveries of the supplier; {@link Deliveries#NONE} to take lead time and expected days as they are stated
 */
public record RotationQuestion(
        SkuFacts facts,
        DemandHistory history,
        FittedDemand fit,
        String model,
        List<CampaignPlan> plans,
        String abc,
        Instant now,
        ZoneId zone,
        Deliveries deliveries,
        OrderPolicy policy) {
    public RotationQuestion {
        plans = List.copyOf(plans);
    }

    /** Nothing learnt of the supplier, orders as careful as by default. */
    public RotationQuestion(
            SkuFacts facts,
            DemandHistory history,
            FittedDemand fit,
            String model,
            List<CampaignPlan> plans,
            String abc,
            Instant now,
            ZoneId zone) {
        this(facts, history, fit, model, plans, abc, now, zone, Deliveries.NONE, OrderPolicy.DEFAULT);
    }

    LocalDate today() {
        return now.atZone(zone).toLocalDate();
    }

    /** Share of today still to come, in whole hours, so that figures move once an hour and not all the time. */
    double leftOfToday() {
        return (24 - now.atZone(zone).getHour()) / 24.0;
    }
}
