package io.zapas.alerting.condition;

import io.zapas.alerting.domain.Facts;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.DemandForecast.Eligibility;
import io.zapas.forecast.api.DemandForecast.LastOrder;
import io.zapas.forecast.api.DemandForecast.Option;
import io.zapas.forecast.api.DemandForecast.PastUplift;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.Incoming;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.StockTopics;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The numbers an alert shows, by the names of the documents they come from. Beside them, for every type: {@code impact} (units, money, currency),
 * {@code cause} (codes), {@code causeConfidence} (of each), {@code actions} (what a person can do), {@code evidence} (the documents judged, or what the detector saw).
 */
final class FactMaps {
    private static final List<String> STOCK_ACTIONS = List.of("ACKNOWLEDGE", "ORDERED", "SNOOZE", "FALSE_ALARM");
    private static final List<String> OTHER_ACTIONS = List.of("ACKNOWLEDGE", "SNOOZE", "FALSE_ALARM");

    /** Evidence of a desync that is a fact of its own. */
    private static final Set<String> SAID = Set.of(
            "confidence", "retries", "nextRetryAt", "quarantine", "openOrders", "openUnits", "openOrdersAtLeast");

    private FactMaps() {}

    static Map<String, Object> ofStock(SkuFacts sku, Impact impact, List<Cause> cause, Instant now) {
        Availability availability = sku.availability();
        Product product = sku.product();
        Facts facts = Facts.facts()
                .put("supplier", sku.supplier())
                .put("ean", product.ean())
                .put("leadTimeDays", sku.leadTimeDays())
                .put("leadTimeSdDays", product.leadTimeSdDays())
                .put("moq", product.moq())
                .put("orderMultiple", product.orderMultiple())
                .put("channels", new TreeMap<>(availability.channels()))
                .put("campaigns", campaigns(sku.openCampaigns(now)))
                .put("shortfall", availability.shortfall())
                .put("shortOrders", availability.shortOrders());
        addStock(facts, sku);
        if (sku.forecast() != null) {
            addForecast(facts, sku.forecast());
            facts.put("turnoverPerDay", sku.forecast().turnoverPerDay())
                    .put(
                            "earlierStockouts",
                            Stockouts.earlier(sku.forecast().history(), availability.available() <= 0));
        }
        addCommon(facts, impact, cause, STOCK_ACTIONS).put("lost", lost(sku, impact));
        return facts.map();
    }

    private static void addStock(Facts facts, SkuFacts sku) {
        Availability availability = sku.availability();
        facts.put("available", availability.available())
                .put("onHand", sku.onHand())
                .put("reserved", sku.reserved())
                .put("locations", locations(availability))
                .put("incoming", deliveries(availability.incoming()))
                .put("evidence", evidence(sku));
    }

    private static Facts addCommon(Facts facts, Impact impact, List<Cause> cause, List<String> actions) {
        putCauses(facts, cause);
        return facts.put("impact", impact.map()).put("actions", actions);
    }

    static void putCauses(Facts facts, List<Cause> causes) {
        Map<String, String> confidence = new TreeMap<>();
        causes.forEach(cause -> confidence.put(cause.code(), cause.confidence().name()));
        facts.put("cause", causes.stream().map(Cause::code).toList())
                .put("causeConfidence", confidence.isEmpty() ? null : confidence);
    }

    private static List<Map<String, Object>> locations(Availability availability) {
        return availability.locations().stream()
                .map(level -> Facts.facts()
                        .put("location", level.location())
                        .put("onHand", level.onHand())
                        .put("reserved", level.reserved())
                        .put("buffer", level.buffer())
                        .put("available", level.available())
                        .map())
                .toList();
    }

    private static List<Map<String, Object>> evidence(SkuFacts sku) {
        List<Map<String, Object>> documents = new ArrayList<>();
        if (sku.availability() != null) {
            documents.add(Facts.facts()
                    .put("topic", StockTopics.STOCK_AVAILABILITY)
                    .put("key", sku.sku())
                    .put("version", sku.availability().version())
                    .put("asOf", sku.availability().asOf())
                    .map());
        }
        if (sku.forecast() != null) {
            documents.add(Facts.facts()
                    .put("topic", ForecastTopics.DEMAND_FORECAST)
                    .put("key", sku.sku())
                    .put("asOf", sku.forecast().asOf())
                    .map());
        }
        return documents;
    }

    /** Sales that are lost if nobody acts; the margin is what is left of them after the purchase price. */
    private static Map<String, Object> lost(SkuFacts sku, Impact impact) {
        if (impact.units() == null) {
            return null;
        }
        Product product = sku.product();
        BigDecimal margin = product.price() == null || product.unitCost() == null
                ? null
                : product.price()
                        .subtract(product.unitCost())
                        .multiply(BigDecimal.valueOf(impact.units()))
                        .setScale(2, RoundingMode.HALF_UP);
        return Facts.facts()
                .put("units", impact.units())
                .put("value", impact.money())
                .put("margin", margin)
                .put("currency", impact.currency())
                .map();
    }

    private static void addForecast(Facts facts, DemandForecast forecast) {
        facts.put("abc", forecast.abc())
                .put("xyz", forecast.xyz())
                .put("velocity", forecast.velocity())
                .put("daysOfCover", forecast.daysOfCover())
                .put("reorderPoint", forecast.reorderPoint());
        if (forecast.velocity() != null) {
            facts.put(
                    "demandPerDay",
                    Facts.facts()
                            .put("mean", forecast.velocity())
                            .put("p90", forecast.velocityP90())
                            .put("outOfStockDaysExcluded", forecast.outOfStockDays())
                            .put("method", forecast.model())
                            .map());
        }
        if (forecast.stockoutDate() != null) {
            facts.put("stockoutP50", forecast.stockoutDate().p50())
                    .put("stockoutP90", forecast.stockoutDate().p90());
        }
        Risk risk = forecast.risk();
        if (risk != null) {
            facts.put("tooLateToOrder", risk.tooLateToOrder())
                    .put("gapDays", risk.gapDays())
                    .put("receiptDate", risk.receiptDate())
                    .put("pStockout", risk.stockoutBeforeReceipt());
        }
        if (forecast.leadTime() != null) {
            facts.put("leadTimeP90Days", forecast.leadTime().p90Days());
        }
        if (forecast.shelf() != null) {
            facts.put("lastSale", forecast.shelf().lastSale());
        }
        facts.put("signals", signals(forecast));
        if (forecast.lastOrder() != null) {
            facts.put("lastOrder", lastOrder(forecast.lastOrder()));
        }
        SuggestedOrder order = forecast.suggestedOrder();
        if (order != null) {
            facts.put("suggestedQuantity", order.quantity())
                    .put("suggestedWhy", order.why())
                    .put("suggestedCost", order.cost())
                    .put("moq", order.moq())
                    .put("orderMultiple", order.orderMultiple());
        }
    }

    private static Map<String, Object> lastOrder(LastOrder order) {
        return Facts.facts()
                .put("purchaseOrder", order.purchaseOrder())
                .put("orderedAt", order.orderedAt())
                .put("quantity", order.quantity())
                .put("eta", order.eta())
                .put("received", order.received())
                .put("cancelled", order.cancelled())
                .map();
    }

    /** What demand did that the forecast had not allowed for; null: nothing. */
    private static List<Map<String, Object>> signals(DemandForecast forecast) {
        return forecast.signals().isEmpty()
                ? null
                : forecast.signals().stream()
                        .map(signal -> Facts.facts()
                                .put("kind", signal.kind())
                                .put("since", signal.since())
                                .put("expected", signal.expected())
                                .put("actual", signal.actual())
                                .put("probability", signal.probability())
                                .map())
                        .toList();
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
                        .put("endsAt", campaign.endsAt())
                        .put("pStockout", campaign.pStockout())
                        .map())
                .toList();
    }

    static Map<String, Object> ofCampaign(SkuFacts sku, CampaignRisk campaign, Impact impact) {
        Facts facts = Facts.facts()
                .put("campaignId", campaign.campaignId())
                .put("campaign", campaign.name() == null ? campaign.campaignId() : campaign.name())
                .put("platform", campaign.platform())
                .put("startsAt", campaign.startsAt())
                .put("endsAt", campaign.endsAt())
                .put("uplift", campaign.uplift())
                .put("upliftP90", campaign.upliftP90())
                .put("upliftBasis", campaign.upliftBasis())
                .put("baseDemandPerDay", campaign.baseDemandPerDay())
                .put("campaignDemandPerDay", campaign.campaignDemandPerDay())
                .put("pStockout", campaign.pStockout())
                .put("pWithoutAds", campaign.pWithoutAds())
                .put("medianSellOut", campaign.medianSellOut())
                .put("spendAtRisk", campaign.spendAtRisk())
                .put("budget", campaign.budget())
                .put("pastUplift", pastUplift(campaign.pastUplift()))
                .put("eligibility", eligibility(campaign.eligibility()))
                .put("currency", campaign.currency())
                .put(
                        "options",
                        campaign.options().stream().map(FactMaps::option).toList())
                .put("decideBy", campaign.decideBy());
        facts.put("abc", sku.forecast().abc());
        if (sku.availability() != null) {
            addStock(facts, sku);
            facts.put("channels", new TreeMap<>(sku.availability().channels()));
        } else {
            facts.put("available", sku.forecast().available()).put("evidence", evidence(sku));
        }
        addCommon(facts, impact, List.of(Cause.certain("CAMPAIGN")), OTHER_ACTIONS)
                .put("lost", lost(sku, impact));
        return facts.map();
    }

    private static Map<String, Object> pastUplift(PastUplift past) {
        return past == null
                ? null
                : Facts.facts()
                        .put("campaigns", past.campaigns())
                        .put("days", past.days())
                        .put("factor", past.factor())
                        .map();
    }

    private static Map<String, Object> eligibility(Eligibility eligibility) {
        return eligibility == null
                ? null
                : Facts.facts()
                        .put("state", eligibility.state())
                        .put("share", eligibility.share())
                        .put("until", eligibility.until())
                        .map();
    }

    private static Map<String, Object> option(Option option) {
        return Facts.facts()
                .put("action", option.action())
                .put("share", option.share())
                .put("date", option.date())
                .put("pStockout", option.pStockout())
                .map();
    }

    /** @param sku facts of the SKU it names; empty ones are left out */
    static Map<String, Object> ofDesync(Desync desync, SkuFacts sku, Impact impact) {
        Facts facts = Facts.facts()
                .put("kind", desync.kind())
                .put("channel", desync.channel())
                .put("offerId", desync.offerId())
                .put("expected", desync.expected())
                .put("actual", desync.actual())
                .put("delta", desync.delta())
                .put("direction", direction(desync))
                .put("since", desync.since());
        if (sku.availability() != null) {
            facts.put("available", sku.availability().available())
                    .put("onHand", sku.onHand())
                    .put("reserved", sku.reserved())
                    .put("masterVersion", sku.availability().version())
                    .put("ean", sku.product().ean());
        }
        facts.put("impact", impact.map())
                .put("cause", desync.cause())
                .put("causeConfidence", desync.evidence().get("confidence"))
                .put("heal", heal(desync))
                .put("openOrders", openOrders(desync))
                .put("quarantine", desync.evidence().get("quarantine"))
                .put("actions", OTHER_ACTIONS)
                .put("evidence", evidence(desync));
        return facts.map();
    }

    /** How often the channel was sent the quantity again, and when it is again; null: nobody told. */
    private static Map<String, Object> heal(Desync desync) {
        Map<String, Object> heal = Facts.facts()
                .put("tries", desync.evidence().get("retries"))
                .put("next", desync.evidence().get("nextRetryAt"))
                .map();
        return heal.isEmpty() ? null : heal;
    }

    /** Orders of the channel that wait for the SKU; null: nobody told. */
    private static Map<String, Object> openOrders(Desync desync) {
        Map<String, Object> open = Facts.facts()
                .put("orders", desync.evidence().get("openOrders"))
                .put("units", desync.evidence().get("openUnits"))
                .put("atLeast", desync.evidence().get("openOrdersAtLeast"))
                .map();
        return open.isEmpty() ? null : open;
    }

    /** What has a place of its own is not said twice. */
    private static Map<String, Object> evidence(Desync desync) {
        Map<String, Object> rest = new TreeMap<>(desync.evidence());
        rest.keySet().removeAll(SAID);
        return rest;
    }

    private static String direction(Desync desync) {
        if (desync.delta() == null || desync.delta() == 0) {
            return null;
        }
        return desync.delta() > 0 ? "OVERSELL" : "LOST_SALES";
    }
}
