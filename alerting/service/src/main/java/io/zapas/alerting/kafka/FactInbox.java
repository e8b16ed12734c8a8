package io.zapas.alerting.kafka;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess.RecordHandler;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.StockTopics;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Facts that have arrived and were not looked at yet: the newest per key, so that it never holds more than there are SKUs and desyncs however far behind the
 * reader is. Filled on the tail's context, emptied on the engine's.
 */
public final class FactInbox implements RecordHandler {
    public static final List<String> TOPICS =
            List.of(StockTopics.STOCK_AVAILABILITY, StockTopics.STOCK_DESYNC, ForecastTopics.DEMAND_FORECAST);

    private static final Logger log = LoggerFactory.getLogger(FactInbox.class);
    private static final byte[] GONE = new byte[0];

    private final Map<Key, byte[]> newest = new ConcurrentHashMap<>();
    private final Runnable arrival;

    /** @param arrival told after every record, on the tail's context */
    public FactInbox(Runnable arrival) {
        this.arrival = arrival;
    }

    @Override
    public void handle(String topic, ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            return;
        }
        newest.put(new Key(topic, record.key()), record.value() == null ? GONE : record.value());
        arrival.run();
    }

    public boolean isEmpty() {
        return newest.isEmpty();
    }

    /** Takes at most {@code limit} facts out. What cannot be read is left out and logged: its topic belongs to another service. */
    public List<Fact> take(int limit) {
        List<Fact> facts = new ArrayList<>();
        Iterator<Key> keys = newest.keySet().iterator();
        for (int taken = 0; taken < limit && keys.hasNext(); taken++) {
            Key key = keys.next();
            byte[] value = newest.remove(key);
            try {
                facts.add(read(key, value == GONE ? null : value));
            } catch (UncheckedIOException e) {
                log.atWarn()
                        .addKeyValue("topic", key.topic)
                        .addKeyValue("key", key.key)
                        .log("Fact cannot be read: {}", e.getMessage());
            }
        }
        return facts;
    }

    private static Fact read(Key key, byte[] value) {
        return switch (key.topic) {
            case StockTopics.STOCK_AVAILABILITY ->
                new Fact.Stock(key.key, value == null ? null : Json.read(value, Availability.class));
            case ForecastTopics.DEMAND_FORECAST ->
                new Fact.Outlook(key.key, value == null ? null : Json.read(value, DemandForecast.class));
            default -> new Fact.Mismatch(key.key, value == null ? null : Json.read(value, Desync.class));
        };
    }

    /** Something that is now so; a null document: it is gone. */
    public sealed interface Fact {
        /** Availability of a SKU. */
        record Stock(String sku, Availability availability) implements Fact {}

        /** Rotation and risk of a SKU. */
        record Outlook(String sku, DemandForecast forecast) implements Fact {}

        /** A desync, open or closed. */
        record Mismatch(String id, Desync desync) implements Fact {}
    }

    private record Key(String topic, String key) {}
}
