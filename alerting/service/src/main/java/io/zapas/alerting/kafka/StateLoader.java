package io.zapas.alerting.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.alerting.api.AlertTopics;
import io.zapas.alerting.delivery.Delivery;
import io.zapas.alerting.domain.Tracked;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads back what {@link StateWriter} wrote. */
public final class StateLoader {
    private static final Logger log = LoggerFactory.getLogger(StateLoader.class);

    private StateLoader() {}

    /**
     * Everything that is stored.
     *
     * @param others records of other kinds as they are, by key: they belong to whoever keeps records under the key's prefix
     */
    public record Stored(List<Tracked> alerts, List<Delivery> deliveries, Map<String, byte[]> others) {}

    /** Reads the topic to its end as of now. A record that cannot be read is left out and logged: one broken alert must not silence the others. */
    public static Future<Stored> load(KafkaAccess kafka) {
        Map<String, byte[]> newest = new ConcurrentHashMap<>();
        KafkaTail tail = kafka.tail("alerting-state", List.of(AlertTopics.ALERTS), true, (topic, record) -> {
            if (record.key() == null) {
                return;
            }
            if (record.value() == null) {
                newest.remove(record.key());
            } else {
                newest.put(record.key(), record.value());
            }
        });
        return tail.caughtUp().compose(done -> tail.stop()).map(done -> parse(newest));
    }

    private static Stored parse(Map<String, byte[]> records) {
        List<Tracked> alerts = new ArrayList<>();
        List<Delivery> deliveries = new ArrayList<>();
        Map<String, byte[]> others = new HashMap<>();
        records.forEach((key, value) -> {
            try {
                JsonNode node = Json.tree(value);
                if (RecordCodec.isDelivery(node)) {
                    deliveries.add(RecordCodec.delivery(node));
                } else if (RecordCodec.isAlert(node)) {
                    alerts.add(RecordCodec.tracked(node));
                } else {
                    others.put(key, value);
                }
            } catch (UncheckedIOException | IllegalArgumentException | NullPointerException e) {
                log.atError().setCause(e).addKeyValue("key", key).log("Stored alert cannot be read");
            }
        });
        return new Stored(alerts, deliveries, others);
    }
}
