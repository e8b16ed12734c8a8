package io.zapas.forecast.domain.engine;

import java.util.Arrays;

/**
 * A weighted sample's quantiles: the smallest value at and below which at least the share p of all weight lies (type 1 of Hyndman and Fan, The American
 * Statistician 50, 1996). Values and weights are kept as floats.
 */
final class EmpiricalQuantiles {
    private final long[] packed;
    private int count;

    /** @param most values that will be added at most */
    EmpiricalQuantiles(int most) {
        this.packed = new long[most];
    }

    /** @param weight above 0 */
    void add(float value, float weight) {
        packed[count++] = (long) sortable(value) << 32 | Float.floatToIntBits(weight);
    }

    int count() {
        return count;
    }

    /** @param p rising, 0 to 1; of no value at all every quantile is 0 */
    double[] at(double[] p) {
        Arrays.sort(packed, 0, count);
        double total = 0;
        for (int i = 0; i < count; i++) {
            total += weight(packed[i]);
        }
        double[] quantiles = new double[p.length];
        int next = 0;
        double below = 0;
        for (int i = 0; i < p.length && count > 0; i++) {
            while (next < count - 1 && below + weight(packed[next]) < p[i] * total) {
                below += weight(packed[next]);
                next++;
            }
            quantiles[i] = value(packed[next]);
        }
        return quantiles;
    }

    /** An int whose order is that of the float. */
    private static int sortable(float value) {
        int bits = Float.floatToIntBits(value);
        return bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
    }

    private static float value(long entry) {
        int bits = (int) (entry >> 32);
        return Float.intBitsToFloat(bits >= 0 ? bits : bits ^ Integer.MAX_VALUE);
    }

    private static float weight(long entry) {
        return Float.intBitsToFloat((int) entry);
    }
}
