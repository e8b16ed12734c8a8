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
 */
public record RotationQuestion(
        SkuFacts facts,
        DemandHistory history,
        FittedDemand fit,
        String model,
        List<CampaignPlan> plans,
        String abc,
        Instant now,
        ZoneId zone) {
    public RotationQuestion {
        plans = List.copyOf(plans);
    }

    LocalDate today() {
        return now.atZone(zone).toLocalDate();
    }

    /** Share of today still to come, in whole hours, so that figures move once an hour and not all the time. */
    double leftOfToday() {
        return (24 - now.atZone(zone).getHour()) / 24.0;
    }
}
