package io.zapas.alerting.kafka;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.delivery.Delivery;
import io.zapas.alerting.domain.Facts;
import io.zapas.alerting.domain.Life;
import io.zapas.alerting.domain.TitleWriter;
import io.zapas.alerting.domain.Tracked;
import io.zapas.runtime.json.Json;
import java.io.UncheckedIOException;

/**
 * The values of the topic {@code alerts}: an alert's fields as published, with its memory under {@code life}; or a delivery; or what a
 * {@link io.zapas.alerting.delivery.Companion} keeps. {@code kind} tells which.
 * What is written reads back equal. The title is for readers of the topic: it follows from the rest, and is not read back.
 */
public final class RecordCodec {
    private static final String KIND = "kind";
    private static final String ALERT = "alert";
    private static final String DELIVERY = "delivery";
    private static final String LIFE = "life";

    private RecordCodec() {}

    public static byte[] bytes(Tracked tracked, TitleWriter titles) {
        Alert alert = tracked.alert();
        return Json.bytes(new StoredAlert(alert.titled(titles.title(alert)), ALERT, tracked.life()));
    }

    public static byte[] bytes(Delivery delivery) {
        ObjectNode node = Json.mapper().valueToTree(delivery);
        node.put(KIND, DELIVERY);
        return Json.bytes(node);
    }

    public static boolean isDelivery(JsonNode node) {
        return DELIVERY.equals(node.path(KIND).asText());
    }

    public static boolean isAlert(JsonNode node) {
        return ALERT.equals(node.path(KIND).asText(ALERT));
    }

    public static Delivery delivery(JsonNode node) {
        return convert(node, Delivery.class);
    }

    public static Tracked tracked(JsonNode node) {
        Alert read = convert(node, Alert.class);
        return new Tracked(withCanonicalFacts(read), convert(node.path(LIFE), Life.class));
    }

    private static Alert withCanonicalFacts(Alert alert) {
        return new Alert(
                alert.id(),
                alert.fingerprint(),
                alert.rev(),
                alert.type(),
                alert.severity(),
                alert.condition(),
                alert.handling(),
                alert.sku(),
                alert.name(),
                alert.scope(),
                null,
                alert.owner(),
                alert.group(),
                alert.openedAt(),
                alert.updatedAt(),
                alert.resolvedAt(),
                Facts.canonicalMap(alert.facts()),
                alert.lostUnits(),
                alert.lostValue(),
                alert.currency(),
                alert.handledBy(),
                alert.note(),
                alert.snoozedUntil(),
                alert.history(),
                alert.flapping(),
                alert.assignee(),
                alert.escalations(),
                alert.purchaseOrder());
    }

    private record StoredAlert(@JsonUnwrapped Alert alert, String kind, Life life) {}

    private static <T> T convert(JsonNode node, Class<T> type) {
        try {
            return Json.mapper().treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
