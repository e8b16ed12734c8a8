package io.zapas.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogWriterTest {
    private static final long BOUND_SECONDS = 10;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger refusals = new AtomicInteger();
    private final List<Integer> offered = new ArrayList<>();
    private RuntimeException broken;

    /** Refuses as the client does that may not wait: on the caller's thread, before it returns. */
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public synchronized java.util.concurrent.Future<RecordMetadata> send(
                        ProducerRecord<byte[], byte[]> record, Callback callback) {
                    offered.add((int) record.value()[0]);
                    if (broken != null) {
                        callback.onCompletion(null, broken);
                        return null;
                    }
                    if (refusals.getAndDecrement() > 0) {
                        callback.onCompletion(null, new TimeoutException("not present in metadata after 0 ms"));
                        return null;
                    }
                    return super.send(record, callback);
                }
            };

    private final LogWriter writer = new LogWriter(vertx, producer);

    @AfterEach
    void close() throws Exception {
        await(writer.close(1_000));
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(BOUND_SECONDS, TimeUnit.SECONDS);
    }

    private Future<Long> append(int value) {
        return writer.append(new ProducerRecord<>("log", 0, null, new byte[] {(byte) value}));
    }

    private List<Integer> sent() {
        return producer.history().stream()
                .map(record -> (int) record.value()[0])
                .toList();
    }

    @Test
    void whatTheProducerTakesIsHandedToItAtOnce() throws Exception {
        Future<Long> written = append(1);
        assertThat(sent()).containsExactly(1);
        assertThat(written.isComplete()).isFalse();
        producer.completeNext();
        assertThat(await(written)).isZero();
    }

    /** The first waits until the producer knows its partition: none overtakes it. */
    @Test
    void whatItCannotTakeYetIsTriedAgainInOrder() throws Exception {
        refusals.set(3);
        List<Future<Long>> written = List.of(append(1), append(2), append(3));
        assertThat(offered).as("those behind one that waits are not tried").containsExactly(1);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (sent().size() < 3 && System.nanoTime() - until < 0) {
            Thread.sleep(1);
        }
        assertThat(sent()).containsExactly(1, 2, 3);
        while (producer.completeNext()) {
            // Each is answered for itself.
        }
        assertThat(await(written.get(2))).isEqualTo(2);
    }

    /** Written too late, and told so from the producer's own thread: it may have been written, so it is not sent again. */
    @Test
    void oneThatWasTakenAndNotWrittenInTimeFails() {
        Future<Long> written = append(1);
        producer.errorNext(new TimeoutException("30000 ms have passed since it was appended"));
        assertThatThrownBy(() -> await(written))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(offered).containsExactly(1);
    }

    @Test
    void oneThatCanNeverBeWrittenFailsAtOnce() {
        broken = new RecordTooLargeException("too large");
        Future<Long> written = append(1);
        assertThatThrownBy(() -> await(written)).hasCauseInstanceOf(RecordTooLargeException.class);
        assertThat(offered).containsExactly(1);
    }
}
