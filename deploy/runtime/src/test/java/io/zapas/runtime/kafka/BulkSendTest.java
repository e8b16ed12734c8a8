package io.zapas.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkSendTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final WorkerExecutor sender = vertx.createSharedWorkerExecutor("send", 1);
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(false, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void sendsInOrderAndCompletesWithTheLastAnswer() throws Exception {
        CompletableFuture<Void> done = send(3);
        awaitSent(3);
        List<String> values = producer.history().stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
        assertThat(values).containsExactly("0", "1", "2");
        ProducerRecord<String, byte[]> first = producer.history().get(0);
        assertThat(first.topic()).isEqualTo("shop.stock.ledger");
        assertThat(new String(first.headers().lastHeader("content-type").value(), StandardCharsets.UTF_8))
                .isEqualTo("application/json");
        producer.completeNext();
        producer.completeNext();
        assertThat(done).isNotDone();
        producer.completeNext();
        assertThat(done).succeedsWithin(LIMIT);
    }

    @Test
    void oneFailureIsToldOnceNothingIsOnItsWay() throws Exception {
        CompletableFuture<Void> done = send(3);
        awaitSent(3);
        producer.errorNext(new KafkaException("the disk is full"));
        producer.completeNext();
        assertThat(done).isNotDone();
        producer.completeNext();
        assertThat(done)
                .failsWithin(LIMIT)
                .withThrowableThat()
                .withRootCauseInstanceOf(KafkaException.class)
                .withMessageContaining("the disk is full");
    }

    @Test
    void whatTheProducerRefusesAtOnceFailsWithAllBehindIt() throws Exception {
        producer.sendException = new KafkaException("closed");
        CompletableFuture<Void> done = send(3);
        assertThat(done).failsWithin(LIMIT);
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void callsFromOneContextStayInOrder() throws Exception {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        CompletableFuture<Void> called = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(ignored -> {
            for (int call = 0; call < 50; call++) {
                all.add(bulk(call, 1).toCompletionStage().toCompletableFuture());
            }
            called.complete(null);
        });
        called.get(20, TimeUnit.SECONDS);
        awaitSent(50);
        assertThat(producer.history().stream().map(record -> new String(record.value(), StandardCharsets.UTF_8)))
                .containsExactlyElementsOf(
                        IntStream.range(0, 50).mapToObj(Integer::toString).toList());
        IntStream.range(0, 50).forEach(i -> producer.completeNext());
        for (CompletableFuture<Void> one : all) {
            assertThat(one).succeedsWithin(LIMIT);
        }
    }

    private CompletableFuture<Void> send(int records) {
        return bulk(0, records).toCompletionStage().toCompletableFuture();
    }

    private Future<Void> bulk(int from, int records) {
        List<Document> documents = IntStream.range(from, from + records)
                .mapToObj(i -> new Document("sku", Integer.toString(i).getBytes(StandardCharsets.UTF_8)))
                .toList();
        return BulkSend.of(
                vertx, sender, producer, "shop.stock.ledger", Map.of("content-type", "application/json"), documents);
    }

    private void awaitSent(int records) {
        long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
        while (producer.history().size() < records) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new CompletionException(
                        new AssertionError("sent " + producer.history().size()));
            }
            Thread.onSpinWait();
        }
    }
}
