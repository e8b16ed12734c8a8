package io.zapas.bench.bare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zapas.bench.events.TopicReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Consume, parse the CloudEvent, one script per batch that only sets the value. The next batch is parsed while the script of the one before runs. Blocks its
 * caller.
 */
final class BareIngest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 500;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long ANSWER_SECONDS = 10;

    private final BareRedis redis;
    private final String[] keys = new String[BATCH];
    private final String[] values = new String[BATCH];
    private int size;
    private CompletionStage<Long> under;

    private BareIngest(BareRedis redis) {
        this.redis = redis;
    }

    /**
     * Reads {@code topic} at {@code bootstrap} from the offsets of {@code from} (partition to offset) until {@code count} records; answers {@code events}
     * and {@code nanos} between the first record and the last script's answer.
     */
    static Map<String, Object> run(BareRedis redis, JsonNode asked) throws Exception {
        return new BareIngest(redis).read(asked);
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
        return Map.of("events", seen, "nanos", System.nanoTime() - beginNanos);
    }

    private void add(JsonNode level) throws Exception {
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
