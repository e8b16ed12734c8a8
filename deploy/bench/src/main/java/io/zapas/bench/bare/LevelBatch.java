package io.zapas.bench.bare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Levels that were read one after the other, and how far they reach in their partitions. Confined to one thread. */
final class LevelBatch {
    private final List<Level> levels = new ArrayList<>();
    private final Map<Integer, Long> next = new TreeMap<>();

    /** @param version rises per SKU */
    record Level(String id, String sku, long quantity, long version) {}

    /** @param raise added to the version, so that the same events can be read again as newer ones */
    void add(ConsumerRecord<String, byte[]> record, JsonNode event, long raise) {
        JsonNode data = event.path("data");
        levels.add(new Level(
                event.path("id").textValue(),
                data.path("sku").textValue(),
                data.path("quantity").longValue(),
                data.path("version").longValue() + raise));
        next.put(record.partition(), record.offset() + 1);
    }

    int size() {
        return levels.size();
    }

    List<Level> levels() {
        return levels;
    }

    /** The offset behind its last record, by partition. */
    Map<Integer, Long> next() {
        return next;
    }
}
