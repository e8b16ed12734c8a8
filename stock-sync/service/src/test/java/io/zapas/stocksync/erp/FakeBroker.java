package io.zapas.stocksync.erp;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.runtime.kafka.KafkaAccess;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Topics of one partition in memory, loops that read them, and one seat that whoever asks is given. */
final class FakeBroker implements KafkaAccess {
    /** How a commit ends. */
    enum Commit {
        LOST,
        STORED_UNHEARD
    }

    private static final int PUMP_MILLIS = 10;

    private final Vertx vertx;
    final Map<String, List<ConsumerRecord<String, byte[]>>> topics = new ConcurrentHashMap<>();
    final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    /** Of the next commits. */
    final Deque<Commit> trouble = new ArrayDeque<>();

    private final List<SeatTenure> tenures = new CopyOnWriteArrayList<>();
    volatile boolean away;

    FakeBroker(Vertx vertx) {
        this.vertx = vertx;
    }

    List<ConsumerRecord<String, byte[]>> records(String topic) {
        return topics.computeIfAbsent(topic, name -> new CopyOnWriteArrayList<>());
    }

    void put(String topic, String key, byte[] value) {
        List<ConsumerRecord<String, byte[]>> records = records(topic);
        synchronized (records) {
            records.add(new ConsumerRecord<>(topic, 0, records.size(), key, value));
        }
    }

    @Override
    public Future<Void> publish(String topic, String key, Map<String, String> headers, byte[] value) {
        if (away) {
            return Future.failedFuture("broker away");
        }
        put(topic, headers.get("ce_id"), value);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> publish(String topic, String key, byte[] json) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> deadLetter(ConsumerRecord<String, byte[]> record, String reason, String detail) {
        put(record.topic() + ".dlq", reason + " " + detail, record.value());
        return Future.succeededFuture();
    }

    @Override
    public KafkaTail tail(String name, Collection<String> names, boolean fromStart, RecordHandler handler) {
        Promise<Void> caughtUp = Promise.promise();
        vertx.getOrCreateContext().runOnContext(ignored -> {
            names.forEach(topic -> records(topic).forEach(record -> handler.handle(topic, record)));
            caughtUp.complete();
        });
        return new KafkaTail() {
            @Override
            public Future<Void> caughtUp() {
                return caughtUp.future();
            }

            @Override
            public Future<Void> stop() {
                return Future.succeededFuture();
            }
        };
    }

    @Override
    public KafkaLoop consumeForeign(LoopSpec spec) {
        return new Loop(spec);
    }

    private final class Loop implements KafkaLoop {
        private final LoopSpec spec;
        private final Map<TopicPartition, Long> next = new HashMap<>();
        private final Set<TopicPartition> busy = new HashSet<>();
        private final long timer;

        Loop(LoopSpec spec) {
            this.spec = spec;
            List<TopicPartition> partitions = spec.topics().stream()
                    .map(topic -> new TopicPartition(topic, 0))
                    .toList();
            spec.offsets()
                    .load(partitions)
                    .onSuccess(stored ->
                            partitions.forEach(partition -> next.put(partition, stored.getOrDefault(partition, 0L))));
            timer = vertx.setPeriodic(PUMP_MILLIS, id -> pump());
        }

        private void pump() {
            next.forEach((partition, from) -> {
                List<ConsumerRecord<String, byte[]>> all = records(partition.topic());
                if (from < all.size() && busy.add(partition)) {
                    List<ConsumerRecord<String, byte[]>> batch = List.copyOf(all.subList(from.intValue(), all.size()));
                    spec.handler().handle(partition, batch).onComplete(done -> {
                        busy.remove(partition);
                        if (done.succeeded()) {
                            next.put(partition, from + batch.size());
                        }
                    });
                }
            });
        }

        @Override
        public Future<Void> assigned() {
            return Future.succeededFuture();
        }

        @Override
        public long lag() {
            return next.entrySet().stream()
                    .mapToLong(at -> records(at.getKey().topic()).size() - at.getValue())
                    .sum();
        }

        @Override
        public void reposition() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Void> stop() {
            vertx.cancelTimer(timer);
            return Future.succeededFuture();
        }
    }

    @Override
    public KafkaSeat seat(String group, String topic, Consumer<Tenure> taken) {
        SeatTenure tenure = new SeatTenure(vertx.getOrCreateContext());
        tenures.add(tenure);
        tenure.context.runOnContext(ignored -> taken.accept(tenure));
        return new KafkaSeat() {
            @Override
            public Future<Boolean> decided() {
                return Future.succeededFuture(true);
            }

            @Override
            public Future<Void> leave() {
                tenure.end();
                return Future.succeededFuture();
            }
        };
    }

    /** Takes the seat away from whoever has it. */
    void unseat() {
        tenures.forEach(SeatTenure::end);
    }

    private final class SeatTenure implements Tenure {
        private final Context context;
        private final Promise<Void> ended = Promise.promise();

        SeatTenure(Context context) {
            this.context = context;
        }

        void end() {
            context.runOnContext(ignored -> ended.tryComplete());
        }

        @Override
        public Future<Void> ended() {
            return ended.future();
        }

        @Override
        public Future<Void> commit(String topic, List<Document> documents, Map<TopicPartition, Long> next) {
            Commit fate;
            synchronized (trouble) {
                fate = trouble.poll();
            }
            if (fate != Commit.LOST) {
                documents.forEach(document -> put(topic, document.key(), document.json()));
                positions.putAll(next);
            }
            return fate == null ? Future.succeededFuture() : Future.failedFuture("no answer");
        }

        @Override
        public Future<Map<TopicPartition, Long>> positions(Collection<TopicPartition> partitions) {
            Map<TopicPartition, Long> stored = new HashMap<>(positions);
            stored.keySet().retainAll(Set.copyOf(partitions));
            return Future.succeededFuture(stored);
        }

        @Override
        public Future<Void> confirm() {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    public KafkaLoop consume(LoopSpec spec) {
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
}
