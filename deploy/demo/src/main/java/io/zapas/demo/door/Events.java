package io.zapas.demo.door;

import io.zapas.forecast.api.Campaign;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.stocksync.api.Offer;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.api.SupplyExpected;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Builds the events of one ERP and its channels in the words of the contract. Stateless but for the names of its sources. */
public final class Events {
    private final String erp;
    private final String channelPrefix;

    /**
     * @param erp CloudEvents source of what the ERP says
     * @param channelPrefix source of what a channel says, before the channel's name
     */
    public Events(String erp, String channelPrefix) {
        this.erp = erp;
        this.channelPrefix = channelPrefix;
    }

    public OutEvent product(String id, Instant time, Product product) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("sku", product.sku());
        putIfGiven(data, "name", product.name());
        putIfGiven(data, "ean", product.ean());
        putIfGiven(data, "supplier", product.supplier());
        putIfGiven(data, "leadTimeDays", product.leadTimeDays());
        putIfGiven(data, "leadTimeSdDays", product.leadTimeSdDays());
        putIfGiven(data, "unitCost", product.unitCost());
        putIfGiven(data, "price", product.price());
        putIfGiven(data, "currency", product.currency());
        putIfGiven(data, "moq", product.moq());
        putIfGiven(data, "orderMultiple", product.orderMultiple());
        putIfGiven(data, "owner", product.owner());
        putIfGiven(data, "buffer", product.buffer());
        putIfGiven(data, "discontinued", product.discontinued());
        if (!product.channels().isEmpty()) {
            data.put("channels", product.channels());
        }
        if (!product.kit().isEmpty()) {
            data.put("kit", product.kit());
        }
        return new OutEvent(StockTopics.ERP_EVENTS, product.sku(), erp, id, Product.TYPE, time, data);
    }

    /** An absolute physical level. */
    public OutEvent level(String id, Instant time, String sku, String location, long quantity) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("sku", sku);
        data.put("location", location);
        data.put("quantity", quantity);
        data.put("basis", "physical");
        return new OutEvent(StockTopics.ERP_EVENTS, sku, erp, id, StockLevel.TYPE, time, data);
    }

    /** @param documentId may be null */
    public OutEvent movement(
            String id,
            Instant time,
            String sku,
            String location,
            long delta,
            StockMovement.Reason reason,
            String documentId) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("sku", sku);
        data.put("location", location);
        data.put("delta", delta);
        data.put("reason", reason.name().toLowerCase(Locale.ROOT));
        putIfGiven(data, "documentId", documentId);
        return new OutEvent(StockTopics.ERP_EVENTS, sku, erp, id, StockMovement.TYPE, time, data);
    }

    /** @param quantity 0: nothing of this purchase order is on its way any more */
    public OutEvent supply(
            String id,
            Instant time,
            String sku,
            String location,
            long quantity,
            LocalDate eta,
            String purchaseOrder,
            boolean confirmed) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("sku", sku);
        data.put("location", location);
        data.put("quantity", quantity);
        data.put("eta", eta.toString());
        data.put("purchaseOrder", purchaseOrder);
        data.put("confirmed", confirmed);
        return new OutEvent(StockTopics.ERP_EVENTS, sku, erp, id, SupplyExpected.TYPE, time, data);
    }

    /**
     * @param quantities units by SKU
     * @param location shipped from, null: where it was allocated
     */
    public OutEvent order(
            Instant time,
            String orderId,
            String channel,
            Order.Status status,
            Map<String, Long> quantities,
            Instant placedAt,
            String location) {
        String state = status.name().toLowerCase(Locale.ROOT);
        List<Map<String, Object>> lines = new ArrayList<>(quantities.size());
        quantities.forEach((sku, quantity) -> lines.add(Map.of("sku", sku, "quantity", quantity)));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("orderId", orderId);
        data.put("channel", channel);
        data.put("status", state);
        data.put("lines", lines);
        data.put("placedAt", placedAt.toString());
        putIfGiven(data, "location", location);
        return new OutEvent(
                StockTopics.CHANNEL_EVENTS,
                orderId,
                channelPrefix + channel,
                orderId + ":" + state,
                Order.TYPE,
                time,
                data);
    }

    /** @param pushed last value the suite pushed, null: unknown */
    public OutEvent offer(
            String id, Instant time, String channel, String offerId, String sku, long quantity, Long pushed) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("channel", channel);
        data.put("offerId", offerId);
        data.put("sku", sku);
        data.put("quantity", quantity);
        putIfGiven(data, "pushed", pushed);
        return new OutEvent(
                StockTopics.CHANNEL_EVENTS,
                channel + ":" + offerId,
                channelPrefix + channel,
                id,
                Offer.TYPE,
                time,
                data);
    }

    public static OutEvent campaign(String source, String id, Instant time, Campaign campaign) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("campaignId", campaign.campaignId());
        putIfGiven(data, "name", campaign.name());
        putIfGiven(data, "platform", campaign.platform());
        data.put("skus", campaign.skus());
        data.put("startsAt", campaign.startsAt().toString());
        data.put("endsAt", campaign.endsAt().toString());
        putIfGiven(data, "budget", campaign.budget());
        putIfGiven(data, "currency", campaign.currency());
        putIfGiven(data, "expectedClicks", campaign.expectedClicks());
        putIfGiven(data, "conversionRate", campaign.conversionRate());
        putIfGiven(data, "uplift", campaign.uplift());
        data.put("status", campaign.status().name().toLowerCase(Locale.ROOT));
        return new OutEvent(ForecastTopics.ADS_EVENTS, campaign.campaignId(), source, id, Campaign.TYPE, time, data);
    }

    private static void putIfGiven(Map<String, Object> data, String name, Object value) {
        if (value != null) {
            data.put(name, value);
        }
    }
}
