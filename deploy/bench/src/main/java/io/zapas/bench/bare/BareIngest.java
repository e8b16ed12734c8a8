package io.zapas.bench.bare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zapas.bench.events.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Consume, parse the CloudEvent, one script per batch that only sets the value; and, if asked for, a ledger entry and an availability for each. The next batch is parsed while the script of the one before runs. Blocks its
 * caller.
 */
final class BareIngest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 500;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long ANSWER_SECONDS = 10;

    private final BareRedis redis;
    private final BareLedger ledger;
    private final List<CompletionStage<Void>> written = new ArrayList<>();
    private final String[] skus = new String[BATCH];
    private final long[] quantities = new long[BATCH];
    private final String[] keys = new String[BATCH];
    private final String[] values = new String[BATCH];
    private int size;
    private CompletionStage<Long> under;

    private BareIngest(BareRedis redis, BareLedger ledger) {
        this.redis = redis;
        this.ledger = ledger;
    }

    /**
     * Reads {@code topic} at {@code bootstrap} from the offsets of {@code from} (partition to offset) until {@code count} records; answers {@code events}
     * and {@code nanos} between the first record and the last answer of Redis, and of Kafka.
     *
     * @param ledger null: nothing is written to Kafka
     */
    static Map<String, Object> run(BareRedis redis, BareLedger ledger, JsonNode asked) throws Exception {
        return new BareIngest(redis, ledger).read(asked);
    }

    private Map<String, Object> read(JsonNode asked) throws Exception {
        int count = asked.path("count").intValue();
        int seen = 0;
        long beginNanos = 0;
        long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
        try (TopicReader reader = TopicReader.from(
                asked.path("bootstrap").textValue(), asked.path("topic").textValue(), partition -> asked.path("from")
                        .path(Integer.toString(partition))
                        .longValue())) {
            while (seen < count) {
                for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
                    if (seen++ == 0) {
                        beginNanos = System.nanoTime();
                    }
                    add(JSON.readTree(record.value()).path("data"));
                }
                if (System.nanoTime() - deadlineNanos > 0) {
                    throw new TimeoutException("read only " + seen + " of " + count + " events");
                }
            }
        }
        flush();
        settle();
        for (CompletionStage<Void> record : written) {
            record.toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        }
        return Map.of("events", seen, "nanos", System.nanoTime() - beginNanos);
    }

    private void add(JsonNode level) throws Exception {
        skus[size] = level.path("sku").textValue();
        quantities[size] = level.path("quantity").longValue();
        keys[size] = BareRedis.stockKey(level.path("sku").textValue());
        values[size] = level.path("quantity").asText();
        size++;
        if (size == BATCH) {
            flush();
        }
    }

    private void flush() throws Exception {
        settle();
        if (size > 0) {
            under = redis.setAll(Arrays.copyOf(keys, size), Arrays.copyOf(values, size));
            for (int i = 0; ledger != null && i < size; i++) {
                written.add(ledger.entry(skus[i], "LEVEL", keys[i], quantities[i]));
                written.add(ledger.availability(skus[i], quantities[i]));
            }
            size = 0;
        }
    }

    private void settle() throws Exception {
        if (under != null) {
            under.toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
            under = null;
        }
    }
}
