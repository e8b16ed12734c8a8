package io.zapas.forecast.domain.engine;

import java.util.Arrays;

/**
 * One SKU's history, turned into what would have been forecast at the end of every period of it: the mix of five exponentially smoothed levels
 * of demand divided by season and events (research/forecast.md 6.1; Brown 1959), weighted by 1 / mse³ of their forecasts of the
 * next seven periods together. Whether they rise or fall, {@link Trend} has.
 *
 * <p>What a single period may add to the level is bounded ({@link #SPIKE_DEVIATIONS}), so that one wholesale order is no new level ({@link SpikeShare} makes good for the mean); errors are measured
 * on what was really sold, and what periods out of stock would have sold is put in first ({@link UnseenDemand}).
 */
final class SkuTrack {
    static final int MAX_PERIODS = 730;
    static final int ERROR_PERIODS = 365;
    private static final double[] SMOOTHING = {0.02, 0.05, 0.1, 0.2, 0.3};
    private static final int SLOW = 1;
    private static final int START_PERIODS = 14;
    private static final int SCORED_PERIODS = 7;
    private static final int MIN_SCORES = 4;
    private static final double FIRST_SMOOTHING = 0.05;
    private static final int FIRST_PERIODS = 28;
    private static final double LEAST_DISPERSION = 1.05;
    private static final double UNKNOWN_DISPERSION = 2;
    private static final double SPIKE_DEVIATIONS = 4;
    /** Chosen among 0 to 1; 0.2 to 0.3 score alike. */
    private static final double SILENCES_COUNT = 0.2;

    private static final double IN_STOCK = 0.99;

    private final DemandSeries series;
    private final int periods;
    private final double[] units;
    private final double[] factor;
    private final double[] seasonal;
    private final double[] demand;
    private final double[] whole;
    private final double[] factorSum;
    private final double[] level;
    private final double typical;
    private final double overall;
    private final double dispersion;
    private final Seasonality seasonality;
    private final double[] demandSum;
    private final double[] boundedSum;
    private final double belief;
    private final int year;
    private final double expectedSpikes;
    private double spikes = 1;
    private double[] slowLevel;
    private Trend trend;
    private double[] endLevels;
    private double[] mixture;

    SkuTrack(DemandSeries given, PeriodCalendar calendar, Seasonality pooled) {
        this(given, calendar, pooled, false);
    }

    private SkuTrack(DemandSeries given, PeriodCalendar calendar, Seasonality pooled, boolean slowOnly) {
        this.seasonality = pooled;
        this.series = given.last(MAX_PERIODS);
        this.periods = series.periods();
        this.units = series.netted();
        this.seasonal = pooled.seasonalFactors(series, units, calendar);
        this.factor = new double[periods];
        for (int t = 0; t < periods; t++) {
            int period = series.firstPeriod() + t;
            factor[t] = seasonal[calendar.season(period)]
                    * pooled.yearly(period)
                    * pooled.effect(calendar.flags(period) | series.promotions(t));
        }
        this.factorSum = sums(factor);
        if (UnseenDemand.in(series)) {
            UnseenDemand.Filled filled = new UnseenDemand(series, units).filled(factor);
            this.dispersion = filled.dispersion();
            this.demand = filled.expected();
            this.whole = filled.drawn();
        } else {
            this.whole = units;
            this.dispersion = dispersion();
            this.demand = bounded();
        }
        this.demandSum = sums(whole);
        this.boundedSum = sums(demand);
        this.year = calendar.year();
        this.level = slowOnly ? slow() : levels();
        this.typical = yearMean(silences());
        this.overall = (1 - SILENCES_COUNT) * typical + SILENCES_COUNT * yearMean(new boolean[periods]);
        this.expectedSpikes = slowOnly ? 0 : SpikeShare.expected(typical, dispersion);
        this.belief = Obsolescence.belief(series, units, calendar.seasons());
    }

    /** A track of the slow smoothing alone, at a fifth of the cost: what effects of events are measured against. */
    static SkuTrack slow(DemandSeries given, PeriodCalendar calendar, Seasonality pooled) {
        return new SkuTrack(given, calendar, pooled, true);
    }

    DemandSeries series() {
        return series;
    }

    int periods() {
        return periods;
    }

    /** Factors of the short season, mean 1; 0 is a day on which nothing is ever sold. */
    double[] seasonal() {
        return seasonal.clone();
    }

    /** From here on levels count as what they are with spikes; {@code share} is the pool's {@link SpikeShare}. */
    SkuTrack withSpikes(double share) {
        spikes = 1 + share * expectedSpikes;
        return this;
    }

    /** Demand / bounded demand, as far as is known. */
    double spikes() {
        return spikes;
    }

    /** Mean demand per period of factor 1, as known before period {@code t}; t = {@link #periods()}: now. */
    double level(int t) {
        return spikes * level[t];
    }

    /** The same by a slow smoothing alone: days of a sale that follow each other must not become its level. */
    double slowLevel(int t) {
        return slowLevel[t];
    }

    /** Of the level; a slow track has none. */
    Trend trend() {
        return trend;
    }

    /** {@link #level} of the periods from {@code t} on, with as much of the trend as is taken; {@code steps} is the {@link Trend#meanDrift} of these periods. */
    double level(int t, double steps, double[] trendShares) {
        return spikes * (level[t] + trend.drift(t, level[t], steps, trendShares));
    }

    /** How far it is still believed that this SKU sells at all, 0 to 1. */
    double belief() {
        return belief;
    }

    /** What this history was divided by. */
    Seasonality seasonality() {
        return seasonality;
    }

    /**
     * Mean demand per period of factor 1 over the last year of periods, without the silences that ended and that chance does not explain ({@link DemandSeries#suspectedStockouts}): they tell nothing of how large errors are
     * while it sells.
     */
    double typical() {
        return typical;
    }

    /** The same with these silences in part, since they make demand the more skewed. */
    double overall() {
        return overall;
    }

    double factor(int t) {
        return factor[t];
    }

    double factors(int from, int until) {
        return factorSum[until] - factorSum[from];
    }

    /** Demand of the periods [from, until) together. */
    double demand(int from, int until) {
        return demandSum[until] - demandSum[from];
    }

    /** The same with spikes bounded. */
    double bounded(int from, int until) {
        return boundedSum[until] - boundedSum[from];
    }

    /** Adds, by block of so many periods from the newest, the units of the last year that the bound on spikes took, and what it is expected to take; of periods wholly in stock. */
    void addSpikes(int block, double[] lost, double[] expected) {
        for (int t = Math.max(0, periods - ERROR_PERIODS); t < periods; t++) {
            if (series.inStock(t) >= IN_STOCK) {
                lost[(periods - 1 - t) / block] += units[t] - demand[t];
                expected[(periods - 1 - t) / block] += expectedSpikes * demand[t];
            }
        }
    }

    /** Units sold in a period, returns netted. */
    double units(int t) {
        return units[t];
    }

    /** Mean absolute error of the last {@code count} one-step forecasts, periods out of stock left out / mean demand; null when there was none. */
    Double relativeError(int count, double[] trendShares) {
        double error = 0;
        double sold = 0;
        for (int t = Math.max(firstScored(), periods - count); t < periods; t++) {
            if (series.inStock(t) >= IN_STOCK) {
                error += Math.abs(units[t] - level(t, 0, trendShares) * factor[t]);
                sold += units[t];
            }
        }
        return sold > 0 ? error / sold : null;
    }

    /** Coefficient of variation of the demand of up to {@code most} spans of {@code length} periods; null for fewer than {@code least}. */
    Double variation(int length, int least, int most) {
        int spans = Math.min(most, periods / length);
        if (spans < least) {
            return null;
        }
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < spans; i++) {
            int until = periods - length * i;
            double sold = demand(until - length, until);
            sum += sold;
            squares += sold * sold;
        }
        double mean = sum / spans;
        return mean > 0 ? Math.sqrt(Math.max(0, squares / spans - mean * mean)) / mean : null;
    }

    /** The first period whose forecast counts. */
    int firstScored() {
        return Math.max(Math.min(START_PERIODS, periods / 3), periods - ERROR_PERIODS);
    }

    private double mean(int from, int until) {
        double sold = 0;
        double expected = 0;
        for (int t = from; t < until; t++) {
            sold += whole[t];
            expected += factor[t] > 0 ? factor[t] : 1;
        }
        return expected > 0 ? sold / expected : 0;
    }

    private double startMean(int count) {
        double start = mean(0, Math.min(periods, count));
        return start > 0 ? start : mean(0, periods);
    }

    private double dispersion() {
        int from = Math.max(0, periods - ERROR_PERIODS);
        double mean = mean(from, periods);
        double squares = 0;
        double expected = 0;
        for (int t = from; t < periods; t++) {
            if (series.inStock(t) >= IN_STOCK) {
                double error = units[t] - mean * factor[t];
                squares += error * error;
                expected += mean * factor[t];
            }
        }
        return expected > 0 ? Math.max(LEAST_DISPERSION, squares / expected) : UNKNOWN_DISPERSION;
    }

    private double[] bounded() {
        double[] bounded = units.clone();
        double current = startMean(FIRST_PERIODS);
        double seen = 0;
        for (int t = 0; t < periods; t++) {
            if (factor[t] > 0) {
                double expected = current * factor[t];
                if (units[t] > expected) {
                    bounded[t] = Math.min(units[t], most(expected, dispersion));
                }
                double use = Math.min(1, factor[t]) * series.inStock(t);
                seen += use;
                current += gain(FIRST_SMOOTHING, seen + FIRST_PERIODS, use) * (bounded[t] / factor[t] - current);
            }
        }
        return bounded;
    }

    /** What a period counts at most. */
    static double most(double expected, double dispersion) {
        return expected + SPIKE_DEVIATIONS * Math.sqrt(Math.max(expected, 1) * dispersion);
    }

    private double[] slow() {
        slowLevel = smooth(new double[] {SMOOTHING[SLOW]})[0];
        return slowLevel;
    }

    private double[] levels() {
        double[][] tracks = smooth(SMOOTHING);
        slowLevel = tracks[SLOW];
        mixture = weights(tracks);
        endLevels = ends(tracks);
        double[] mixed = mix(tracks, mixture);
        trend = new Trend(demand, factor, age(), year)
                .measured(mixed, boundedSum, factorSum, firstScored(), SCORED_PERIODS, year);
        return mixed;
    }

    /** Mean age of what smoothing makes a level of, in periods: 1 / smoothing. */
    private double age() {
        double age = 0;
        for (int i = 0; i < mixture.length; i++) {
            age += mixture[i] / SMOOTHING[i];
        }
        return age;
    }

    /** The levels known before each period. They start as a plain mean and become smoothing as periods add up. */
    private double[][] smooth(double[] smoothing) {
        double[][] tracks = new double[smoothing.length][periods + 1];
        double[] current = new double[smoothing.length];
        Arrays.fill(current, mean(0, Math.min(periods, START_PERIODS)));
        double seen = 0;
        for (int t = 0; t < periods; t++) {
            double f = factor[t];
            double use = Math.min(1, f);
            seen += Math.max(0, use);
            double least = 1 / (seen + 1);
            double rate = f > 0 ? demand[t] / f : 0;
            for (int i = 0; i < current.length; i++) {
                tracks[i][t] = current[i];
                if (f > 0) {
                    current[i] += Math.max(smoothing[i], least) * use * (rate - current[i]);
                }
            }
        }
        for (int i = 0; i < current.length; i++) {
            tracks[i][periods] = Math.max(0, current[i]);
        }
        return tracks;
    }

    private static double gain(double smoothing, double seen, double use) {
        return Math.max(smoothing, 1 / seen) * use;
    }

    private double[] weights(double[][] tracks) {
        double[] weights = new double[tracks.length];
        double sum = 0;
        for (int i = 0; i < tracks.length; i++) {
            double[] track = tracks[i];
            double squares = 0;
            int count = 0;
            for (int t = firstScored(); t + SCORED_PERIODS <= periods; t++) {
                double error = boundedSum[t + SCORED_PERIODS]
                        - boundedSum[t]
                        - track[t] * (factorSum[t + SCORED_PERIODS] - factorSum[t]);
                squares += error * error;
                count++;
            }
            double mse = count == 0 ? 0 : squares / count + 1e-9;
            weights[i] = count < MIN_SCORES ? 1 : 1 / (mse * mse * mse);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = sum > 0 && Double.isFinite(sum) ? weights[i] / sum : 1.0 / weights.length;
        }
        return weights;
    }

    private double[] mix(double[][] tracks, double[] weights) {
        double[] mixed = new double[periods + 1];
        for (int i = 0; i < tracks.length; i++) {
            for (int t = 0; t <= periods; t++) {
                mixed[t] += weights[i] * tracks[i][t];
            }
        }
        return mixed;
    }

    private double[] ends(double[][] tracks) {
        double[] ends = new double[tracks.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = tracks[i][periods];
        }
        return ends;
    }

    /** What the level is made of now, and the last {@code count} one-step forecasts. */
    SmoothingState smoothing(int count, double[] trendShares) {
        double[] oneStep = new double[Math.min(count, periods)];
        for (int i = 0; i < oneStep.length; i++) {
            int t = periods - oneStep.length + i;
            oneStep[i] = level(t, 0, trendShares) * factor[t];
        }
        double[] levels = endLevels.clone();
        for (int i = 0; i < levels.length; i++) {
            levels[i] *= spikes;
        }
        return new SmoothingState(SMOOTHING.clone(), levels, mixture.clone(), dispersion, oneStep);
    }

    /** Shrunk by one period to the mean of all history; what was not seen counts as what is expected of it. */
    private double yearMean(boolean[] without) {
        double sold = mean(0, periods);
        double expected = 1;
        for (int t = Math.max(0, periods - ERROR_PERIODS); t < periods; t++) {
            if (!without[t]) {
                sold += series.inStock(t) < 1 ? demand[t] : units[t];
                expected += factor[t];
            }
        }
        return sold / expected;
    }

    /** Silences that ended and that chance does not explain. */
    private boolean[] silences() {
        boolean[] stocked = new boolean[periods];
        for (int t = 0; t < periods; t++) {
            stocked[t] = units[t] > 0 || series.inStock(t) > 0;
        }
        return DemandSeries.suspectedStockouts(units, stocked);
    }

    private static double[] sums(double[] values) {
        double[] sums = new double[values.length + 1];
        for (int i = 0; i < values.length; i++) {
            sums[i + 1] = sums[i] + values[i];
        }
        return sums;
    }
}
