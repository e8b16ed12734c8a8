package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Offer;
import io.zapas.stocksync.feed.FeedPage.Unusable;
import io.zapas.stocksync.intake.OutgoingEvent;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Gathers what the parts of an answer tell. A part that cannot be used costs nothing but itself. */
final class PageBuilder {

    /** States what one part says. */
    @FunctionalInterface
    interface Translation {
        /** Throws {@link InvalidFieldException} when it cannot be used. */
        void state(Part part, Statements statements);
    }

    private final String source;
    private final String matter;
    private final String channel;
    private final List<OutgoingEvent> events = new ArrayList<>();
    private final List<Unusable> unusable = new ArrayList<>();

    PageBuilder(Feed feed) {
        this.source = feed.source();
        this.matter = feed.matter();
        this.channel = feed.channel();
    }

    /**
     * Adds what a part says, all of it or nothing. The events' ids follow from all that the part holds.
     *
     * @param id what it is about, for people
     */
    void add(String id, JsonNode part, Translation translation) {
        byte[] body = Json.bytes(part);
        try {
            Statements statements = new Statements(source, Statements.hashed(matter, body));
            translation.state(Part.of(body), statements);
            events.addAll(statements.events());
        } catch (InvalidFieldException e) {
            unusable.add(new Unusable(id, body, e));
        }
    }

    /**
     * Adds what a listing shows: nothing, if that is below 0.
     *
     * @param sku null: not told
     * @param asked when: what it shows is not older
     */
    void offer(String offerId, String sku, long quantity, Instant asked) {
        ObjectNode offer = Statements.data()
                .put("channel", channel)
                .put("offerId", offerId)
                .put("sku", sku)
                .put("quantity", Math.max(0, quantity));
        add(offerId, offer, (part, statements) -> statements.state(asked.toString(), Offer.TYPE, sku, asked, offer));
    }

    FeedPage page(String cursor, boolean last) {
        return new FeedPage(events, unusable, cursor, last);
    }
}
