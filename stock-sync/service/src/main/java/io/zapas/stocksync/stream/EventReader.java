package io.zapas.stocksync.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.alerting.api.AlertTopics;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.stream.StreamEvent.Draft;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns records into events. Documents pass through as they are; of each only the fields that filters need are looked at. */
final class EventReader {
    /** One step of a reservation, at one location. */
    record ReservationStep(
            String reservationId,
            String orderId,
            String channel,
            String sku,
            String location,
            long quantity,
            String reason,
            Instant at) {}

    /** {@code kind} of the records of {@code alerts} that are alerts; the others say which message got where, and the like. */
    private static final String ALERT = "alert";

    private static final byte[] RESERVATION_ID = "\"reservationId\"".getBytes(StandardCharsets.US_ASCII);

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
        LedgerEntry entry = Json.read(record.value(), LedgerEntry.class);
        Long seen = ledgerSeqs.get(record.partition());
        if (seen != null && entry.seq() <= seen) {
            return null;
        }
        ledgerSeqs.put(record.partition(), entry.seq());
        if (entry.reservationId() == null) {
            return null;
        }
        ReservationStep step = new ReservationStep(
                entry.reservationId(),
                entry.orderId(),
                entry.channel(),
                entry.sku(),
                entry.location(),
                quantity(entry),
                entry.reason().name(),
                entry.at());
        return new Draft(
                StreamType.RESERVATION,
                Long.toString(entry.seq()),
                entry.sku(),
                entry.channel(),
                false,
                Json.bytes(step));
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

    /** Units the step is about: those reserved or set free, else those that left the shelf, else those that became certain. */
    private static long quantity(LedgerEntry entry) {
        long reserved = Math.abs(entry.reservedAfter() - entry.reservedBefore());
        if (reserved > 0) {
            return reserved;
        }
        long moved = Math.abs(entry.onHandAfter() - entry.onHandBefore());
        return moved > 0 ? moved : Math.abs(entry.demand());
    }
}
