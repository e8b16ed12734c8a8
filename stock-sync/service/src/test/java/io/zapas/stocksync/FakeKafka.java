package io.zapas.stocksync;

import io.vertx.core.Future;
import io.zapas.runtime.kafka.KafkaAccess;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Keeps what is written. Writes that {@link #refuse} matches fail; those before stay. */
public final class FakeKafka implements KafkaAccess {
    /** One written record. */
    public record Written(String topic, String key, Map<String, String> headers, String value) {}

    public final List<Written> written = Collections.synchronizedList(new ArrayList<>());
    public volatile Predicate<Written> refuse = written -> false;

    @Override
    public Future<Void> publish(String topic, String key, Map<String, String> headers, byte[] value) {
        Written record = new Written(topic, key, headers, new String(value, StandardCharsets.UTF_8));
        if (refuse.test(record)) {
            return SkippedStep.KAFKA_HAS_IT.skipped()
                    ? Future.succeededFuture()
                    : Future.failedFuture("the broker is away");
        }
        if (SkippedStep.ORDER_OF_PUBLISHING.skipped() && !written.isEmpty()) {
            written.add(written.size() - 1, record);
        } else {
            written.add(record);
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> publish(String topic, String key, byte[] json) {
        return publish(topic, key, Map.of("content-type", "application/json"), json);
    }

    @Override
    public Future<Void> deadLetter(ConsumerRecord<String, byte[]> record, String reason, String detail) {
        return publish(
                record.topic() + ".dlq",
                record.key(),
                Map.of("dlq-reason", reason, "dlq-detail", detail),
                record.value());
    }

    @Override
    public Future<History> history(String topic, String key, long before, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public KafkaLog log(String topic) {
        throw new UnsupportedOperationException();
    }

    @Override
    public KafkaLoop consume(LoopSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public KafkaTail tail(String name, Collection<String> topics, boolean fromStart, RecordHandler handler) {
        throw new UnsupportedOperationException();
    }

    public List<String> values(String topic) {
        synchronized (written) {
            return written.stream()
                    .filter(record -> record.topic().equals(topic))
                    .map(Written::value)
                    .toList();
        }
    }
}
