package io.zapas.alerting.condition;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Finding;
import io.zapas.alerting.domain.Finding.Level;
import io.zapas.alerting.domain.Fingerprint;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.stocksync.api.Availability;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be wrong with a SKU.
 *
 * <table>
 * <caption>Rules</caption>
 * <tr><th>type</th><th>opens</th><th>closes</th><th>severity</th></tr>
 * <tr><td>OUT_OF_STOCK</td><td>nothing available, and somebody wants it</td><td>a quarter of a day's demand is available, at least one unit</td><td>CRITICAL</td></tr>
 * <tr><td>OVERSOLD</td><td>1 unit promised that is not there</td><td>none</td><td>CRITICAL</td></tr>
 * <tr><td>SHORTAGE</td><td>P(runs out before help arrives) &ge; 30 / 40 / 50 % for A / B / others</td><td>below 18 / 24 / 30 %</td><td>HIGH, MEDIUM or LOW, see {@link Severities}</td></tr>
 * <tr><td>CAMPAIGN_RISK</td><td>P &gt;= 10 % (A), 20 % (others)</td><td>below 4 %, 8 %</td><td>CRITICAL when running and above 30 %, else HIGH</td></tr>
 * </table>
 *
 * A discontinued SKU may run out: it never causes OUT_OF_STOCK or SHORTAGE. Where units are on the shelf and nothing is available only because a
 * silent source keeps them back, that source has an alert of its own: no OUT_OF_STOCK opens.
 */
public final class StockRules {
    private static final double CLOSE_DAYS = 0.25;

    private StockRules() {}

    /** The subject of all findings about a SKU. */
    public static String subject(String sku) {
        return "sku " + sku;
    }

    /** Nothing is found where nothing is known. */
    public static List<Finding> judge(SkuFacts sku, Instant now) {
        List<Finding> findings = new ArrayList<>();
        if (sku.availability() != null) {
            outOfStock(sku, now).ifPresent(findings::add);
            oversold(sku, now).ifPresent(findings::add);
            shortage(sku, now).ifPresent(findings::add);
        }
        for (CampaignRisk campaign : sku.openCampaigns(now)) {
            campaignRisk(sku, campaign, now).ifPresent(findings::add);
        }
        return namingAbsorbed(findings);
    }

    /** A shortage is not told beside what says more of the same SKU: that names it. */
    private static List<Finding> namingAbsorbed(List<Finding> findings) {
        if (findings.stream().noneMatch(finding -> finding.type() == Alert.Type.SHORTAGE)) {
            return findings;
        }
        return findings.stream()
                .map(finding -> finding.type() == Alert.Type.OUT_OF_STOCK || finding.type() == Alert.Type.CAMPAIGN_RISK
                        ? finding.naming("absorbs", List.of(Alert.Type.SHORTAGE.name()))
                        : finding)
                .toList();
    }

    private static Optional<Finding> outOfStock(SkuFacts sku, Instant now) {
        long available = sku.availability().available();
        long enough = Math.max(1, (long) Math.ceil(sku.velocity() * CLOSE_DAYS));
        if (sku.discontinued() || available >= enough || !sku.inDemand(now)) {
            return Optional.empty();
        }
        return Optional.of(stock(
                sku,
                Alert.Type.OUT_OF_STOCK,
                available <= 0 && !keptBack(sku.availability()) ? Level.ENTER : Level.HOLD,
                Severity.CRITICAL,
                lost(sku),
                Causes.ofShortage(sku, now),
                now));
    }

    /** What the forecast expects to be lost. */
    private static Impact lost(SkuFacts sku) {
        Risk risk = sku.forecast() == null ? null : sku.forecast().risk();
        return risk == null ? Impact.UNKNOWN : new Impact(risk.lostUnits(), risk.lostValue(), sku.currency());
    }

    static boolean keptBack(Availability availability) {
        if (!availability.stale()) {
            return false;
        }
        if (availability.locations().isEmpty()) {
            // A kit: its parts tell whether their shelves are empty.
            return true;
        }
        long free = availability.locations().stream()
                .mapToLong(level -> Math.max(0, level.onHand()) - level.reserved())
                .sum();
        return free > 0;
    }

    private static Optional<Finding> oversold(SkuFacts sku, Instant now) {
        Availability availability = sku.availability();
        if (availability.shortfall() <= 0) {
            return Optional.empty();
        }
        return Optional.of(stock(
                sku,
                Alert.Type.OVERSOLD,
                Level.ENTER,
                Severity.CRITICAL,
                Impact.of(sku, (double) availability.shortfall()),
                Causes.ofOversold(sku),
                now));
    }

    private static Optional<Finding> shortage(SkuFacts sku, Instant now) {
        Risk risk = sku.forecast() == null ? null : sku.forecast().risk();
        boolean helpIsDated = risk != null && (sku.leadTimeDays() != null || risk.receiptDate() != null);
        if (!helpIsDated || sku.discontinued() || sku.velocity() <= 0) {
            return Optional.empty();
        }
        return Thresholds.shortage(sku.forecast().abc())
                .judge(risk.stockoutBeforeReceipt())
                .map(level -> stock(
                        sku,
                        Alert.Type.SHORTAGE,
                        level,
                        Severities.ofShortage(risk, sku.forecast().suggestedOrder()),
                        lost(sku),
                        Causes.ofShortage(sku, now),
                        now));
    }

    private static Finding stock(
            SkuFacts sku,
            Alert.Type type,
            Level level,
            Severity severity,
            Impact impact,
            List<Cause> cause,
            Instant now) {
        return new Finding(
                level,
                subject(sku.sku()),
                Fingerprint.of(type, sku.sku(), null),
                type,
                severity,
                sku.sku(),
                sku.name(),
                null,
                sku.owner(),
                Groups.ofStock(type, sku.owner(), sku.supplier()),
                FactMaps.ofStock(sku, impact, cause, now),
                impact.units(),
                impact.money(),
                impact.currency());
    }

    private static Optional<Finding> campaignRisk(SkuFacts sku, CampaignRisk campaign, Instant now) {
        Impact known = Impact.of(sku, campaign.lostUnits());
        Impact impact = known.currency() == null && known.money() != null
                ? new Impact(known.units(), known.money(), campaign.currency())
                : known;
        return Thresholds.campaign(sku.forecast().abc())
                .judge(campaign.pStockout())
                .map(level -> new Finding(
                        level,
                        subject(sku.sku()),
                        Fingerprint.of(Alert.Type.CAMPAIGN_RISK, sku.sku(), campaign.campaignId()),
                        Alert.Type.CAMPAIGN_RISK,
                        Severities.ofCampaign(campaign, now),
                        sku.sku(),
                        sku.name(),
                        campaign.campaignId(),
                        sku.owner(),
                        Groups.ofCampaign(campaign.campaignId()),
                        FactMaps.ofCampaign(sku, campaign, impact),
                        impact.units(),
                        impact.money(),
                        impact.currency()));
    }
}
