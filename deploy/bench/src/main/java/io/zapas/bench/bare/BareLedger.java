package io.zapas.bench.bare;

import io.zapas.bench.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What the contract asks of Kafka for every change, and nothing else: a ledger entry, and the availability that follows from it, of the fields and the size of ours, by a producer with our
 * settings. Safe on every thread; stages complete on the producer's.
 */
final class BareLedger {
    private static final String LEDGER = "bench.ledger";
    private static final String AVAILABILITY = "bench.availability";
    private static final long BUFFER_BYTES = 64L << 20;

    private final KafkaProducer<String, byte[]> producer;

    /** Makes the topics. Blocks. */
    BareLedger(String bootstrap) throws Exception {
        Topics.create(bootstrap, LEDGER);
        Topics.create(bootstrap, AVAILABILITY);
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("acks", "all");
        settings.put("linger.ms", "0");
        settings.put("compression.type", "snappy");
        settings.put("batch.size", Integer.toString(128 * 1024));
        settings.put("buffer.memory", Long.toString(BUFFER_BYTES));
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Completes when Kafka has the entry. Blocks while the producer's buffer is full. */
    CompletionStage<Void> entry(String sku, String reason, String id, long before, long quantity) {
        return send(
                LEDGER,
                sku,
                "{\"seq\":1234567,\"sku\":\"" + sku + "\",\"location\":\"WH1\",\"version\":12,\"reason\":\"" + reason
                        + "\",\"at\":\"" + Instant.now() + "\",\"recordedAt\":\"" + Instant.now()
                        + "\",\"onHandBefore\":" + before + ",\"onHandAfter\":" + quantity
                        + ",\"reservedBefore\":1,\"reservedAfter\":2,\"availableAfter\":" + quantity
                        + ",\"source\":\"api\",\"eventId\":\"" + id + "\"}");
    }

    /** The same of the availability. */
    CompletionStage<Void> availability(String sku, long quantity) {
        return send(
                AVAILABILITY,
                sku,
                "{\"sku\":\"" + sku + "\",\"available\":" + quantity
                        + ",\"shortfall\":0,\"channels\":{\"shop\":" + quantity
                        + "},\"locations\":[{\"location\":\"WH1\",\"onHand\":"
                        + quantity + ",\"reserved\":2,\"buffer\":0,\"available\":" + quantity
                        + "}],\"incoming\":{\"quantity\":0},\"version\":12,\"asOf\":\"" + Instant.now()
                        + "\",\"confidence\":\"fresh\"}");
    }

    private CompletionStage<Void> send(String topic, String sku, String json) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        producer.send(new ProducerRecord<>(topic, sku, json.getBytes(StandardCharsets.UTF_8)), (metadata, failure) -> {
            if (failure == null) {
                written.complete(null);
            } else {
                written.completeExceptionally(failure);
            }
        });
        return written;
    }
}
