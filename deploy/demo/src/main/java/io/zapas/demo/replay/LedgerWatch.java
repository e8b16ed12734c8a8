package io.zapas.demo.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.Future;
import io.zapas.alerting.api.AlertTopics;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import io.zapas.stocksync.api.StockTopics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads what the suite publishes: ledger entries tell which events have been absorbed, dead letters are counted, and the last sign of life of
 * forecast and alerting tells when they have come to rest. Records arrive on one Vert.x context; the figures may be read on any thread.
 */
final class LedgerWatch {
    /** Alerts told apart; more are not counted. */
    static final int MAX_ALERTS = 1_000_000;

    private static final String DLQ = ".dlq";

    private final JsonFactory json = Json.mapper().getFactory();
    private final InFlight inFlight;
    private final AtomicLong oversoldUnits = new AtomicLong();
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong deadLetters = new AtomicLong();
    private final AtomicLong lastSignNanos = new AtomicLong(System.nanoTime());
    private final Map<String, String> alertTypes = new ConcurrentHashMap<>();
    private KafkaTail tail;

    LedgerWatch(InFlight inFlight) {
        this.inFlight = inFlight;
    }

    /** Completes when it will see everything that is written from now on. */
    Future<Void> start(KafkaAccess kafka) {
        tail = kafka.tail(
                "replay",
                List.of(
                        StockTopics.STOCK_LEDGER,
                        StockTopics.ERP_EVENTS + DLQ,
                        StockTopics.CHANNEL_EVENTS + DLQ,
                        ForecastTopics.DEMAND_FORECAST,
                        AlertTopics.ALERTS),
                true,
                this::seen);
        return tail.caughtUp();
    }

    Future<Void> stop() {
        return tail == null ? Future.succeededFuture() : tail.stop();
    }

    long entries() {
        return entries.get();
    }

    long oversoldUnits() {
        return oversoldUnits.get();
    }

    /** Alerts found so far, open and over, by type. */
    Map<String, Long> alertsByType() {
        Map<String, Long> byType = new TreeMap<>();
        alertTypes.values().forEach(type -> byType.merge(type, 1L, Long::sum));
        return byType;
    }

    long deadLetters() {
        return deadLetters.get();
    }

    /** Real time since forecast, alerting or the ledger last said something. */
    long quietMillis() {
        return (System.nanoTime() - lastSignNanos.get()) / 1_000_000;
    }

    private void seen(String topic, ConsumerRecord<String, byte[]> record) {
        lastSignNanos.set(System.nanoTime());
        if (topic.endsWith(DLQ)) {
            deadLetters.incrementAndGet();
        } else if (topic.equals(AlertTopics.ALERTS) && record.value() != null) {
            alert(record);
        } else if (topic.equals(StockTopics.STOCK_LEDGER) && record.value() != null) {
            try {
                entry(record.value());
            } catch (IOException e) {
                inFlight.fail(e);
            }
        }
    }

    private void alert(ConsumerRecord<String, byte[]> record) {
        if (alertTypes.size() < MAX_ALERTS && !alertTypes.containsKey(record.key())) {
            // Records without a type are not alerts: they say how far messages have come.
            String type = Json.tree(record.value()).path("type").asText("");
            if (!type.isEmpty()) {
                alertTypes.put(record.key(), type);
            }
        }
    }

    /** Reads only the fields it needs: there are a million entries in a year. */
    private void entry(byte[] value) throws IOException {
        String eventId = null;
        long shortfall = 0;
        try (JsonParser parser = json.createParser(value)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken token = parser.nextToken();
                if (field.equals("eventId") && token == JsonToken.VALUE_STRING) {
                    eventId = parser.getText();
                } else if (field.equals("shortfall") && token == JsonToken.VALUE_NUMBER_INT) {
                    shortfall = parser.getLongValue();
                } else {
                    parser.skipChildren();
                }
            }
        }
        entries.incrementAndGet();
        oversoldUnits.addAndGet(shortfall);
        if (eventId != null) {
            inFlight.absorbed(eventId);
        }
    }
}
