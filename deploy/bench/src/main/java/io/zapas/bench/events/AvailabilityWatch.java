package io.zapas.bench.events;

import io.zapas.stocksync.api.StockTopics;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads {@code stock.availability} while it is written. One thread. */
public final class AvailabilityWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final TopicReader reader;
    private final AvailabilityTally tally;
    private final Runnable alive;

    /**
     * From now on.
     *
     * @param alive throws if the writer has ended: no wait goes on then
     */
    public AvailabilityWatch(String bootstrap, int skus, Runnable alive) {
        this.alive = alive;
        reader = TopicReader.fromEnd(bootstrap, StockTopics.STOCK_AVAILABILITY);
        tally = new AvailabilityTally(skus);
    }

    public void expect(IntToLongFunction quantity) {
        tally.expect(quantity);
    }

    /** Changes seen so far. */
    public long changes() {
        return tally.changes();
    }

    /** Takes what has come, waiting for it 20 ms at most; throws if the writer has ended. */
    public void poll() {
        alive.run();
        for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
            tally.add(record.key(), record.value());
        }
    }

    /** Reads until every SKU has the quantity expected. */
    public void awaitExpected(Duration limit) throws TimeoutException {
        await(limit, tally::complete);
    }

    /** Reads until that many changes have been seen since the beginning. */
    public void awaitChanges(long changes, Duration limit) throws TimeoutException {
        await(limit, () -> tally.changes() >= changes);
    }

    private void await(Duration limit, BooleanSupplier done) throws TimeoutException {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            poll();
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new TimeoutException("after " + limit.toSeconds() + " s stock.availability shows "
                        + tally.changes() + " changes; " + tally.missing() + " SKUs lack their final quantity");
            }
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
