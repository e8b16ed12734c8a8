package io.zapas.alerting.boot;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Topics in memory that outlive the services writing them. Every service sees them through its own access, which dies with its process. */
final class FakeBroker {
    private record Written(String topic, String key, String value) {
        byte[] bytes() {
            return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        }
    }

    private final List<Written> log = new ArrayList<>();
    private final List<Tail> tails = new CopyOnWriteArrayList<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private Seat holder;

    synchronized void write(String topic, String key, byte[] value) {
        Written written = new Written(topic, key, value == null ? null : new String(value, StandardCharsets.UTF_8));
        log.add(written);
        int offset = log.size() - 1;
        tails.forEach(tail -> tail.offer(written, offset));
    }

    /** What has been written to a topic, oldest first. */
    synchronized List<String> records(String topic) {
        return log.stream()
                .filter(written -> written.topic.equals(topic))
                .map(written -> written.key + " " + written.value)
                .toList();
    }

    /** Returns when readers have had so many turns after what was written: enough to look at all of it. */
    void read(int turns) {
        for (Tail tail : tails) {
            Promise<Void> done = Promise.promise();
            tail.hop(turns, done);
            Await.result(done.future());
        }
    }

    /** Whether the newest value of any key holds this text. */
    synchronized boolean anyNewest(String topic, String text) {
        Map<String, String> newest = new LinkedHashMap<>();
        for (Written written : log) {
            if (written.topic.equals(topic)) {
                newest.put(written.key, written.value);
            }
        }
        return newest.values().stream().anyMatch(value -> value != null && value.contains(text));
    }

    /** How far, by what is stored, facts have been judged. */
    synchronized Map<TopicPartition, Long> positions() {
        return Map.copyOf(positions);
    }

    /** The next offset behind the newest record of a topic; 0: there is none. */
    synchronized long end(String topic) {
        for (int i = log.size() - 1; i >= 0; i--) {
            if (log.get(i).topic.equals(topic)) {
                return i + 1L;
            }
        }
        return 0;
    }

    /** All of it or nothing, and nothing of who does not hold the seat. */
    private synchronized boolean store(
            Seat seat, String topic, List<KafkaAccess.Document> documents, Map<TopicPartition, Long> judged) {
        if (seat != holder) {
            return false;
        }
        documents.forEach(document -> write(topic, document.key(), document.json()));
        positions.putAll(judged);
        return true;
    }

    private synchronized void take(Seat seat) {
        if (holder != null) {
            holder.ended.tryComplete();
        }
        holder = seat;
    }

    KafkaAccess access(Vertx vertx, CrashPlan plan) {
        return new Access(vertx, plan);
    }

    private synchronized void attach(Tail tail) {
        for (int i = 0; i < log.size(); i++) {
            tail.offer(log.get(i), i);
        }
        tail.context.runOnContext(v -> tail.caughtUp.complete());
        tails.add(tail);
    }

    private final class Access implements KafkaAccess {
        private final Vertx vertx;
        private final CrashPlan plan;

        Access(Vertx vertx, CrashPlan plan) {
            this.vertx = vertx;
            this.plan = plan;
        }

        @Override
        public Future<Void> publish(String topic, String key, Map<String, String> headers, byte[] value) {
            return publish(topic, key, value);
        }

        @Override
        public Future<Void> publish(String topic, String key, byte[] json) {
            throw new UnsupportedOperationException("alerting stores by transactions");
        }

        @Override
        public KafkaSeat seat(String group, String topic, Consumer<Tenure> taken) {
            Context context = vertx.getOrCreateContext();
            Seat seat = new Seat(context, plan);
            take(seat);
            context.runOnContext(v -> taken.accept(seat));
            return new KafkaSeat() {
                @Override
                public Future<Boolean> decided() {
                    return Future.succeededFuture(true);
                }

                @Override
                public Future<Void> leave() {
                    seat.ended.tryComplete();
                    return Future.succeededFuture();
                }
            };
        }

        @Override
        public Future<Void> deadLetter(ConsumerRecord<String, byte[]> record, String reason, String detail) {
            throw new UnsupportedOperationException("alerting has no dead letters");
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
            throw new UnsupportedOperationException("alerting only tails");
        }

        @Override
        public KafkaTail tail(String name, Collection<String> topics, boolean fromStart, RecordHandler handler) {
            Tail tail = new Tail(vertx.getOrCreateContext(), plan, List.copyOf(topics), handler);
            attach(tail);
            return tail;
        }
    }

    private final class Seat implements KafkaAccess.Tenure {
        private final Context context;
        private final CrashPlan plan;
        private final Promise<Void> ended = Promise.promise();

        Seat(Context context, CrashPlan plan) {
            this.context = context;
            this.plan = plan;
        }

        @Override
        public Future<Void> ended() {
            return ended.future();
        }

        @Override
        public Future<Void> commit(
                String topic, List<KafkaAccess.Document> documents, Map<TopicPartition, Long> judged) {
            Promise<Void> stored = Promise.promise();
            boolean[] taken = new boolean[1];
            context.runOnContext(
                    v -> plan.effect(name(documents), () -> taken[0] = store(this, topic, documents, judged), () -> {
                        if (taken[0]) {
                            stored.complete();
                        } else {
                            stored.fail(new KafkaAccess.SeatLostException("fenced"));
                        }
                    }));
            return stored.future();
        }

        @Override
        public Future<Void> confirm() {
            return ended.future().isComplete()
                    ? Future.failedFuture(new KafkaAccess.SeatLostException("over"))
                    : Future.succeededFuture();
        }

        /** What is stored, without ids that differ from run to run. */
        private static String name(List<KafkaAccess.Document> documents) {
            Map<String, Integer> kinds = new TreeMap<>();
            documents.forEach(document -> kinds.merge(kind(document.key(), document.json()), 1, Integer::sum));
            return kinds.isEmpty() ? "store positions" : "store " + kinds;
        }

        private static String kind(String key, byte[] json) {
            String value = json == null ? "" : new String(json, StandardCharsets.UTF_8);
            if (!key.startsWith("delivery/")) {
                return (key.contains("/") ? key.substring(0, key.indexOf('/')) : "alert")
                        + (value.isEmpty() ? " gone" : "");
            }
            String state = List.of("SENDING", "SENT", "FAILED").stream()
                    .filter(known -> value.contains("\"state\":\"" + known + "\""))
                    .findFirst()
                    .orElse("gone");
            return key.split("/")[1] + " " + state;
        }
    }

    private final class Tail implements KafkaAccess.KafkaTail {
        private final Context context;
        private final CrashPlan plan;
        private final List<String> topics;
        private final KafkaAccess.RecordHandler handler;
        private final Promise<Void> caughtUp = Promise.promise();

        Tail(Context context, CrashPlan plan, List<String> topics, KafkaAccess.RecordHandler handler) {
            this.context = context;
            this.plan = plan;
            this.topics = topics;
            this.handler = handler;
        }

        void hop(int turns, Promise<Void> done) {
            context.runOnContext(v -> {
                if (turns == 0) {
                    done.complete();
                } else {
                    hop(turns - 1, done);
                }
            });
        }

        void offer(Written written, int offset) {
            if (topics.contains(written.topic)) {
                context.runOnContext(v -> {
                    if (!plan.dead()) {
                        handler.handle(
                                written.topic,
                                new ConsumerRecord<>(written.topic, 0, offset, written.key, written.bytes()));
                    }
                });
            }
        }

        @Override
        public Future<Void> caughtUp() {
            return caughtUp.future();
        }

        @Override
        public Future<Void> stop() {
            tails.remove(this);
            return Future.succeededFuture();
        }
    }
}
