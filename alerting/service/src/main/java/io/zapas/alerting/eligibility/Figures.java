package io.zapas.alerting.eligibility;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.stocksync.api.Availability;
import java.time.Instant;
import java.util.Comparator;

/**
 * The numbers behind a decision.
 *
 * @param risk of running out before the next receipt with the riskiest campaign that counts; null: none counts
 * @param riskWithoutAds of the same
 * @param campaignId of the same
 * @param version of the availability
 */
public record Figures(
        Long available,
        Double risk,
        Double riskWithoutAds,
        String campaignId,
        Long version,
        Instant stockAsOf,
        Instant forecastAsOf) {

    static Figures of(AdFacts facts, String platform, Instant now) {
        CampaignRisk riskiest = facts.campaigns(platform, now).stream()
                .max(Comparator.comparingDouble(CampaignRisk::pStockout))
                .orElse(null);
        Availability stock = facts.availability();
        DemandForecast forecast = facts.forecast();
        return new Figures(
                stock == null ? null : (Long) stock.available(),
                riskiest == null ? null : (Double) riskiest.pStockout(),
                riskiest == null ? null : (Double) riskiest.pWithoutAds(),
                riskiest == null ? null : riskiest.campaignId(),
                stock == null ? null : (Long) stock.version(),
                stock == null ? null : stock.asOf(),
                forecast == null ? null : forecast.asOf());
    }

    /** What all of it is as of: forecasts are renewed daily, availability only tells when it changed last. */
    Instant asOf() {
        return forecastAsOf == null ? stockAsOf : forecastAsOf;
    }
}
