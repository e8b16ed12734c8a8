package io.zapas.forecast.domain;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * Days from an order to its receipt, uncertain: a probability or quantile over the lead time is mixed over equally likely lead times in whole
 * days. Never replaced by its mean alone: demand over an uncertain lead time has the distribution function Σ w_l P(D_l ≤ x), which is neither
 * that of the mean lead time nor a normal one (research/forecast.md 2.3).
 */
public final class LeadTime {
    /** Lead times mixed at most. */
    static final int NODES = 15;

    static final double MAX_DAYS = DemandPath.MAX_PERIODS;
    private static final int MAX_STEPS = 40;
    private static final double PRECISION = 1e-3;
    /** Units by which {@link #least} may be above the exact number. */
    static final double TOLERANCE = PRECISION;

    private final double meanDays;
    private final double sdDays;
    private final double p90Days;
    private final int deliveries;
    private final int[] days;
    private final double[] weights;

    /** @param sdDays null or 0: certain */
    public LeadTime(double meanDays, Double sdDays) {
        this(meanDays, new Spread(meanDays, sdDays == null ? 0 : sdDays).nodes(NODES), 0);
    }

    /**
     * @param nodes equally likely lead times, rising
     * @param deliveries learnt from
     */
    LeadTime(double meanDays, double[] nodes, int deliveries) {
        this.meanDays = Math.min(MAX_DAYS, meanDays);
        this.deliveries = deliveries;
        double squares = 0;
        for (double node : nodes) {
            squares += (node - meanDays) * (node - meanDays);
        }
        this.sdDays = Math.sqrt(squares / nodes.length);
        this.p90Days = Math.max(0, nodes[(int) (0.9 * nodes.length)]);
        int[] distinct = new int[nodes.length];
        double[] shares = new double[nodes.length];
        int count = 0;
        for (double node : nodes) {
            int day = whole(node);
            if (count == 0 || distinct[count - 1] != day) {
                distinct[count++] = day;
            }
            shares[count - 1] += 1.0 / nodes.length;
        }
        this.days = Arrays.copyOf(distinct, count);
        this.weights = Arrays.copyOf(shares, count);
    }

    /** The lead time moved by whole days. */
    private LeadTime(LeadTime other, int more) {
        this.meanDays = other.meanDays + more;
        this.sdDays = other.sdDays;
        this.p90Days = other.p90Days + more;
        this.deliveries = other.deliveries;
        this.weights = other.weights;
        this.days = new int[other.days.length];
        for (int i = 0; i < days.length; i++) {
            days[i] = Math.min(DemandPath.MAX_PERIODS, other.days[i] + more);
        }
    }

    private static int whole(double days) {
        return (int) Math.min(MAX_DAYS, Math.max(0, Math.floor(days + 0.5)));
    }

    public double meanDays() {
        return meanDays;
    }

    public double sdDays() {
        return sdDays;
    }

    /** Nine of ten deliveries take no longer. */
    public double p90Days() {
        return p90Days;
    }

    /** How many deliveries were learnt from. */
    public int deliveries() {
        return deliveries;
    }

    /** Mean, rounded up to whole days. */
    public int wholeDays() {
        return (int) Math.min(DemandPath.MAX_PERIODS, Math.ceil(meanDays - 1e-9));
    }

    /** The lead time with some days more, such as a review period. */
    LeadTime plus(int more) {
        return new LeadTime(this, more);
    }

    /** Mean of a figure over the possible lead times. */
    double mixed(IntToDoubleFunction figure) {
        double sum = 0;
        for (int i = 0; i < days.length; i++) {
            sum += weights[i] * figure.applyAsDouble(days[i]);
        }
        return sum;
    }

    /** Every possible lead time with its probability. */
    void forEach(BiConsumer<Integer, Double> each) {
        for (int i = 0; i < days.length; i++) {
            each.accept(days[i], weights[i]);
        }
    }

    /** The demand during the lead time that is not exceeded with probability {@code p}. */
    double quantile(DemandPath demand, double p) {
        double low = demand.quantile(p, days[0]);
        double high = demand.quantile(p, days[days.length - 1]);
        return least(low, high, p, units -> mixed(day -> demand.reaches(units + 0.5, day)));
    }

    /**
     * The least number between two bounds that is exceeded with probability 1 - p at most.
     *
     * @param exceeded falling
     */
    static double least(double from, double until, double p, DoubleUnaryOperator exceeded) {
        double low = from;
        double high = until;
        for (int step = 0; step < MAX_STEPS && high - low > PRECISION * Math.max(1, high); step++) {
            double middle = (low + high) / 2;
            if (exceeded.applyAsDouble(middle) > 1 - p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
