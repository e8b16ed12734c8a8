package io.zapas.stocksync.statement;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.intake.OutgoingEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The events one delivery or answer becomes. Their ids follow from the delivery's and from what they state, so that the same delivery gives the same ids. */
public final class Statements {
    private static final int HASH_LENGTH = 32;
    private static final int MAX_OWN_LENGTH = 60;

    private final String source;
    private final String id;
    private final List<OutgoingEvent> events = new ArrayList<>();

    /**
     * @param source of the events, such as {@code /webhooks/shopify}
     * @param id of the delivery, as one of the methods of this class makes it
     */
    public Statements(String source, String id) {
        this.source = source;
        this.id = id;
    }

    /** The id of a delivery that has none of its own. */
    public static String hashed(String type, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(utf8(type));
            digest.update((byte) '\n');
            return HexFormat.of().formatHex(digest.digest(body)).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An id the signed body has. */
    public static String own(String id) {
        return id.length() <= MAX_OWN_LENGTH ? id : hashed("id", utf8(id));
    }

    /** An id out of a header nobody signed: with another body it is another one, so that nobody can use up the id of a delivery to come. */
    public static String claimed(String id, byte[] body) {
        return own(id) + "-" + hashed("", body).substring(0, HASH_LENGTH / 2);
    }

    public List<OutgoingEvent> events() {
        return List.copyOf(events);
    }

    /** @param fact tells this event from the delivery's others */
    public void state(String fact, String type, String subject, Instant time, ObjectNode data) {
        events.add(OutgoingEvent.of(new InboundEvent(id + "/" + fact, source, type, subject, time, data)));
    }

    /** Units per line name, as the lines of an order. */
    public static void lines(ObjectNode order, Map<LineName, Long> units) {
        ArrayNode lines = order.putArray("lines");
        units.forEach((name, quantity) -> lines.addObject()
                .put(name.offer() ? "offerId" : "sku", name.name())
                .put("quantity", quantity));
    }

    public static ObjectNode data() {
        return Json.mapper().createObjectNode();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
