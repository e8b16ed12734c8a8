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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Topics in memory that outlive the services writing them. Every service sees them through its own access, which dies with its process. */
final class FakeBroker {
    private record Written(String topic, String key, String value) {
        byte[] bytes() {
            return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        }
    }

    private final List<Written> log = new ArrayList<>();
    private final List<Tail> tails = new CopyOnWriteArrayList<>();

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
            Promise<Void> stored = Promise.promise();
            vertx.getOrCreateContext()
                    .runOnContext(v -> plan.effect(name(key, json), () -> write(topic, key, json), stored::complete));
            return stored.future();
        }

        /** What is stored, without ids that differ from run to run. */
        private static String name(String key, byte[] json) {
            String value = json == null ? "" : new String(json, StandardCharsets.UTF_8);
            if (!key.startsWith("delivery/")) {
                return "store alert" + (value.isEmpty() ? ", gone" : "");
            }
            String state = List.of("SENDING", "SENT", "FAILED").stream()
                    .filter(known -> value.contains("\"state\":\"" + known + "\""))
                    .findFirst()
                    .orElse("gone");
            return "store " + key.split("/")[1] + " " + state;
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
