package io.zapas.forecast.domain;

import java.nio.ByteBuffer;

/**
 * How demand comes, a label to group by: the classes of Syntetos, Boylan and Croston, "On the categorization of demand patterns" (2005).
 *
 * @param adi mean days between days with demand, at least 1
 * @param cv2 squared coefficient of variation of the demand of such days
 */
record DemandPattern(double adi, double cv2) {
    private static final double ADI_CUT = 1.32;
    private static final double CV2_CUT = 0.49;
    private static final int DAYS = 365;
    private static final double IN_STOCK = 0.5;

    enum Category {
        SMOOTH,
        ERRATIC,
        INTERMITTENT,
        LUMPY
    }

    /** Of the last year's days on which demand could be seen; null without any demand. */
    static DemandPattern of(DemandHistory history) {
        return Counts.of(history).pattern();
    }

    /**
     * What the classes are computed from.
     *
     * @param seen days on which demand could be seen
     * @param selling days with demand
     * @param sum of the demand of such days
     * @param squares of it
     */
    record Counts(int seen, int selling, double sum, double squares) {
        static final int BYTES = 2 * Integer.BYTES + 2 * Double.BYTES;

        static Counts of(DemandHistory history) {
            DemandHistory year = history.last(DAYS);
            Counts counts = new Counts(0, 0, 0, 0);
            for (int i = 0; i < year.days(); i++) {
                counts = counts.with(year.units(i), year.inStock(i));
            }
            return counts;
        }

        /** After one more day. */
        Counts with(double units, double inStock) {
            return new Counts(
                    seen + (units > 0 || inStock >= IN_STOCK ? 1 : 0),
                    selling + (units > 0 ? 1 : 0),
                    sum + units,
                    squares + units * units);
        }

        /** Null without any demand. */
        DemandPattern pattern() {
            if (selling == 0) {
                return null;
            }
            double mean = sum / selling;
            return new DemandPattern(
                    (double) seen / selling, Math.max(0, squares / selling - mean * mean) / (mean * mean));
        }

        void write(ByteBuffer out) {
            out.putInt(seen).putInt(selling).putDouble(sum).putDouble(squares);
        }

        static Counts read(ByteBuffer in) {
            return new Counts(in.getInt(), in.getInt(), in.getDouble(), in.getDouble());
        }
    }

    Category category() {
        if (adi < ADI_CUT) {
            return cv2 < CV2_CUT ? Category.SMOOTH : Category.ERRATIC;
        }
        return cv2 < CV2_CUT ? Category.INTERMITTENT : Category.LUMPY;
    }
}
