package io.zapas.bench.bare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zapas.bench.events.TopicReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Consume, parse the CloudEvent, one script per batch. The next batch is parsed while the script of the one before runs. Blocks its caller. */
final class BareIngest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 500;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long ANSWER_SECONDS = 10;

    private final LevelWork work;
    private LevelBatch batch = new LevelBatch();
    private LevelBatch sent;
    private CompletionStage<List<String>> answer;

    private BareIngest(LevelWork work) {
        this.work = work;
    }

    /**
     * Reads {@code topic} at {@code bootstrap} from the offsets of {@code from} (partition to offset) until {@code count} records, their versions {@code raise}
     * higher; answers {@code events} that had an effect and {@code nanos} between the first record and the last answer of Redis, and of Kafka.
     */
    static Map<String, Object> run(LevelWork work, JsonNode asked) throws Exception {
        return new BareIngest(work).read(asked);
    }

    private Map<String, Object> read(JsonNode asked) throws Exception {
        int count = asked.path("count").intValue();
        long raise = asked.path("raise").asLong(0);
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
                    batch.add(record, JSON.readTree(record.value()), raise);
                    if (batch.size() == BATCH) {
                        flush();
                    }
                }
                if (System.nanoTime() - deadlineNanos > 0) {
                    throw new TimeoutException("read only " + seen + " of " + count + " events");
                }
            }
        }
        flush();
        flush();
        work.finish();
        return Map.of("events", work.applied(), "nanos", System.nanoTime() - beginNanos);
    }

    /** What was answered is dealt with while Redis works at what comes next. */
    private void flush() throws Exception {
        List<String> answered =
                answer == null ? null : answer.toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        LevelBatch before = sent;
        answer = batch.size() == 0 ? null : work.send(batch);
        sent = batch;
        batch = new LevelBatch();
        if (answered != null) {
            work.answered(before, answered);
        }
    }
}
