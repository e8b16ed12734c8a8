package io.zapas.alerting.condition;

import io.zapas.alerting.domain.Facts;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.DemandForecast.Option;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.Incoming;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.Product;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The numbers an alert shows, by the names of the documents they come from. */
final class FactMaps {
    private FactMaps() {}

    static Map<String, Object> ofStock(SkuFacts sku, Instant now) {
        Availability availability = sku.availability();
        Product product = sku.product();
        Facts facts = Facts.facts()
                .put("available", availability.available())
                .put("onHand", sku.onHand())
                .put("reserved", sku.reserved())
                .put("supplier", sku.supplier())
                .put("ean", product.ean())
                .put("leadTimeDays", sku.leadTimeDays())
                .put("moq", product.moq())
                .put("orderMultiple", product.orderMultiple())
                .put("incoming", deliveries(availability.incoming()))
                .put("channels", new TreeMap<>(availability.channels()))
                .put("campaigns", campaigns(sku.openCampaigns(now)))
                .put("shortfall", availability.shortfall())
                .put("shortOrders", availability.shortOrders());
        if (sku.forecast() != null) {
            addForecast(facts, sku.forecast());
        }
        return facts.map();
    }

    private static void addForecast(Facts facts, DemandForecast forecast) {
        facts.put("abc", forecast.abc())
                .put("velocity", forecast.velocity())
                .put("daysOfCover", forecast.daysOfCover());
        if (forecast.stockoutDate() != null) {
            facts.put("stockoutP50", forecast.stockoutDate().p50())
                    .put("stockoutP90", forecast.stockoutDate().p90());
        }
        Risk risk = forecast.risk();
        if (risk != null) {
            facts.put("tooLateToOrder", risk.tooLateToOrder())
                    .put("gapDays", risk.gapDays())
                    .put("pStockout", risk.stockoutBeforeReceipt());
        }
        SuggestedOrder order = forecast.suggestedOrder();
        if (order != null) {
            facts.put("suggestedQuantity", order.quantity())
                    .put("suggestedWhy", order.why())
                    .put("moq", order.moq())
                    .put("orderMultiple", order.orderMultiple());
        }
    }

    private static List<Map<String, Object>> deliveries(List<Incoming> incoming) {
        return incoming.stream()
                .map(delivery -> Facts.facts()
                        .put("quantity", delivery.quantity())
                        .put("eta", delivery.eta())
                        .put("purchaseOrder", delivery.purchaseOrder())
                        .put("confirmed", delivery.confirmed())
                        .map())
                .toList();
    }

    private static List<Map<String, Object>> campaigns(List<CampaignRisk> campaigns) {
        return campaigns.stream()
                .map(campaign -> Facts.facts()
                        .put("campaignId", campaign.campaignId())
                        .put("name", campaign.name())
                        .put("startsAt", campaign.startsAt())
                        .map())
                .toList();
    }

    static Map<String, Object> ofCampaign(SkuFacts sku, CampaignRisk campaign) {
        Facts facts = Facts.facts()
                .put("campaignId", campaign.campaignId())
                .put("campaign", campaign.name() == null ? campaign.campaignId() : campaign.name())
                .put("platform", campaign.platform())
                .put("startsAt", campaign.startsAt())
                .put("endsAt", campaign.endsAt())
                .put("uplift", campaign.uplift())
                .put("baseDemandPerDay", campaign.baseDemandPerDay())
                .put("campaignDemandPerDay", campaign.campaignDemandPerDay())
                .put("pStockout", campaign.pStockout())
                .put("pWithoutAds", campaign.pWithoutAds())
                .put("medianSellOut", campaign.medianSellOut())
                .put("spendAtRisk", campaign.spendAtRisk())
                .put("currency", campaign.currency())
                .put(
                        "options",
                        campaign.options().stream().map(FactMaps::option).toList())
                .put("decideBy", campaign.decideBy());
        if (sku.availability() != null) {
            facts.put("available", sku.availability().available())
                    .put("incoming", deliveries(sku.availability().incoming()));
        } else {
            facts.put("available", sku.forecast().available());
        }
        return facts.map();
    }

    private static Map<String, Object> option(Option option) {
        return Facts.facts()
                .put("action", option.action())
                .put("share", option.share())
                .put("date", option.date())
                .put("pStockout", option.pStockout())
                .map();
    }

    static Map<String, Object> ofDesync(Desync desync) {
        return Facts.facts()
                .put("kind", desync.kind())
                .put("channel", desync.channel())
                .put("offerId", desync.offerId())
                .put("expected", desync.expected())
                .put("actual", desync.actual())
                .put("delta", desync.delta())
                .put("since", desync.since())
                .put("cause", desync.cause())
                .put("evidence", desync.evidence())
                .map();
    }
}
