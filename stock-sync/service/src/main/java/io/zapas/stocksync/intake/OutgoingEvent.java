package io.zapas.stocksync.intake;

import io.zapas.forecast.api.Campaign;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.stocksync.api.Offer;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Payment;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.api.SupplyExpected;

/**
 * A validated event and where it belongs: facts of the ERP by SKU, facts of a channel by order or listing, campaigns by their id. All that concerns
 * one key keeps its order.
 *
 * @param topic without the configured prefix
 */
public record OutgoingEvent(InboundEvent event, String topic, String key) {

    /** Validates the event by its type and finds its place. Throws {@link InvalidFieldException} naming the field. */
    public static OutgoingEvent of(InboundEvent event) {
        if (Campaign.TYPE.equals(event.type())) {
            return new OutgoingEvent(event, ForecastTopics.ADS_EVENTS, CampaignCheck.campaignId(event.data()));
        }
        if (!StockEventDecoder.knows(event.type())) {
            throw new InvalidFieldException(
                    "type",
                    "must be one of stock.level, stock.movement, supply.expected, product, order, payment, offer, campaign, was \""
                            + event.type() + "\"");
        }
        StockEvent decoded = StockEventDecoder.decode(event);
        return new OutgoingEvent(event, topic(decoded), key(decoded));
    }

    private static String topic(StockEvent event) {
        boolean channel = event instanceof Order || event instanceof Payment || event instanceof Offer;
        return channel ? StockTopics.CHANNEL_EVENTS : StockTopics.ERP_EVENTS;
    }

    private static String key(StockEvent event) {
        if (event instanceof StockLevel level) {
            return level.sku();
        }
        if (event instanceof StockMovement movement) {
            return movement.sku();
        }
        if (event instanceof SupplyExpected supply) {
            return supply.sku();
        }
        if (event instanceof Product product) {
            return product.sku();
        }
        if (event instanceof Order order) {
            return order.orderId();
        }
        if (event instanceof Payment payment) {
            return payment.orderId();
        }
        Offer offer = (Offer) event;
        return offer.channel() + "|" + offer.offerId();
    }
}
