package io.zapas.alerting.kafka;

import io.zapas.alerting.condition.SkuSources;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess.RecordHandler;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.StockTopics;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Facts that have arrived and were not looked at yet: the newest per key, so that it never holds more than there are SKUs and desyncs however far behind the
 * reader is. Filled on the tails' contexts, emptied on the engine's.
 *
 * <p>It is emptied in waves: what is there when a wave begins is taken out before anything that comes later. So once a wave is over, every record up to the positions at its
 * beginning has been taken, itself or a newer one of its key: see {@link #covered()}.
 */
public final class FactInbox implements RecordHandler {
    public static final List<String> TOPICS =
            List.of(StockTopics.STOCK_AVAILABILITY, StockTopics.STOCK_DESYNC, ForecastTopics.DEMAND_FORECAST);

    /** Who feeds what. A tail of its own: it is long, and is not waited for without a bound. */
    public static final List<String> LEDGER = List.of(StockTopics.STOCK_LEDGER);

    private static final long SLOT_SECONDS = 600;

    private static final Logger log = LoggerFactory.getLogger(FactInbox.class);
    private static final byte[] GONE = new byte[0];

    private final Map<Key, byte[]> newest = new ConcurrentHashMap<>();
    private final Map<String, SkuSources> sources = new ConcurrentHashMap<>();
    private final Set<String> unread = ConcurrentHashMap.newKeySet();
    private final Map<Sign, Instant> signs = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> arrived = new ConcurrentHashMap<>();
    private final Runnable arrival;
    private Map<TopicPartition, Long> ofWave = Map.of();
    private Iterator<Key> waveOfKeys = Collections.emptyIterator();
    private Iterator<String> waveOfSkus = Collections.emptyIterator();

    /** @param arrival told after every record, on the tail's context */
    public FactInbox(Runnable arrival) {
        this.arrival = arrival;
    }

    @Override
    public void handle(String topic, ConsumerRecord<String, byte[]> record) {
        if (record.key() != null) {
            if (topic.equals(StockTopics.STOCK_LEDGER)) {
                fold(record);
            } else {
                newest.put(new Key(topic, record.key()), record.value() == null ? GONE : record.value());
            }
        }
        // Behind the record: whoever sees the position sees the record.
        arrived.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        arrival.run();
    }

    /** The newest alone does not tell who took a level to zero, so entries are folded as they come: what is kept is one small record per SKU. */
    private void fold(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            LedgerEntry entry = Json.read(record.value(), LedgerEntry.class);
            if (entry.sku() == null || entry.reason() == null || entry.recordedAt() == null) {
                return;
            }
            SkuSources before = sources.getOrDefault(entry.sku(), SkuSources.none());
            SkuSources after = before.with(entry);
            sources.put(entry.sku(), after);
            if (!after.levels().equals(before.levels()) || !Objects.equals(after.zeroBy(), before.zeroBy())) {
                unread.add(entry.sku());
            }
            if (entry.source() != null && entry.reason() != LedgerEntry.Reason.FRESHNESS) {
                signs.merge(
                        new Sign(entry.source(), entry.recordedAt().getEpochSecond() / SLOT_SECONDS),
                        entry.recordedAt(),
                        (one, other) -> one.isAfter(other) ? one : other);
            }
        } catch (UncheckedIOException e) {
            warn(StockTopics.STOCK_LEDGER, record.key(), e);
        }
    }

    private static void warn(String topic, String key, UncheckedIOException e) {
        log.atWarn().addKeyValue("topic", topic).addKeyValue("key", key).log("Fact cannot be read: {}", e.getMessage());
    }

    public boolean isEmpty() {
        return newest.isEmpty() && unread.isEmpty() && signs.isEmpty();
    }

    /** The wave is over: nothing that was there when it began has to be taken any more. */
    public boolean betweenWaves() {
        return !waveOfKeys.hasNext() && !waveOfSkus.hasNext();
    }

    /** The next offset per partition (with its full name) behind the facts that were there when the present wave began: when it is over, all of them were taken. */
    public Map<TopicPartition, Long> covered() {
        return ofWave;
    }

    /**
     * Takes at most {@code limit} facts out, and begins the next wave when the one before is over. What cannot be read is left out and logged: its topic belongs to another
     * service.
     */
    public List<Fact> take(int limit) {
        if (betweenWaves()) {
            ofWave = Map.copyOf(arrived);
            waveOfKeys = List.copyOf(newest.keySet()).iterator();
            waveOfSkus = List.copyOf(unread).iterator();
        }
        List<Fact> facts = new ArrayList<>();
        takeLedger(facts, limit);
        while (facts.size() < limit && waveOfKeys.hasNext()) {
            Key key = waveOfKeys.next();
            byte[] value = newest.remove(key);
            try {
                facts.add(read(key, value == GONE ? null : value));
            } catch (UncheckedIOException e) {
                warn(key.topic, key.key, e);
            }
        }
        return facts;
    }

    /** Who feeds a SKU is known before its availability is looked at, as far as it has arrived. */
    private void takeLedger(List<Fact> facts, int limit) {
        for (Sign sign : List.copyOf(signs.keySet())) {
            facts.add(new Fact.Heard(sign.source, signs.remove(sign)));
        }
        while (facts.size() < limit && waveOfSkus.hasNext()) {
            String sku = waveOfSkus.next();
            unread.remove(sku);
            facts.add(new Fact.Origin(sku, sources.get(sku)));
        }
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

        /** Who feeds a SKU. */
        record Origin(String sku, SkuSources sources) implements Fact {}

        /** A source had an effect on stock. */
        record Heard(String source, Instant at) implements Fact {}
    }

    /** A source had an effect in a part of time. */
    private record Sign(String source, long slot) {}

    private record Key(String topic, String key) {}
}
