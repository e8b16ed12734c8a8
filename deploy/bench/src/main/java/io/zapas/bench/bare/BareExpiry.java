package io.zapas.bench.bare;

import io.zapas.bench.process.Pauses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** Releases what is due by asking every 10 ms, with the smallest script. Blocks its caller. */
final class BareExpiry {
    private static final long ASK_EVERY_MILLIS = 10;
    private static final int PER_SCRIPT = 500;
    private static final long ANSWER_SECONDS = 10;
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final BareRedis redis;

    BareExpiry(BareRedis redis) {
        this.redis = redis;
    }

    /** Until as many as {@code count} are released; answers their delays in ms. Throws a minute after {@code lastDueMillis}. */
    Map<String, Object> run(int count, long lastDueMillis) throws Exception {
        Histogram delays = new Histogram(3);
        long giveUpMillis = lastDueMillis + GRACE.toMillis();
        while (delays.getTotalCount() < count) {
            List<String> released = redis.releaseDue(System.currentTimeMillis())
                    .toCompletableFuture()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            long now = System.currentTimeMillis();
            for (String due : released) {
                delays.recordValue(Math.max(0, now - (long) Double.parseDouble(due)));
            }
            if (now > giveUpMillis) {
                throw new TimeoutException("released only " + delays.getTotalCount() + " of " + count);
            }
            if (released.size() < PER_SCRIPT) {
                Pauses.millis(ASK_EVERY_MILLIS);
            }
        }
        return Map.of(
                "p50",
                delays.getValueAtPercentile(50),
                "p99",
                delays.getValueAtPercentile(99),
                "max",
                delays.getMaxValue());
    }
}
