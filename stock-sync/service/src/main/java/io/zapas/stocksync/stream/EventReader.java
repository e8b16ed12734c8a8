package io.zapas.stocksync.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.alerting.api.AlertTopics;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.stream.StreamEvent.Draft;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns records into events. Documents pass through as they are; of each only the fields that filters need are looked at. */
final class EventReader {
    /** {@code kind} of the records of {@code alerts} that are alerts; the others say which message got where, and the like. */
    private static final String ALERT = "alert";

    private static final byte[] RESERVATION_ID = "\"reservationId\"".getBytes(StandardCharsets.US_ASCII);

    private static final int STEP_BYTES = 256;

    private final Map<Integer, Long> ledgerSeqs = new HashMap<>();

    /**
     * Null: nothing anybody could listen to. Throws {@link UncheckedIOException} for what is not the JSON expected.
     *
     * @param known the newest event of a type and key, which a removal refers to; null: none
     */
    Draft read(String topic, ConsumerRecord<String, byte[]> record, Known known) {
        if (record.key() == null) {
            return null;
        }
        if (topic.equals(StockTopics.STOCK_LEDGER)) {
            return record.value() == null ? null : reservation(record);
        }
        StreamType type = type(topic);
        if (record.value() == null) {
            return removal(type, record.key(), known.newest(type, record.key()));
        }
        if (type == StreamType.AVAILABILITY || type == StreamType.FORECAST) {
            return new Draft(type, record.key(), record.key(), null, true, record.value());
        }
        JsonNode document = Json.tree(record.value());
        if (type == StreamType.ALERT && !ALERT.equals(document.path("kind").asText(ALERT))) {
            return null;
        }
        return type == StreamType.DESYNC
                ? new Draft(
                        type,
                        record.key(),
                        document.path("sku").textValue(),
                        document.path("channel").textValue(),
                        "OPEN".equals(document.path("state").textValue()),
                        record.value())
                : new Draft(
                        type,
                        record.key(),
                        document.path("sku").textValue(),
                        document.path("facts").path("channel").textValue(),
                        !document.hasNonNull("resolvedAt")
                                && !"RESOLVED".equals(document.path("handling").textValue()),
                        record.value());
    }

    /** The newest event of a type and key. */
    interface Known {
        StreamEvent newest(StreamType type, String key);
    }

    private static StreamType type(String topic) {
        return switch (topic) {
            case StockTopics.STOCK_AVAILABILITY -> StreamType.AVAILABILITY;
            case StockTopics.STOCK_DESYNC -> StreamType.DESYNC;
            case ForecastTopics.DEMAND_FORECAST -> StreamType.FORECAST;
            case AlertTopics.ALERTS -> StreamType.ALERT;
            default -> throw new IllegalArgumentException("no events on " + topic);
        };
    }

    /** Tells whoever holds the document that it is gone; nobody else needs to know. */
    private static Draft removal(StreamType type, String key, StreamEvent known) {
        if (known == null) {
            return null;
        }
        Map<String, Object> gone =
                switch (type) {
                    case DESYNC -> Map.of("id", key, "state", "CLOSED", "deleted", true);
                    case ALERT -> Map.of("id", key, "handling", "RESOLVED", "deleted", true);
                    default -> Map.of("sku", key, "deleted", true);
                };
        return new Draft(type, key, known.sku(), known.channel(), false, Json.bytes(gone));
    }

    /** Entries may come twice after a crash of the relay: a sequence number seen before is no event. */
    private Draft reservation(ConsumerRecord<String, byte[]> record) {
        if (!names(record.value(), RESERVATION_ID)) {
            return null;
        }
        Entry entry = Entry.read(record.value());
        Long seen = ledgerSeqs.get(record.partition());
        if (seen != null && entry.seq <= seen) {
            return null;
        }
        ledgerSeqs.put(record.partition(), entry.seq);
        if (entry.reservationId == null) {
            return null;
        }
        return new Draft(
                StreamType.RESERVATION, Long.toString(entry.seq), entry.sku, entry.channel, false, entry.step());
    }

    /** Whether the text is found at all: most entries are of no reservation, and need not be read. */
    private static boolean names(byte[] json, byte[] text) {
        for (int i = 0; i <= json.length - text.length; i++) {
            int same = 0;
            while (same < text.length && json[i + same] == text[same]) {
                same++;
            }
            if (same == text.length) {
                return true;
            }
        }
        return false;
    }

    /** What a step needs of a ledger entry: there is one for every line of every sale, so it is read token by token. */
    private static final class Entry {
        private long seq;
        private String sku;
        private String location;
        private String reason;
        private String at;
        private String channel;
        private String orderId;
        private String reservationId;
        private long onHand;
        private long reserved;
        private long demand;

        static Entry read(byte[] json) {
            Entry entry = new Entry();
            try (JsonParser in = Json.mapper().createParser(json)) {
                if (in.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("a ledger entry is a JSON object");
                }
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String field = in.currentName();
                    in.nextToken();
                    entry.take(field, in);
                }
                return entry;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void take(String field, JsonParser in) throws IOException {
            switch (field) {
                case "seq" -> seq = in.getLongValue();
                case "sku" -> sku = in.getValueAsString();
                case "location" -> location = in.getValueAsString();
                case "reason" -> reason = in.getValueAsString();
                case "at" -> at = in.getValueAsString();
                case "channel" -> channel = in.getValueAsString();
                case "orderId" -> orderId = in.getValueAsString();
                case "reservationId" -> reservationId = in.getValueAsString();
                case "onHandBefore" -> onHand -= in.getLongValue();
                case "onHandAfter" -> onHand += in.getLongValue();
                case "reservedBefore" -> reserved -= in.getLongValue();
                case "reservedAfter" -> reserved += in.getLongValue();
                case "demand" -> demand = in.getLongValue();
                default -> in.skipChildren();
            }
        }

        byte[] step() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(STEP_BYTES);
            try (JsonGenerator out = Json.mapper().createGenerator(bytes)) {
                out.writeStartObject();
                text(out, "reservationId", reservationId);
                text(out, "orderId", orderId);
                text(out, "channel", channel);
                text(out, "sku", sku);
                text(out, "location", location);
                out.writeNumberField("quantity", quantity());
                text(out, "reason", reason);
                text(out, "at", at);
                out.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        private static void text(JsonGenerator out, String field, String value) throws IOException {
            if (value != null) {
                out.writeStringField(field, value);
            }
        }

        /** Units the step is about: those reserved or set free, else those that left the shelf, else those that became certain. */
        private long quantity() {
            long moved = reserved != 0 ? reserved : onHand;
            return Math.abs(moved != 0 ? moved : demand);
        }
    }
}
