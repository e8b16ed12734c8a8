package io.zapas.stocksync.poll;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.stocksync.api.Offer;
import io.zapas.stocksync.desync.Pushes;
import io.zapas.stocksync.domain.Stock.OfferState;
import io.zapas.stocksync.intake.OutgoingEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What listings are known to show, so that a feed that goes through all of them states only what is news: another quantity or SKU, or the first look at a listing since it was told
 * something. Confined to one thread.
 */
final class ShownOffers {
    private record Key(String channel, String offerId) {}

    private record Shown(String sku, long quantity, Instant at) {}

    private final Pushes pushes;
    private final Map<Key, Shown> known = new HashMap<>();

    /** @param pushes says when a listing was told something */
    ShownOffers(Pushes pushes) {
        this.pushes = pushes;
    }

    /** A statement was taken in. */
    void stated(OfferState offer) {
        known.put(new Key(offer.channel(), offer.offerId()), new Shown(offer.sku(), offer.quantity(), offer.at()));
    }

    /** Events are in Kafka: what they say is known from now on, whether it is recorded yet or waits for its SKU. */
    void told(List<OutgoingEvent> events) {
        for (OutgoingEvent event : events) {
            if (Offer.TYPE.equals(event.event().type())) {
                JsonNode offer = event.event().data();
                known.put(
                        new Key(
                                offer.path("channel").asText(),
                                offer.path("offerId").asText()),
                        new Shown(
                                offer.path("sku").asText(null),
                                offer.path("quantity").asLong(),
                                event.event().time()));
            }
        }
    }

    /** Whether an event is news; of anything but an offer it always is. */
    boolean isNews(OutgoingEvent event) {
        if (!Offer.TYPE.equals(event.event().type())) {
            return true;
        }
        JsonNode offer = event.event().data();
        String channel = offer.path("channel").asText();
        String offerId = offer.path("offerId").asText();
        Shown shown = known.get(new Key(channel, offerId));
        if (shown == null || shown.quantity() != offer.path("quantity").asLong()) {
            return true;
        }
        String sku = offer.path("sku").asText(null);
        if (sku != null && !sku.equals(shown.sku())) {
            return true;
        }
        OfferState told = pushes.told(channel, offerId);
        return told != null
                && told.at() != null
                && (shown.at() == null || shown.at().isBefore(told.at()));
    }
}
