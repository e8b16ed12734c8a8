package io.zapas.runtime.kafka;

import io.micrometer.core.instrument.DistributionSummary;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.runtime.kafka.KafkaAccess.BatchHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition while it is ours: what was read and waits, the batch that is being handled, and how far effects go.
 *
 * <p>Steady state: at most one batch is with the handler; when its future completes the next is handed over at once, on the same context,
 * without the poll thread. Trouble: a failed batch is handed over again after a pause, as long as it takes, and nothing overtakes it. End:
 * {@link #leave} stops handing over; what is in flight may still finish.
 *
 * <p>The poll thread calls {@link #add}, {@link #position}, {@link #awaitIdle} and {@link #leave}; completions come on the context. State
 * is guarded by the lane's monitor.
 */
final class Lane {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    private final TopicPartition partition;
    private final int maxBatch;
    private final Context context;
    private final BatchHandler handler;
    private final DistributionSummary batchRecords;
    private final Runnable onRetry;
    private final Deque<ConsumerRecord<String, byte[]>> waiting = new ArrayDeque<>();
    private int inFlight;
    private int failedAttempts;
    private String failure;
    private boolean left;
    private long position = -1;

    Lane(
            TopicPartition partition,
            int maxBatch,
            Context context,
            BatchHandler handler,
            DistributionSummary batchRecords,
            Runnable onRetry) {
        this.partition = partition;
        this.maxBatch = maxBatch;
        this.context = context;
        this.handler = handler;
        this.batchRecords = batchRecords;
        this.onRetry = onRetry;
    }

    synchronized void add(List<ConsumerRecord<String, byte[]>> records) {
        waiting.addAll(records);
        handOver();
    }

    /** So much is waiting that reading on would only fill memory. */
    synchronized boolean full() {
        return waiting.size() >= maxBatch;
    }

    /** The next offset whose effect is not known to be done; -1 when nothing has been handled. */
    synchronized long position() {
        return position;
    }

    /** Read but not handled. */
    synchronized int backlog() {
        return waiting.size() + inFlight;
    }

    /** Why the batch at the head fails; null when it does not. */
    synchronized String failure() {
        return failure;
    }

    /** Hands nothing over any more. */
    synchronized void leave() {
        left = true;
        waiting.clear();
        notifyAll();
    }

    /** Waits until no batch is with the handler, or the deadline ({@link System#nanoTime}) has passed. A failing batch is not waited for. */
    synchronized void awaitIdle(long deadlineNanos) throws InterruptedException {
        while (inFlight > 0 && failure == null) {
            long millis = (deadlineNanos - System.nanoTime()) / 1_000_000L;
            if (millis <= 0) {
                log.atWarn()
                        .addKeyValue("partition", partition)
                        .log("A batch is still being handled; it will come again");
                return;
            }
            wait(millis);
        }
    }

    private void handOver() {
        if (left || inFlight > 0 || waiting.isEmpty()) {
            return;
        }
        List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>(Math.min(maxBatch, waiting.size()));
        while (batch.size() < maxBatch && !waiting.isEmpty()) {
            batch.add(waiting.poll());
        }
        inFlight = batch.size();
        batchRecords.record(inFlight);
        context.runOnContext(nothing -> attempt(batch));
    }

    private void attempt(List<ConsumerRecord<String, byte[]>> batch) {
        synchronized (this) {
            if (left) {
                inFlight = 0;
                notifyAll();
                return;
            }
        }
        Future<Void> done;
        try {
            done = handler.handle(partition, batch);
        } catch (RuntimeException e) {
            done = Future.failedFuture(e);
        }
        done.onComplete(result -> {
            if (result.succeeded()) {
                succeeded(batch);
            } else {
                failed(batch, result.cause());
            }
        });
    }

    private synchronized void succeeded(List<ConsumerRecord<String, byte[]>> batch) {
        position = batch.get(batch.size() - 1).offset() + 1;
        inFlight = 0;
        failedAttempts = 0;
        failure = null;
        notifyAll();
        handOver();
    }

    private synchronized void failed(List<ConsumerRecord<String, byte[]>> batch, Throwable cause) {
        failedAttempts++;
        failure = String.valueOf(cause.getMessage());
        notifyAll();
        if (left) {
            return;
        }
        long pauseMillis = Backoff.millis(failedAttempts);
        log.atWarn()
                .setCause(failedAttempts == 1 ? cause : null)
                .addKeyValue("partition", partition)
                .addKeyValue("offset", batch.get(0).offset())
                .addKeyValue("records", batch.size())
                .addKeyValue("attempt", failedAttempts)
                .addKeyValue("pauseMillis", pauseMillis)
                .addKeyValue("reason", failure)
                .log("A batch failed and will be handed over again");
        onRetry.run();
        context.owner().setTimer(pauseMillis, timer -> context.runOnContext(nothing -> attempt(batch)));
    }
}
