package io.zapas.runtime.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.vertx.core.MultiMap;
import io.zapas.runtime.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * CloudEvents whose data is JSON, decoded by the CloudEvents SDK. The attributes are checked before the SDK sees the event, because its own
 * errors do not name them reliably. Stateless, safe on every thread.
 */
public final class JsonCloudEventCodec implements CloudEventCodec {
    /** Events in one HTTP batch. */
    public static final int MAX_BATCH = 1_000;

    private static final String STRUCTURED = "application/cloudevents";
    private static final String BATCH = "application/cloudevents-batch";
    private static final String KAFKA_PREFIX = "ce_";
    private static final String HTTP_PREFIX = "ce-";
    private static final String SPEC_VERSION = "1.0";

    @Override
    public InboundEvent fromKafka(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            throw new InvalidFieldException("body", "must not be empty");
        }
        Instant receivedAt = Instant.ofEpochMilli(record.timestamp());
        Header contentType = record.headers().lastHeader("content-type");
        String type = contentType == null ? "" : new String(contentType.value(), StandardCharsets.UTF_8);
        if (type.toLowerCase(Locale.ROOT).startsWith(STRUCTURED)) {
            return structured(object(record.value()), "", receivedAt);
        }
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        record.headers().forEach(header -> {
            if (header.key().startsWith(KAFKA_PREFIX) && header.value() != null) {
                attributes.put(
                        header.key().substring(KAFKA_PREFIX.length()),
                        new String(header.value(), StandardCharsets.UTF_8));
            }
        });
        checkAttributes(attributes, "");
        return inbound(
                decode("", () -> KafkaMessageFactory.createReader(record.headers(), record.value())
                        .toEvent()),
                "",
                receivedAt);
    }

    @Override
    public List<InboundEvent> fromHttp(MultiMap headers, byte[] body, Instant receivedAt) {
        String type = headers.get("content-type") == null
                ? ""
                : headers.get("content-type").toLowerCase(Locale.ROOT);
        boolean binary = headers.contains("ce-specversion") || headers.contains("ce-id") || headers.contains("ce-type");
        if (!type.startsWith(STRUCTURED) && binary) {
            return List.of(binary(headers, body, receivedAt));
        }
        if (!type.startsWith(STRUCTURED) && !type.startsWith("application/json")) {
            throw new InvalidFieldException(
                    "Content-Type",
                    "must be application/cloudevents+json or application/cloudevents-batch+json, or the attributes must come as ce- headers");
        }
        JsonNode root = object(body);
        if (!root.isArray()) {
            if (type.startsWith(BATCH)) {
                throw new InvalidFieldException("body", "must be a JSON array of events");
            }
            return List.of(structured(root, "", receivedAt));
        }
        if (root.size() > MAX_BATCH) {
            throw new InvalidFieldException("body", "must have at most " + MAX_BATCH + " events, had " + root.size());
        }
        List<InboundEvent> events = new ArrayList<>(root.size());
        for (int i = 0; i < root.size(); i++) {
            events.add(structured(root.get(i), "[" + i + "].", receivedAt));
        }
        return events;
    }

    @Override
    public Map<String, String> kafkaHeaders(InboundEvent event) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", SPEC_VERSION);
        headers.put("ce_id", event.id());
        headers.put("ce_source", event.source());
        headers.put("ce_type", event.type());
        headers.put("ce_time", event.time().toString());
        if (event.subject() != null) {
            headers.put("ce_subject", event.subject());
        }
        headers.put("content-type", "application/json");
        return headers;
    }

    private static InboundEvent structured(JsonNode event, String path, Instant receivedAt) {
        checkAttributes(event, path);
        return inbound(
                decode(path, () -> EventFormatProvider.getInstance()
                        .resolveFormat(JsonFormat.CONTENT_TYPE)
                        .deserialize(Json.bytes(event))),
                path,
                receivedAt);
    }

    private static InboundEvent binary(MultiMap headers, byte[] body, Instant receivedAt) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(HTTP_PREFIX)) {
                attributes.put(lower.substring(HTTP_PREFIX.length()), value);
            }
        });
        checkAttributes(attributes, "");
        return inbound(
                decode("", () -> HttpMessageFactory.createReader(headers::forEach, body)
                        .toEvent()),
                "",
                receivedAt);
    }

    private static void checkAttributes(JsonNode attributes, String path) {
        String at = path.isEmpty() ? "" : path.substring(0, path.length() - 1);
        Fields fields = Fields.of(attributes, at);
        String version = fields.requiredText("specversion");
        if (!version.equals(SPEC_VERSION)) {
            throw new InvalidFieldException(path + "specversion", "must be 1.0, was \"" + version + '"');
        }
        fields.requiredText("id");
        fields.requiredText("source");
        fields.requiredText("type");
        fields.time("time");
        fields.text("subject");
    }

    private static CloudEvent decode(String path, Supplier<CloudEvent> reader) {
        try {
            return reader.get();
        } catch (RuntimeException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new InvalidFieldException(
                    path + "body",
                    "is not a CloudEvent: " + reason.lines().findFirst().orElse(""));
        }
    }

    private static InboundEvent inbound(CloudEvent event, String path, Instant receivedAt) {
        JsonNode data = event.getData() == null ? null : object(event.getData().toBytes(), path + "data");
        if (data == null || !data.isObject()) {
            throw new InvalidFieldException(path + "data", "must be a JSON object");
        }
        Instant time = event.getTime() == null ? receivedAt : event.getTime().toInstant();
        return new InboundEvent(
                event.getId(), event.getSource().toString(), event.getType(), event.getSubject(), time, data);
    }

    private static JsonNode object(byte[] body) {
        return object(body, "body");
    }

    private static JsonNode object(byte[] body, String field) {
        try {
            JsonNode node = Json.tree(body);
            if (node.isMissingNode()) {
                throw new InvalidFieldException(field, "must not be empty");
            }
            return node;
        } catch (java.io.UncheckedIOException e) {
            throw new InvalidFieldException(
                    field,
                    "is not JSON: "
                            + e.getCause().getMessage().lines().findFirst().orElse(""));
        }
    }
}
