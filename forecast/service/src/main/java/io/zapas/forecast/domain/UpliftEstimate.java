package io.zapas.forecast.domain;

import io.zapas.forecast.api.Campaign;
import java.time.Duration;
import java.util.Optional;

/**
 * What a campaign is expected to do to demand, in this order: the planner's own factor; else clicks times conversion rate, spread over
 * the advertised SKUs by their demand; else nothing, because there is nothing to compute it from.
 */
public final class UpliftEstimate {
    /** A planner's factor is off by a third of its effect, one standard deviation. */
    private static final double PLANNER_DOUBT = 0.3;
    /** Clicks times conversion rate is off by a half. */
    private static final double CLICKS_DOUBT = 0.5;
    /** The cheapest click there is, in units of the campaign's currency: bounds the clicks that a budget can buy. */
    private static final double LEAST_COST_PER_CLICK = 0.05;

    private static final double MAX_FACTOR = 100;
    private static final double HOURS_PER_DAY = 24;

    private UpliftEstimate() {}

    /**
     * @param baseDemandPerDay of all advertised SKUs together, without the campaign; 0: unknown
     */
    public static Optional<Uplift> of(Campaign campaign, double baseDemandPerDay) {
        if (campaign.uplift() != null) {
            return Optional.of(uplift(campaign.uplift(), PLANNER_DOUBT, Uplift.Basis.PLANNER));
        }
        if (campaign.expectedClicks() == null || campaign.conversionRate() == null || !(baseDemandPerDay > 0)) {
            return Optional.empty();
        }
        double clicks = campaign.expectedClicks();
        if (campaign.budget() != null) {
            clicks = Math.min(clicks, campaign.budget().doubleValue() / LEAST_COST_PER_CLICK);
        }
        double days = Math.max(
                1 / HOURS_PER_DAY,
                Duration.between(campaign.startsAt(), campaign.endsAt()).toMinutes() / (60 * HOURS_PER_DAY));
        double more = clicks * campaign.conversionRate() / days;
        return Optional.of(uplift(1 + more / baseDemandPerDay, CLICKS_DOUBT, Uplift.Basis.CLICKS));
    }

    private static Uplift uplift(double factor, double doubt, Uplift.Basis basis) {
        double mean = Math.min(MAX_FACTOR, Math.max(1, factor));
        return new Uplift(mean, doubt * (mean - 1), basis);
    }
}
