package io.zapas.bench.events;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes events into one topic, acknowledged by all replicas. One thread; a record that is not taken fails the next call. */
public final class EventProducer implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
    private static final long TICK_NANOS = 1_000_000;
    private static final List<Header> HEADERS =
            List.of(new RecordHeader("content-type", EventText.CONTENT_TYPE.getBytes(StandardCharsets.US_ASCII)));

    private final KafkaProducer<String, byte[]> producer;
    private final String topic;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private EventProducer(String bootstrap, String topic, long lingerMillis) {
        this.topic = topic;
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("acks", "all");
        settings.put("linger.ms", Long.toString(lingerMillis));
        settings.put("batch.size", Integer.toString(64 * 1024));
        settings.put("buffer.memory", Integer.toString(64 * 1024 * 1024));
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** For as many as possible. */
    public static EventProducer bulk(String bootstrap, String topic) {
        return new EventProducer(bootstrap, topic, 5);
    }

    /** For as soon as possible. */
    public static EventProducer prompt(String bootstrap, String topic) {
        return new EventProducer(bootstrap, topic, 0);
    }

    /** What to write for a number. */
    public interface Content {
        String key(long number);

        byte[] value(long number);
    }

    /** Told when an event is due. */
    public interface Due {
        void at(long number, long nanoTime);
    }

    /** Writes the events numbered from {@code first} on as fast as Kafka takes them; returns when it has all. */
    public void produce(long first, long count, Content content) throws Exception {
        for (long n = first; n < first + count; n++) {
            send(n, content);
        }
        flush();
    }

    /**
     * Writes the events at a fixed rate whatever happens, those of one millisecond together at its beginning; returns when Kafka has all.
     *
     * @param due told of each event before it is written when it was due, in the time of {@link System#nanoTime()}
     */
    public void produceAt(double perSecond, long first, long count, Content content, Due due) throws Exception {
        long beginNanos = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long offset = (long) (i * 1e9 / perSecond);
            long dueNanos = beginNanos + offset - offset % TICK_NANOS;
            long left = dueNanos - System.nanoTime();
            while (left > 0) {
                LockSupport.parkNanos(left);
                left = dueNanos - System.nanoTime();
            }
            due.at(first + i, dueNanos);
            send(first + i, content);
        }
        flush();
    }

    private void send(long number, Content content) throws Exception {
        Exception failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        producer.send(
                new ProducerRecord<>(topic, null, null, content.key(number), content.value(number), HEADERS),
                (metadata, e) -> {
                    if (e != null) {
                        failure.compareAndSet(null, e);
                    }
                });
    }

    private void flush() throws Exception {
        producer.flush();
        Exception failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_LIMIT);
    }
}
