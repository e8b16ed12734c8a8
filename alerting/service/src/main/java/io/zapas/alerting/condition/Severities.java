package io.zapas.alerting.condition;

import io.zapas.alerting.api.Alert.Severity;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import java.time.Instant;

/**
 * How bad a problem is, from its facts alone.
 *
 * <table>
 * <caption>Severities</caption>
 * <tr><th>severity</th><th>what</th></tr>
 * <tr><td>CRITICAL</td><td>nothing left of what is wanted; promised beyond stock; a channel that shows too much; a running campaign with P &gt; 30 %; a dead
 * source of A articles; a source whose stock vanished at once</td></tr>
 * <tr><td>HIGH</td><td>it runs out before an order placed today could arrive; a campaign at risk; any other dead source, or one of A articles that is late;
 * orders nobody can book</td></tr>
 * <tr><td>MEDIUM</td><td>to be ordered within this review period; a channel that shows too little; a source that is late</td></tr>
 * <tr><td>LOW</td><td>below target, nothing to order today</td></tr>
 * </table>
 */
final class Severities {
    private Severities() {}

    /** Of a SKU that may run out: what counts is whether help can still come in time. */
    static Severity ofShortage(Risk risk, SuggestedOrder order) {
        if (risk.tooLateToOrder()) {
            return Severity.HIGH;
        }
        return order != null && order.quantity() > 0 ? Severity.MEDIUM : Severity.LOW;
    }

    static Severity ofCampaign(CampaignRisk campaign, Instant now) {
        boolean running = campaign.startsAt() != null && !now.isBefore(campaign.startsAt());
        return running && campaign.pStockout() > Thresholds.CAMPAIGN_CRITICAL ? Severity.CRITICAL : Severity.HIGH;
    }

    /** @param delta what the channel shows less what it may show; null: unknown */
    static Severity ofListing(Long delta) {
        return delta != null && delta > 0 ? Severity.CRITICAL : Severity.MEDIUM;
    }

    /**
     * @param dead false: only later than usual
     * @param articlesA A articles among its SKUs
     */
    static Severity ofSilence(boolean dead, long articlesA) {
        if (dead) {
            return articlesA > 0 ? Severity.CRITICAL : Severity.HIGH;
        }
        return articlesA > 0 ? Severity.HIGH : Severity.MEDIUM;
    }
}
