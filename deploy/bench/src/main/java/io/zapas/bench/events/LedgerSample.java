package io.zapas.bench.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zapas.stocksync.api.StockTopics;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Looks into {@code stock.ledger} for reservations somebody could ask for. */
public final class LedgerSample {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private LedgerSample() {}

    /** Reservation id to SKU of the first holds of the ledger. Blocks. */
    public static Map<String, String> holds(String bootstrap, int count) throws IOException, TimeoutException {
        Map<String, String> holds = new LinkedHashMap<>();
        long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
        try (TopicReader reader = TopicReader.from(bootstrap, StockTopics.STOCK_LEDGER, partition -> 0)) {
            while (holds.size() < count) {
                for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
                    JsonNode entry = JSON.readTree(record.value());
                    if (holds.size() < count && entry.path("reason").asText().equals("HOLD")) {
                        holds.put(
                                entry.path("reservationId").textValue(),
                                entry.path("sku").textValue());
                    }
                }
                if (System.nanoTime() - deadlineNanos > 0) {
                    throw new TimeoutException("found only " + holds.size() + " of " + count + " holds in the ledger");
                }
            }
        }
        return holds;
    }
}
