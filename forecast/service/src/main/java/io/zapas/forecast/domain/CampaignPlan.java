package io.zapas.forecast.domain;

import io.zapas.forecast.api.Campaign;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/**
 * A campaign with what it is expected to do to one SKU.
 *
 * @param budgetShare the share of the budget spent on this SKU, 0 to 1
 */
public record CampaignPlan(Campaign campaign, Uplift uplift, double budgetShare) {
    private static final double MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

    /** Start in days from {@code now}. */
    double startsIn(Instant now) {
        return (campaign.startsAt().toEpochMilli() - now.toEpochMilli()) / MILLIS_PER_DAY;
    }

    double endsIn(Instant now) {
        return (campaign.endsAt().toEpochMilli() - now.toEpochMilli()) / MILLIS_PER_DAY;
    }

    /** Whether it still changes demand within the forecast. */
    boolean matters(Instant now) {
        return switch (campaign.status()) {
            case PAUSED, ENDED -> false;
            case PLANNED, RUNNING -> endsIn(now) > 0 && startsIn(now) < DemandPath.MAX_PERIODS - 1;
        };
    }

    CampaignEffect effect(Instant now) {
        return CampaignEffect.of(uplift, startsIn(now), endsIn(now), DemandPath.MAX_PERIODS);
    }

    BigDecimal spend() {
        return campaign.budget() == null ? null : campaign.budget().multiply(BigDecimal.valueOf(budgetShare));
    }
}
