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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * CloudEvents whose data is JSON. The attributes are checked here, because the errors of the CloudEvents SDK do not name them reliably; an event of which
 * that leaves nothing open is taken as it was parsed. All else (extensions, data in base64, other content types, unusual sources) is the SDK's, which would
 * write the event out and parse it three times more: a third of all that ingesting a level cost. Stateless, safe on every thread.
 */
public final class JsonCloudEventCodec implements CloudEventCodec {
    /** Events in one HTTP batch. */
    public static final int MAX_BATCH = 1_000;

    private static final String STRUCTURED = "application/cloudevents";
    private static final String BATCH = "application/cloudevents-batch";
    private static final String KAFKA_PREFIX = "ce_";
    private static final String HTTP_PREFIX = "ce-";
    private static final String SPEC_VERSION = "1.0";
    private static final String JSON = "application/json";
    /** Members of a structured event that need no SDK. */
    private static final Set<String> PLAIN =
            Set.of("specversion", "id", "source", "type", "time", "subject", "datacontenttype", "data");

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
        InboundEvent checked = checked(attributes, "", receivedAt);
        if (isPlain(attributes, type)) {
            return checked.with(data(object(record.value(), "data"), ""));
        }
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
        if (!type.startsWith(STRUCTURED) && !type.startsWith(JSON)) {
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
        headers.put("content-type", JSON);
        return headers;
    }

    private static InboundEvent structured(JsonNode event, String path, Instant receivedAt) {
        InboundEvent checked = checked(event, path, receivedAt);
        JsonNode data = event.get("data");
        if (data != null && isPlain(event, event.path("datacontenttype").asText(""))) {
            return checked.with(data(data, path));
        }
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
        checked(attributes, "", receivedAt);
        return inbound(
                decode("", () -> HttpMessageFactory.createReader(headers::forEach, body)
                        .toEvent()),
                "",
                receivedAt);
    }

    /** The event without its data. */
    private static InboundEvent checked(JsonNode attributes, String path, Instant receivedAt) {
        String at = path.isEmpty() ? "" : path.substring(0, path.length() - 1);
        Fields fields = Fields.of(attributes, at);
        String version = fields.requiredText("specversion");
        if (!version.equals(SPEC_VERSION)) {
            throw new InvalidFieldException(path + "specversion", "must be 1.0, was \"" + version + '"');
        }
        String id = fields.requiredText("id");
        String source = fields.requiredText("source");
        String type = fields.requiredText("type");
        Instant time = fields.time("time");
        return new InboundEvent(id, source, type, fields.text("subject"), time == null ? receivedAt : time, null);
    }

    /** Whether the checks here leave nothing open. */
    private static boolean isPlain(JsonNode event, String contentType) {
        for (Iterator<String> names = event.fieldNames(); names.hasNext(); ) {
            if (!PLAIN.contains(names.next())) {
                return false;
            }
        }
        return (contentType.isEmpty() || contentType.equals(JSON))
                && isPlainPath(event.path("source").textValue());
    }

    /** A URI reference beyond doubt: a path of letters, digits and the like. */
    private static boolean isPlainPath(String source) {
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_'
                    || c == '.'
                    || c == '/';
            if (!plain) {
                return false;
            }
        }
        return !source.startsWith("//");
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
        JsonNode data =
                data(event.getData() == null ? null : object(event.getData().toBytes(), path + "data"), path);
        Instant time = event.getTime() == null ? receivedAt : event.getTime().toInstant();
        return new InboundEvent(
                event.getId(), event.getSource().toString(), event.getType(), event.getSubject(), time, data);
    }

    private static JsonNode data(JsonNode data, String path) {
        if (data == null || !data.isObject()) {
            throw new InvalidFieldException(path + "data", "must be a JSON object");
        }
        return data;
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
