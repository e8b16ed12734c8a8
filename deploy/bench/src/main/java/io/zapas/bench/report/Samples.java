package io.zapas.bench.report;

import java.util.Arrays;
import java.util.List;

/** Repeated measurements of one quantity. */
public record Samples(List<Double> values) {
    public static final Samples NONE = new Samples(List.of());

    public Samples {
        values = List.copyOf(values);
    }

    public static Samples of(double... values) {
        return new Samples(Arrays.stream(values).boxed().toList());
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** NaN when there are none. */
    public double median() {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public double min() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    public double max() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }
}
