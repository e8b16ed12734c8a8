package io.zapas.forecast.domain;

import java.nio.ByteBuffer;
import java.time.LocalDate;

/**
 * Demand to come of one SKU as about 40 numbers: smoothed levels and their weights, weekday factors, and a dispersion (variance / mean) at each horizon of
 * {@link SmoothingEnsemble#HORIZONS}, as they were fitted. {@link #next} carries them on by a day in constant time; weights, weekday factors and
 * dispersions stay until the next fit. Immutable.
 */
public final class SmoothedDemand implements FittedDemand {
    private static final int[] HORIZONS = SmoothingEnsemble.HORIZONS;
    private static final double SPIKE_DEVIATIONS = 4;
    private static final double LEAST_EXPOSURE = 0.25;
    private static final double LEAST_DISPERSION = 1.05;

    private final double[] rates;
    private final double[] levels;
    private final double[] weights;
    private final WeekdayProfile profile;
    private final double[] dispersions;
    private final double dayDispersion;
    private final double seen;
    private final Double weeklyVariation;
    private final double level;

    /**
     * @param rates smoothing of each member
     * @param dispersions variance / mean at each horizon, not falling
     * @param dayDispersion variance / mean of one day's demand, by which spikes are bounded and days out of stock filled
     * @param seen days that have been smoothed
     */
    SmoothedDemand(
            double[] rates,
            double[] levels,
            double[] weights,
            WeekdayProfile profile,
            double[] dispersions,
            double dayDispersion,
            double seen,
            Double weeklyVariation) {
        if (levels.length != rates.length || weights.length != rates.length || dispersions.length != HORIZONS.length) {
            throw new IllegalArgumentException("one level and weight per rate, one dispersion per horizon");
        }
        this.rates = rates.clone();
        this.levels = levels.clone();
        this.weights = weights.clone();
        this.profile = profile;
        this.dispersions = dispersions.clone();
        this.dayDispersion = Math.max(LEAST_DISPERSION, dayDispersion);
        this.seen = seen;
        this.weeklyVariation = weeklyVariation;
        double sum = 0;
        for (int i = 0; i < levels.length; i++) {
            sum += weights[i] * levels[i];
        }
        this.level = Math.max(0, sum);
        if (!Double.isFinite(level) || !Double.isFinite(dispersion(DemandPath.MAX_PERIODS))) {
            throw new IllegalArgumentException("levels and dispersions must be finite");
        }
    }

    /**
     * After one more day: what it may add is bounded, a day partly out of stock counts as what it sold plus what its unseen part would have sold (the
     * rate of a negative binomial given what was seen), a day on which nothing is ever sold says nothing.
     *
     * @param units sold that day
     * @param inStock share of the day with stock, 0 to 1
     */
    SmoothedDemand next(LocalDate day, double units, double inStock) {
        double factor = profile.factor(day);
        if (!(factor > 0)) {
            return this;
        }
        double expected = level * factor;
        double demand = Math.min(
                Math.max(0, units), expected + SPIKE_DEVIATIONS * Math.sqrt(Math.max(expected, 1) * dayDispersion));
        if (inStock < 1) {
            double exposure = demand > 0 ? Math.max(LEAST_EXPOSURE, inStock) : inStock;
            double unitRate = 1 / (dayDispersion - 1);
            demand += (1 - inStock) * (expected * unitRate + demand) / (unitRate + exposure);
        }
        double use = Math.min(1, factor);
        double[] after = new double[levels.length];
        for (int i = 0; i < after.length; i++) {
            double gain = Math.max(rates[i], 1 / (seen + use + 1)) * use;
            after[i] = Math.max(0, levels[i] + gain * (demand / factor - levels[i]));
        }
        return new SmoothedDemand(
                rates, after, weights, profile, dispersions, dayDispersion, seen + use, weeklyVariation);
    }

    @Override
    public double level() {
        return level;
    }

    @Override
    public WeekdayProfile profile() {
        return profile;
    }

    @Override
    public Double weeklyVariation() {
        return weeklyVariation;
    }

    @Override
    public TwoMomentGamma day(LocalDate day) {
        double mean = level * profile.factor(day);
        return new TwoMomentGamma(mean, mean * dispersions[0]);
    }

    @Override
    public DemandPath forecast(LocalDate today, double left, int periods) {
        double[] mean = new double[periods];
        double[] variance = new double[periods];
        double sum = 0;
        for (int i = 0; i < periods; i++) {
            mean[i] = level
                    * (left * profile.factor(today.plusDays(i)) + (1 - left) * profile.factor(today.plusDays(i + 1)));
            sum += mean[i];
            variance[i] = sum * dispersion(i + 1);
        }
        return new DemandPath(mean, variance);
    }

    /** Variance / mean of the demand of so many days: between the measured horizons and beyond the last, linear in the horizon. */
    @Override
    public double dispersion(int horizon) {
        int upper = 1;
        while (upper < HORIZONS.length - 1 && HORIZONS[upper] < horizon) {
            upper++;
        }
        double span = HORIZONS[upper] - HORIZONS[upper - 1];
        double slope = (dispersions[upper] - dispersions[upper - 1]) / span;
        return dispersions[upper - 1] + slope * (horizon - HORIZONS[upper - 1]);
    }

    /** Bytes that {@link #write} takes. */
    int size() {
        return 1 + Double.BYTES * (3 * rates.length + WeekdayProfile.DAYS + HORIZONS.length + 3);
    }

    void write(ByteBuffer out) {
        out.put((byte) rates.length);
        for (double[] part : new double[][] {rates, levels, weights, profile.factors(), dispersions}) {
            for (double value : part) {
                out.putDouble(value);
            }
        }
        out.putDouble(dayDispersion).putDouble(seen).putDouble(weeklyVariation == null ? Double.NaN : weeklyVariation);
    }

    static SmoothedDemand read(ByteBuffer in) {
        int members = in.get();
        double[] rates = doubles(in, members);
        double[] levels = doubles(in, members);
        double[] weights = doubles(in, members);
        WeekdayProfile profile = WeekdayProfile.kept(doubles(in, WeekdayProfile.DAYS));
        double[] dispersions = doubles(in, HORIZONS.length);
        double dayDispersion = in.getDouble();
        double seen = in.getDouble();
        double variation = in.getDouble();
        return new SmoothedDemand(
                rates,
                levels,
                weights,
                profile,
                dispersions,
                dayDispersion,
                seen,
                Double.isNaN(variation) ? null : (Double) variation);
    }

    private static double[] doubles(ByteBuffer in, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.getDouble();
        }
        return values;
    }
}
