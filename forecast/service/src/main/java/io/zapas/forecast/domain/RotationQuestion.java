package io.zapas.forecast.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * Everything the figures of one SKU depend on.
 *
 * @param state demand until yesterday and what was learnt from it
 * @param soldToday units demanded today until now
 * @param plans campaigns that advertise the SKU and whose effect is known
 * @param abc null: unknown
 * @param runs campaigns that advertised the SKU at any time, as far as they are still known
 * @param deliveries of the supplier; {@link Deliveries#NONE} to take lead time and expected days as they are stated
 */
public record RotationQuestion(
        SkuFacts facts,
        SkuState state,
        double soldToday,
        String model,
        List<CampaignPlan> plans,
        String abc,
        Instant now,
        ZoneId zone,
        Deliveries deliveries,
        OrderPolicy policy,
        List<PastCampaigns.Run> runs) {
    public RotationQuestion {
        plans = List.copyOf(plans);
        runs = List.copyOf(runs);
    }

    /** Of a SKU of which no campaign is known but the planned ones. */
    public RotationQuestion(
            SkuFacts facts,
            SkuState state,
            double soldToday,
            String model,
            List<CampaignPlan> plans,
            String abc,
            Instant now,
            ZoneId zone,
            Deliveries deliveries,
            OrderPolicy policy) {
        this(facts, state, soldToday, model, plans, abc, now, zone, deliveries, policy, List.of());
    }

    PastDemand past() {
        return state.past();
    }

    /** Null: no history to learn from. */
    SmoothedDemand fit() {
        return state.demand();
    }

    LocalDate today() {
        return now.atZone(zone).toLocalDate();
    }

    /** Share of today still to come, in whole hours, so that figures move once an hour and not all the time. */
    double leftOfToday() {
        return (24 - now.atZone(zone).getHour()) / 24.0;
    }
}
