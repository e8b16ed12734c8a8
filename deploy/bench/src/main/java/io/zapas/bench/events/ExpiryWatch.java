package io.zapas.bench.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zapas.stocksync.api.StockTopics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Times the {@code EXPIRE} entries of {@code stock.ledger}: from {@code at}, when the hold was due, to when it was released and to when that is read here. One thread. */
public final class ExpiryWatch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(20);
    private static final byte[] EXPIRE = "\"EXPIRE\"".getBytes(StandardCharsets.US_ASCII);

    private final TopicReader reader;
    private final Histogram releasedMillis = new Histogram(3);
    private final Histogram seenMillis = new Histogram(3);

    /** From now on. */
    public ExpiryWatch(String bootstrap) {
        reader = TopicReader.fromEnd(bootstrap, StockTopics.STOCK_LEDGER);
    }

    /** Reads until {@code count} holds were released or the limit is over; answers how many were. */
    public long await(long count, Duration limit) throws IOException {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (seenMillis.getTotalCount() < count && System.nanoTime() - deadlineNanos < 0) {
            for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
                add(record.value());
            }
        }
        return seenMillis.getTotalCount();
    }

    private void add(byte[] value) throws IOException {
        // Most entries are of other kinds; parsing those would cost the measured program its CPU.
        if (JsonNumbers.indexBehind(value, EXPIRE) < 0) {
            return;
        }
        JsonNode entry = JSON.readTree(value);
        long due = Instant.parse(entry.path("at").textValue()).toEpochMilli();
        long released = Instant.parse(entry.path("recordedAt").textValue()).toEpochMilli();
        releasedMillis.recordValue(Math.max(0, released - due));
        seenMillis.recordValue(Math.max(0, System.currentTimeMillis() - due));
    }

    /** Delays until the units were free, in ms. */
    public Histogram releasedMillis() {
        return releasedMillis;
    }

    /** Delays until the entry was read here, in ms. */
    public Histogram seenMillis() {
        return seenMillis;
    }

    @Override
    public void close() {
        reader.close();
    }
}
