package io.zapas.forecast.domain;

import java.util.function.IntToDoubleFunction;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Days from an order to its receipt, uncertain: a probability or quantile over the lead time is mixed over seven equally likely lead times
 * of a normal distribution, each rounded up to whole days. Never replaced by its mean alone (research/forecast.md 2.3).
 */
public final class LeadTime {
    private static final int NODES = 7;
    private static final int MAX_STEPS = 60;
    private static final double[] STANDARD = new double[NODES];

    static {
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        for (int i = 0; i < NODES; i++) {
            STANDARD[i] = normal.inverseCumulativeProbability((i + 0.5) / NODES);
        }
    }

    private final double meanDays;
    private final int[] days;

    /**
     * @param sdDays null or 0: certain
     */
    public LeadTime(double meanDays, Double sdDays) {
        this.meanDays = meanDays;
        boolean certain = sdDays == null || sdDays == 0;
        this.days = new int[certain ? 1 : NODES];
        for (int i = 0; i < days.length; i++) {
            double value = meanDays + (certain ? 0 : sdDays * STANDARD[i]);
            days[i] = (int) Math.min(DemandPath.MAX_PERIODS, Math.max(0, Math.ceil(value - 1e-9)));
        }
    }

    /** Mean, rounded up to whole days. */
    public int wholeDays() {
        return (int) Math.min(DemandPath.MAX_PERIODS, Math.ceil(meanDays - 1e-9));
    }

    /** The lead time with some days more, such as a review period. */
    LeadTime plus(int more) {
        return new LeadTime(this, more);
    }

    private LeadTime(LeadTime other, int more) {
        this.meanDays = other.meanDays + more;
        this.days = new int[other.days.length];
        for (int i = 0; i < days.length; i++) {
            days[i] = Math.min(DemandPath.MAX_PERIODS, other.days[i] + more);
        }
    }

    /** Mean of a figure over the possible lead times. */
    double mixed(IntToDoubleFunction figure) {
        double sum = 0;
        for (int day : days) {
            sum += figure.applyAsDouble(day);
        }
        return sum / days.length;
    }

    /** The demand during the lead time that is not exceeded with probability {@code p}. */
    double quantile(DemandPath demand, double p) {
        double low = demand.quantile(p, days[0]);
        double high = demand.quantile(p, days[days.length - 1]);
        for (int step = 0; step < MAX_STEPS && high - low > 1e-4 * Math.max(1, high); step++) {
            double middle = (low + high) / 2;
            double above = mixed(day -> demand.reaches(middle + 0.5, day));
            if (above > 1 - p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
