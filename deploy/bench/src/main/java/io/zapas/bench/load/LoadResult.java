package io.zapas.bench.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What became of a plan.
 *
 * @param answered complete answers of any status
 * @param elapsedNanos from the first request to the last answer
 * @param latencyNanos one value per answer
 * @param statuses answers per HTTP status
 * @param lost requests without an answer: the connection broke or the wait for it ended
 * @param trouble why the first of them was lost; null when none was
 */
public record LoadResult(
        long answered,
        long elapsedNanos,
        Histogram latencyNanos,
        Map<Integer, Long> statuses,
        long lost,
        String trouble) {
    public LoadResult {
        statuses = Map.copyOf(statuses);
    }

    /** Answers per second. */
    public double perSecond() {
        return elapsedNanos == 0 ? 0 : answered * 1e9 / elapsedNanos;
    }

    /** Throws when any request got another answer than {@code status}, or none. */
    public LoadResult requireOnly(int status) {
        long right = statuses.getOrDefault(status, 0L);
        if (lost > 0 || right != answered || answered == 0) {
            throw new IllegalStateException("expected only " + status + ", got " + new TreeMap<>(statuses) + ", lost "
                    + lost + (trouble == null ? "" : " (" + trouble + ")"));
        }
        return this;
    }
}
