package io.zapas.bench.report;

import org.HdrHistogram.Histogram;

/** Percentiles in milliseconds. */
public record Latency(double p50, double p99, double max) {
    private static final double NANOS_PER_MILLI = 1e6;

    /** Of a histogram of nanoseconds. */
    public static Latency ofNanos(Histogram nanos) {
        return of(nanos, NANOS_PER_MILLI);
    }

    /** Of a histogram of milliseconds. */
    public static Latency ofMillis(Histogram millis) {
        return of(millis, 1);
    }

    private static Latency of(Histogram values, double perMilli) {
        return new Latency(
                values.getValueAtPercentile(50) / perMilli,
                values.getValueAtPercentile(99) / perMilli,
                values.getMaxValue() / perMilli);
    }
}
