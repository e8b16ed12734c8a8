package io.zapas.forecast.domain;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Five exponentially smoothed levels on weekday-adjusted demand, mixed by how well each forecast past weeks; the spread of demand over h
 * days is measured on overlapping h-day forecast errors of the past, never taken from one day times the root of h. Method and constants:
 * research/forecast.md 6.1 and 6.3, after Hyndman et al., Forecasting with Exponential Smoothing (2008), chapter 6, where history is short.
 *
 * <p>A day partly out of stock counts as what it sold plus what its unseen part would have sold: with demand of the day negative
 * binomial (a Gamma rate with mean m and dispersion θ, counts Poisson), y units seen in the share s of the day leave the rate with mean
 * (m/(θ-1) + y) / (1/(θ-1) + s). A day wholly out of stock therefore changes nothing.
 */
public final class SmoothingEnsemble implements DemandModel {
    private static final double[] SMOOTHING = {0.02, 0.05, 0.1, 0.2, 0.3};
    private static final double IMPUTING_SMOOTHING = 0.1;
    private static final double WEIGHT_EXPONENT = 3;
    private static final int MAX_DAYS = 730;
    private static final int PROFILE_DAYS = 364;
    private static final int ERROR_DAYS = 365;
    private static final int WARM_UP_DAYS = 14;
    private static final int SCORED_DAYS = 7;
    private static final int MIN_SCORES = 14;
    private static final double PROFILE_PRIOR_UNITS = 30;
    private static final double CLOSED_FACTOR = 0.02;
    private static final double CLOSED_EVIDENCE_UNITS = 8;
    private static final double MIN_CLEAN_SHARE = 0.8;
    private static final double TYPICAL_FLOOR = 0.3;
    private static final double LEAST_DISPERSION = 1.05;
    private static final double PRIOR_OBSERVATIONS = 4;
    private static final int[] HORIZONS = {1, 2, 3, 7, 14, 28, 56};
    private static final int BACKTEST_DAYS = 28;
    private static final int VARIATION_WEEKS = 26;
    private static final int MIN_VARIATION_WEEKS = 4;

    @Override
    public String name() {
        return "weekday-smoothing-gamma";
    }

    @Override
    public Optional<FittedDemand> fit(DemandHistory given, WeekdayProfile pooled) {
        if (given.days() < MIN_DAYS) {
            return Optional.empty();
        }
        DemandHistory history = given.last(MAX_DAYS);
        double exposure = 0;
        for (int t = 0; t < history.days(); t++) {
            exposure += history.inStock(t);
        }
        if (history.total() <= 0 || exposure < 1) {
            return Optional.empty();
        }
        return Optional.of(new Fit(history, pooled).result());
    }

    /** One fit: the intermediate series, by day t. */
    private static final class Fit {
        private final DemandHistory history;
        private final int days;
        private final WeekdayProfile profile;
        private final double[] factor;
        private final double[] demand;
        private final double[] demandSum;
        private final double[] factorSum;
        private final double[] stockSum;
        private final double[][] levels;
        private final double[] weights;
        private final double[] level;
        private final double typical;
        private final double dayDispersion;

        Fit(DemandHistory history, WeekdayProfile pooled) {
            this.history = history;
            this.days = history.days();
            this.typical = mean(Math.max(0, days - ERROR_DAYS), days);
            this.profile = profile(pooled);
            this.factor = new double[days];
            for (int t = 0; t < days; t++) {
                factor[t] = profile.factor(history.day(t));
            }
            this.dayDispersion = dayDispersion();
            this.demand = uncensored();
            this.demandSum = sums(demand);
            this.factorSum = sums(factor);
            double[] shares = new double[days];
            for (int t = 0; t < days; t++) {
                shares[t] = history.inStock(t);
            }
            this.stockSum = sums(shares);
            this.levels = new double[SMOOTHING.length][];
            for (int i = 0; i < SMOOTHING.length; i++) {
                levels[i] = smooth(demand, SMOOTHING[i]);
            }
            this.weights = weights();
            this.level = new double[days + 1];
            for (int t = 0; t <= days; t++) {
                for (int i = 0; i < weights.length; i++) {
                    level[t] += weights[i] * levels[i][t];
                }
            }
        }

        FittedDemand result() {
            return new Fitted(level[days], profile, dispersions(), backtestError(), weeklyVariation());
        }

        /** Demand per day in stock. */
        private double mean(int from, int until) {
            double units = 0;
            double exposure = 0;
            for (int t = from; t < until; t++) {
                units += history.units(t);
                exposure += history.exposure(t);
            }
            return exposure > 0 ? units / exposure : 0;
        }

        private WeekdayProfile profile(WeekdayProfile pooled) {
            double[] units = new double[WeekdayProfile.DAYS];
            double[] exposure = new double[WeekdayProfile.DAYS];
            int from = Math.max(0, days - PROFILE_DAYS);
            double average = mean(from, days);
            for (int t = from; t < days; t++) {
                int weekday = WeekdayProfile.index(history.day(t));
                units[weekday] += history.units(t);
                exposure[weekday] += history.exposure(t);
            }
            double[] factors = new double[WeekdayProfile.DAYS];
            for (int d = 0; d < factors.length; d++) {
                double expected = average * exposure[d];
                boolean closed =
                        units[d] == 0 && (pooled.factor(d) < CLOSED_FACTOR || expected >= CLOSED_EVIDENCE_UNITS);
                factors[d] = closed
                        ? 0
                        : (units[d] + PROFILE_PRIOR_UNITS * pooled.factor(d)) / (expected + PROFILE_PRIOR_UNITS);
            }
            return WeekdayProfile.of(factors);
        }

        private double dayDispersion() {
            double squares = 0;
            double expected = 0;
            for (int t = Math.max(0, days - ERROR_DAYS); t < days; t++) {
                if (history.inStock(t) >= 0.99) {
                    double mean = typical * factor[t];
                    squares += (history.units(t) - mean) * (history.units(t) - mean);
                    expected += mean;
                }
            }
            return expected > 0 ? Math.max(LEAST_DISPERSION, squares / expected) : 2;
        }

        /** Demand with the unseen part of days out of stock filled in. */
        private double[] uncensored() {
            double[] filled = new double[days];
            double current = mean(0, Math.min(days, 2 * WARM_UP_DAYS));
            if (current == 0) {
                current = typical;
            }
            double seen = 0;
            double unitRate = 1 / (dayDispersion - 1);
            for (int t = 0; t < days; t++) {
                double units = history.units(t);
                double share = history.inStock(t);
                double mean = current * factor[t];
                filled[t] = units;
                if (share < 1) {
                    double rate = (mean * unitRate + units) / (unitRate + history.exposure(t));
                    filled[t] += (1 - share) * rate;
                }
                if (factor[t] > 0) {
                    double use = Math.min(1, factor[t]);
                    seen += use * share;
                    double gain = Math.max(IMPUTING_SMOOTHING, 1 / (seen + WARM_UP_DAYS));
                    current += gain * use * (filled[t] / factor[t] - current);
                }
            }
            return filled;
        }

        /** The level known before each day; the last one is today's. It starts as a plain mean and becomes smoothing as days add up. */
        private double[] smooth(double[] series, double smoothing) {
            double[] track = new double[days + 1];
            double current = mean(0, Math.min(days, WARM_UP_DAYS));
            double seen = 0;
            for (int t = 0; t < days; t++) {
                track[t] = current;
                if (factor[t] > 0) {
                    double use = Math.min(1, factor[t]);
                    seen += use;
                    double gain = Math.max(smoothing, 1 / (seen + 1));
                    current += gain * use * (series[t] / factor[t] - current);
                }
            }
            track[days] = Math.max(0, current);
            return track;
        }

        private double[] weights() {
            double[] result = new double[SMOOTHING.length];
            double sum = 0;
            for (int i = 0; i < result.length; i++) {
                Errors errors = errors(levels[i], SCORED_DAYS);
                result[i] = errors.count < MIN_SCORES ? 1 : Math.pow(errors.meanSquare + 1e-9, -WEIGHT_EXPONENT);
                sum += result[i];
            }
            for (int i = 0; i < result.length; i++) {
                result[i] /= sum;
            }
            return result;
        }

        /** All overlapping {@code horizon}-day errors of a level: windows mostly in stock, if there are enough of them, else all. */
        private Errors errors(double[] track, int horizon) {
            Errors clean = new Errors();
            Errors all = new Errors();
            double least = TYPICAL_FLOOR * typical;
            for (int t = Math.max(WARM_UP_DAYS, days - ERROR_DAYS); t + horizon <= days; t++) {
                double profileSum = factorSum[t + horizon] - factorSum[t];
                double error = demandSum[t + horizon] - demandSum[t] - track[t] * profileSum;
                double size = Math.max(track[t], least) * profileSum;
                if (size > 0) {
                    all.add(error * error, size);
                    if (stockSum[t + horizon] - stockSum[t] >= MIN_CLEAN_SHARE * horizon) {
                        clean.add(error * error, size);
                    }
                }
            }
            return clean.count >= MIN_SCORES ? clean : all;
        }

        /** Variance / mean of the demand over each of {@link #HORIZONS}, not falling. */
        private double[] dispersions() {
            double smoothing = 0;
            for (int i = 0; i < weights.length; i++) {
                smoothing += weights[i] * SMOOTHING[i];
            }
            double[] result = new double[HORIZONS.length];
            double day = dayDispersion;
            for (int i = 0; i < HORIZONS.length; i++) {
                int h = HORIZONS[i];
                Errors errors = errors(level, h);
                double independent = (double) errors.count / h;
                double expected = day * growth(smoothing, h);
                double measured = errors.count == 0 ? expected : errors.dispersion();
                result[i] =
                        (independent * measured + PRIOR_OBSERVATIONS * expected) / (independent + PRIOR_OBSERVATIONS);
                if (i == 0) {
                    day = result[0];
                }
                result[i] = Math.max(result[i], i == 0 ? LEAST_DISPERSION : result[i - 1]);
            }
            return result;
        }

        /** How dispersion grows with the horizon when the level itself wanders and is known from finitely many days. */
        private double growth(double smoothing, int horizon) {
            return 1
                    + smoothing * (horizon - 1) * (1 + smoothing * (2 * horizon - 1) / 6)
                    + (double) (horizon - 1) / days;
        }

        private Double backtestError() {
            double error = 0;
            double units = 0;
            for (int t = Math.max(WARM_UP_DAYS, days - BACKTEST_DAYS); t < days; t++) {
                if (history.inStock(t) >= 0.99) {
                    error += Math.abs(history.units(t) - level[t] * factor[t]);
                    units += history.units(t);
                }
            }
            return units > 0 ? error / units : null;
        }

        private Double weeklyVariation() {
            int weeks = Math.min(VARIATION_WEEKS, days / 7);
            if (weeks < MIN_VARIATION_WEEKS) {
                return null;
            }
            double sum = 0;
            double squares = 0;
            for (int week = 0; week < weeks; week++) {
                int until = days - 7 * week;
                double units = demandSum[until] - demandSum[until - 7];
                sum += units;
                squares += units * units;
            }
            double mean = sum / weeks;
            return mean > 0 ? Math.sqrt(Math.max(0, squares / weeks - mean * mean)) / mean : null;
        }

        private static double[] sums(double[] values) {
            double[] sums = new double[values.length + 1];
            for (int i = 0; i < values.length; i++) {
                sums[i + 1] = sums[i] + values[i];
            }
            return sums;
        }
    }

    /** Sums over forecast errors. */
    private static final class Errors {
        private int count;
        private double meanSquare;
        private double relative;

        void add(double square, double size) {
            count++;
            meanSquare += (square - meanSquare) / count;
            relative += (square / size - relative) / count;
        }

        /** Mean of squared error / forecast. */
        double dispersion() {
            return relative;
        }
    }

    /** The result: level, profile and dispersion by horizon. */
    private static final class Fitted implements FittedDemand {
        private final double level;
        private final WeekdayProfile profile;
        private final double[] dispersions;
        private final Double backtestError;
        private final Double weeklyVariation;

        Fitted(
                double level,
                WeekdayProfile profile,
                double[] dispersions,
                Double backtestError,
                Double weeklyVariation) {
            this.level = level;
            this.profile = profile;
            this.dispersions = dispersions;
            this.backtestError = backtestError;
            this.weeklyVariation = weeklyVariation;
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
        public Double backtestError() {
            return backtestError;
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
                        * (left * profile.factor(today.plusDays(i))
                                + (1 - left) * profile.factor(today.plusDays(i + 1)));
                sum += mean[i];
                variance[i] = sum * dispersion(i + 1);
            }
            return new DemandPath(mean, variance);
        }

        /** Between the measured horizons and beyond the last, linear in the horizon. */
        private double dispersion(int horizon) {
            int upper = 1;
            while (upper < HORIZONS.length - 1 && HORIZONS[upper] < horizon) {
                upper++;
            }
            double span = HORIZONS[upper] - HORIZONS[upper - 1];
            double slope = (dispersions[upper] - dispersions[upper - 1]) / span;
            return dispersions[upper - 1] + slope * (horizon - HORIZONS[upper - 1]);
        }
    }
}
