package io.zapas.alerting.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import io.zapas.runtime.kafka.KafkaAccess.Tenure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StateWriterTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final SlowTenure tenure = new SlowTenure();
    private final StateWriter writer = new StateWriter(vertx, context, tenure);
    private final AtomicInteger written = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void ofManyChangesOfOneAlertOneIsWritten() throws Exception {
        here(() -> {
            put("a", "1");
            put("b", "1");
            put("a", "2");
        });
        here(() -> {
            assertThat(tenure.stored).containsExactly(List.of("a=2", "b=1"));
            assertThat(written).as("what is replaced is never written").hasValue(2);
            for (int i = 3; i < 100; i++) {
                put("a", Integer.toString(i));
            }
            put("b", "2");
            writer.forget("b");
            put("c", "1");
        });
        here(() -> {
            assertThat(tenure.stored).as("one transaction at a time").hasSize(1);
            tenure.underWay.complete();
        });
        here(() -> {
            assertThat(tenure.stored).hasSize(2);
            assertThat(tenure.stored.get(1)).containsExactly("a=99", "b=null", "c=1");
            assertThat(written).hasValue(4);
        });
    }

    private void put(String key, String value) {
        writer.put(key, () -> {
            written.incrementAndGet();
            return value.getBytes(StandardCharsets.UTF_8);
        });
    }

    /** Runs a turn on the context, and lets what it brought about happen. */
    private void here(Runnable turn) throws Exception {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            try {
                turn.run();
                context.runOnContext(next -> context.runOnContext(after -> done.complete()));
            } catch (RuntimeException | AssertionError e) {
                done.fail(e);
            }
        });
        done.future().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** Stores when it is told to. */
    private static final class SlowTenure implements Tenure {
        private final List<List<String>> stored = new ArrayList<>();
        private Promise<Void> underWay;

        @Override
        public Future<Void> ended() {
            return Promise.<Void>promise().future();
        }

        @Override
        public Future<Void> commit(String topic, List<Document> documents, Map<TopicPartition, Long> positions) {
            stored.add(documents.stream()
                    .map(document -> document.key() + "="
                            + (document.json() == null ? null : new String(document.json(), StandardCharsets.UTF_8)))
                    .toList());
            underWay = Promise.promise();
            return underWay.future();
        }

        @Override
        public Future<Void> confirm() {
            return Future.succeededFuture();
        }
    }
}
