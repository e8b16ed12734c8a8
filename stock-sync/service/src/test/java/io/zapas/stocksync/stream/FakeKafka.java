package io.zapas.stocksync.stream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.runtime.kafka.KafkaAccess;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Topics in memory, one partition each, in order; tails hear on the context they were opened on. */
public final class FakeKafka implements KafkaAccess {
    private record Tail(Context context, Collection<String> topics, RecordHandler handler, AtomicBoolean stopped) {}

    private final Vertx vertx;
    private final List<ConsumerRecord<String, byte[]>> records = new CopyOnWriteArrayList<>();
    private final List<Tail> tails = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    public FakeKafka(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Makes every write fail, or work again. */
    public void away(boolean away) {
        this.away = away;
    }

    public List<ConsumerRecord<String, byte[]>> records(String topic) {
        return records.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    public synchronized void put(String topic, String key, byte[] value) {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>(topic, 0, records.size(), key, value);
        records.add(record);
        tails.forEach(tail -> hand(tail, record));
    }

    private static void hand(Tail tail, ConsumerRecord<String, byte[]> record) {
        tail.context().runOnContext(ignored -> {
            if (!tail.stopped().get() && tail.topics().contains(record.topic())) {
                tail.handler().handle(record.topic(), record);
            }
        });
    }

    @Override
    public Future<Void> publish(String topic, String key, Map<String, String> headers, byte[] value) {
        if (away) {
            return Future.failedFuture("broker away");
        }
        put(topic, key, value);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> publish(String topic, String key, byte[] json) {
        return publish(topic, key, Map.of(), json);
    }

    @Override
    public Future<Void> deadLetter(ConsumerRecord<String, byte[]> record, String reason, String detail) {
        throw new UnsupportedOperationException();
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
    public synchronized KafkaTail tail(
            String name, Collection<String> topics, boolean fromStart, RecordHandler handler) {
        Tail tail = new Tail(vertx.getOrCreateContext(), topics, handler, new AtomicBoolean());
        if (fromStart) {
            new ArrayList<>(records).forEach(record -> hand(tail, record));
        }
        tails.add(tail);
        Promise<Void> caughtUp = Promise.promise();
        tail.context().runOnContext(ignored -> caughtUp.complete());
        return new KafkaTail() {
            @Override
            public Future<Void> caughtUp() {
                return caughtUp.future();
            }

            @Override
            public Future<Void> stop() {
                tail.stopped().set(true);
                return Future.succeededFuture();
            }
        };
    }
}
