package io.zapas.forecast.domain;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * What is kept of a SKU's demand until yesterday: the newest {@value #RECENT_DAYS} days with what was forecast of the last {@value #JUDGED_DAYS} of them,
 * and counts over the whole history. {@link #next} carries it on by a day in constant time; days that leave the year or the history are taken
 * out of the counts with the next fit. Immutable.
 */
public final class PastDemand {
    static final int RECENT_DAYS = 56;
    static final int JUDGED_DAYS = 28;
    /** Days of demand that are kept. */
    private static final int MAX_DAYS = 730;

    private static final long NEVER = Long.MIN_VALUE;

    private final DemandHistory recent;
    private final double[] expected;
    private final int days;
    private final int outOfStockDays;
    private final long lastSale;
    private final DemandPattern.Counts pattern;
    private final Silence silence;

    /**
     * Days without a sale since the last one.
     *
     * @param level mean units a day when it began
     * @param days in stock, parts of days counted as such
     * @param expected units that would have been sold in that time
     */
    record Silence(double level, double days, double expected) {
        static final Silence NONE = new Silence(0, 0, 0);
    }

    private PastDemand(
            DemandHistory recent,
            double[] expected,
            int days,
            int outOfStockDays,
            long lastSale,
            DemandPattern.Counts pattern,
            Silence silence) {
        this.recent = recent;
        this.expected = expected;
        this.days = days;
        this.outOfStockDays = outOfStockDays;
        this.lastSale = lastSale;
        this.pattern = pattern;
        this.silence = silence;
    }

    /** Of a history of which nothing is forecast. */
    public static PastDemand of(DemandHistory history) {
        return of(history, new double[0], WeekdayProfile.UNIFORM);
    }

    /** @param oneStep one-day forecasts of the newest days, oldest first */
    static PastDemand of(DemandHistory history, double[] oneStep, WeekdayProfile week) {
        double[] expected = Arrays.copyOfRange(oneStep, Math.max(0, oneStep.length - JUDGED_DAYS), oneStep.length);
        long lastSale = NEVER;
        for (int i = history.days() - 1; i >= 0 && lastSale == NEVER; i--) {
            lastSale = history.units(i) > 0 ? history.day(i).toEpochDay() : NEVER;
        }
        return new PastDemand(
                history.last(RECENT_DAYS),
                expected,
                history.days(),
                history.outOfStockDays(),
                lastSale,
                DemandPattern.Counts.of(history),
                silence(history, expected, week));
    }

    /** A silence that began before the forecasts did is judged from their beginning on. */
    private static Silence silence(DemandHistory history, double[] expected, WeekdayProfile week) {
        Silence silence = Silence.NONE;
        for (int i = history.days() - expected.length; i < history.days(); i++) {
            double factor = week.factor(history.day(i));
            double before = factor > 0 ? expected[i - history.days() + expected.length] / factor : silence.level();
            silence = after(silence, history.units(i), history.inStock(i), before, factor);
        }
        return silence;
    }

    private static Silence after(Silence before, double units, double inStock, double level, double factor) {
        if (units > 0) {
            return Silence.NONE;
        }
        double from = before.level() > 0 ? before.level() : level;
        return new Silence(from, before.days() + inStock, before.expected() + from * factor * inStock);
    }

    /**
     * After one more day.
     *
     * @param demand what was known before that day; null: nothing
     */
    PastDemand next(double units, double inStock, SmoothedDemand demand) {
        LocalDate day = recent.day(recent.days());
        double factor = demand == null ? 1 : demand.profile().factor(day);
        double level = demand == null ? 0 : demand.level();
        return new PastDemand(
                recent.with(units, inStock).last(RECENT_DAYS),
                demand == null ? new double[0] : with(expected, level * factor),
                Math.min(days + 1, Math.max(days, MAX_DAYS)),
                outOfStockDays + (DemandHistory.isOut(inStock) ? 1 : 0),
                units > 0 ? day.toEpochDay() : lastSale,
                pattern.with(units, inStock),
                demand == null ? Silence.NONE : after(silence, units, inStock, level, factor));
    }

    private static double[] with(double[] values, double newest) {
        int kept = Math.min(values.length, JUDGED_DAYS - 1);
        double[] result = Arrays.copyOfRange(values, values.length - kept, values.length + 1);
        result[kept] = newest;
        return result;
    }

    /** The newest days, at most {@value #RECENT_DAYS}. */
    DemandHistory recent() {
        return recent;
    }

    /** The first day that is not part of it. */
    public LocalDate nextDay() {
        return recent.day(recent.days());
    }

    public int days() {
        return days;
    }

    int outOfStockDays() {
        return outOfStockDays;
    }

    /** Null: none in the history. */
    LocalDate lastSale() {
        return lastSale == NEVER ? null : LocalDate.ofEpochDay(lastSale);
    }

    /** Days since the last sale, or since the beginning. */
    int idleDays() {
        return lastSale == NEVER ? days : (int) (nextDay().toEpochDay() - 1 - lastSale);
    }

    /** Null without any demand. */
    DemandPattern pattern() {
        return pattern.pattern();
    }

    Silence silence() {
        return silence;
    }

    /** Days since the last sale, as far back as {@link #silence()} goes. */
    int silentDays() {
        return Math.min(idleDays(), expected.length);
    }

    /** How many of the newest days have a forecast that was made before them. */
    int judgedDays() {
        return expected.length;
    }

    /** What was forecast of the day {@code index} of {@link #recent()}, one of the last {@link #judgedDays()}. */
    double expected(int index) {
        return expected[index - recent.days() + expected.length];
    }

    int size() {
        return 4 * Integer.BYTES
                + 2 * Long.BYTES
                + recent.days() * (Double.BYTES + Float.BYTES)
                + expected.length * Double.BYTES
                + DemandPattern.Counts.BYTES
                + 3 * Double.BYTES;
    }

    void write(ByteBuffer out) {
        out.putInt(recent.days())
                .putInt(expected.length)
                .putInt(days)
                .putInt(outOfStockDays)
                .putLong(recent.firstDay().toEpochDay())
                .putLong(lastSale);
        for (int i = 0; i < recent.days(); i++) {
            out.putDouble(recent.units(i)).putFloat((float) recent.inStock(i));
        }
        for (double one : expected) {
            out.putDouble(one);
        }
        pattern.write(out);
        out.putDouble(silence.level()).putDouble(silence.days()).putDouble(silence.expected());
    }

    static PastDemand read(ByteBuffer in) {
        double[] units = new double[in.getInt()];
        double[] inStock = new double[units.length];
        double[] expected = new double[in.getInt()];
        int days = in.getInt();
        int outOfStockDays = in.getInt();
        LocalDate first = LocalDate.ofEpochDay(in.getLong());
        long lastSale = in.getLong();
        for (int i = 0; i < units.length; i++) {
            units[i] = in.getDouble();
            inStock[i] = in.getFloat();
        }
        for (int i = 0; i < expected.length; i++) {
            expected[i] = in.getDouble();
        }
        return new PastDemand(
                new DemandHistory(first, units, inStock),
                expected,
                days,
                outOfStockDays,
                lastSale,
                DemandPattern.Counts.read(in),
                new Silence(in.getDouble(), in.getDouble(), in.getDouble()));
    }
}
