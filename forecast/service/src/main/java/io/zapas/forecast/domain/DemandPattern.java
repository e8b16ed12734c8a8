package io.zapas.forecast.domain;

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
        DemandHistory year = history.last(DAYS);
        int seen = 0;
        int selling = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < year.days(); i++) {
            double units = year.units(i);
            if (units > 0 || year.inStock(i) >= IN_STOCK) {
                seen++;
            }
            if (units > 0) {
                selling++;
                sum += units;
                squares += units * units;
            }
        }
        if (selling == 0) {
            return null;
        }
        double mean = sum / selling;
        return new DemandPattern((double) seen / selling, Math.max(0, squares / selling - mean * mean) / (mean * mean));
    }

    Category category() {
        if (adi < ADI_CUT) {
            return cv2 < CV2_CUT ? Category.SMOOTH : Category.ERRATIC;
        }
        return cv2 < CV2_CUT ? Category.INTERMITTENT : Category.LUMPY;
    }
}
