package io.zapas.forecast.domain.engine;

import java.util.function.IntToLongFunction;

/**
 * Demand of one SKU to come. About 40 numbers: level, season, spread by horizon. Quantiles of one horizon never cross, and no quantile falls when the
 * horizon grows: nobody takes demand back.
 */
public final class SeriesForecast {
    private static final int KNOWN_LEVEL_PERIODS = 56;
    private static final int MAX_HORIZON = 3_650;

    private static final int BACKTEST_PERIODS = 28;
    private static final int SPAN_PERIODS = 7;
    private static final int MIN_SPANS = 4;
    private static final int MAX_SPANS = 26;

    private final DemandPool pool;
    private final String id;
    private final int nextPeriod;
    private final int history;
    private final double belief;
    private final double level;
    private final double slope;
    private final double behind;
    private final double typical;
    private final double overall;
    private final double[] season;
    private final Seasonality seasonality;
    private final int[] horizons;
    private final double[][] deviations;
    private final IntToLongFunction promotions;
    private final HorizonErrors[] errors;
    private final Double relativeError;
    private final Double weeklyVariation;
    private final SmoothingState smoothing;
    private final double[] known;
    private final double[] means;

    /** @param trendShares how much of its trend is taken, {@link TrendPool#shares} */
    SeriesForecast(DemandPool pool, SkuTrack track, double[] trendShares, HorizonErrors[] errors) {
        this(
                pool,
                track.series().id(),
                track.series().nextPeriod(),
                track.periods(),
                track.belief(),
                track.belief() * pool.level(track),
                track.belief() * slope(track, trendShares),
                track.belief() * slope(track, trendShares) * track.trend().age(track.periods()),
                track.typical(),
                track.overall(),
                track.seasonal(),
                track.seasonality(),
                errors,
                period -> 0,
                track.relativeError(BACKTEST_PERIODS, trendShares),
                track.variation(SPAN_PERIODS, MIN_SPANS, MAX_SPANS),
                track.smoothing(BACKTEST_PERIODS, trendShares));
    }

    private SeriesForecast(
            DemandPool pool,
            String id,
            int nextPeriod,
            int history,
            double belief,
            double level,
            double slope,
            double behind,
            double typical,
            double overall,
            double[] season,
            Seasonality seasonality,
            HorizonErrors[] errors,
            IntToLongFunction promotions,
            Double relativeError,
            Double weeklyVariation,
            SmoothingState smoothing) {
        this.pool = pool;
        this.id = id;
        this.nextPeriod = nextPeriod;
        this.history = history;
        this.belief = belief;
        this.level = level;
        this.slope = slope;
        this.behind = behind;
        this.typical = typical;
        this.overall = overall;
        this.season = season;
        this.seasonality = seasonality;
        this.errors = errors;
        this.promotions = promotions;
        this.relativeError = relativeError;
        this.weeklyVariation = weeklyVariation;
        this.smoothing = smoothing;
        this.horizons = pool.horizons();
        this.known = new double[horizons[horizons.length - 1]];
        for (int i = 0; i < known.length; i++) {
            known[i] = computed(i + 1);
        }
        this.means = new double[known.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = level(i + 1) * known[i];
        }
        this.deviations = new double[horizons.length][StandardisedErrors.P.length];
        for (int i = 0; i < horizons.length; i++) {
            double factors = factors(horizons[i]);
            if (factors > 0) {
                deviations[i] = pool.pool(i)
                        .deviations(errors[i], cumulated(horizons[i]), typical * factors, overall * factors);
                for (int p = 0; p < deviations[i].length; p++) {
                    deviations[i][p] *= doubt(horizons[i]) * belief;
                }
            }
        }
    }

    /** The same with promotions planned: flags by period, to be read like those of the history. */
    public SeriesForecast with(IntToLongFunction planned) {
        return new SeriesForecast(
                pool,
                id,
                nextPeriod,
                history,
                belief,
                level,
                slope,
                behind,
                typical,
                overall,
                season,
                seasonality,
                errors,
                planned,
                relativeError,
                weeklyVariation,
                smoothing);
    }

    /** A level known from n periods only adds its own variance, level x h / n of the mean. */
    private double doubt(int horizon) {
        return history >= KNOWN_LEVEL_PERIODS
                ? 1
                : Math.sqrt((1 + (double) horizon / history) / (1 + (double) horizon / KNOWN_LEVEL_PERIODS));
    }

    public String id() {
        return id;
    }

    private static double slope(SkuTrack track, double[] trendShares) {
        Trend trend = track.trend();
        return track.spikes() * trendShares[trend.direction(track.periods())] * trend.slope(track.periods());
    }

    /** Mean demand of the next period, season and events left out. */
    public double level() {
        return level(1);
    }

    /** Mean demand per factor 1 of the period {@code step} from now. */
    private double level(int step) {
        return slope == 0
                ? level
                : level + Trend.bounded(behind + slope * Trend.drift(Trend.damping(history), step), level);
    }

    /** Mean absolute error of the last {@value #BACKTEST_PERIODS} one-step forecasts / mean demand; null when those periods had none. */
    public Double relativeError() {
        return relativeError;
    }

    /**
     * Coefficient of variation of the demand of {@value #SPAN_PERIODS} periods over up to {@value #MAX_SPANS} such spans; null for fewer than {@value #MIN_SPANS}.
     */
    public Double weeklyVariation() {
        return weeklyVariation;
    }

    /** What the level is made of, for who carries it on from one period to the next without a new fit. */
    public SmoothingState smoothing() {
        return smoothing;
    }

    /** Factors of the short season, mean 1. */
    public double[] season() {
        return season.clone();
    }

    private double factor(int step) {
        if (step <= known.length) {
            return known[step - 1];
        }
        return computed(step);
    }

    private double computed(int step) {
        int period = nextPeriod + step - 1;
        return season[pool.calendar().season(period)]
                * seasonality.yearly(period)
                * seasonality.effect(pool.calendar().flags(period) | promotions.applyAsLong(period));
    }

    private double factors(int horizon) {
        double sum = 0;
        for (int step = 1; step <= horizon; step++) {
            sum += factor(step);
        }
        return sum;
    }

    /** Mean demand of the period {@code step} from now, from 1. */
    public double mean(int step) {
        return step <= means.length ? means[step - 1] : level(step) * factor(step);
    }

    /** Mean demand of the first {@code horizon} periods together. */
    public double cumulated(int horizon) {
        checked(horizon);
        double sum = 0;
        for (int step = 1; step <= horizon; step++) {
            sum += mean(step);
        }
        return sum;
    }

    /** Demand of the first {@code horizon} periods together that is not exceeded with probability {@code p}, 0 &lt; p &lt; 1. */
    public double quantile(double p, int horizon) {
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException("probability " + p + " must be between 0 and 1");
        }
        checked(horizon);
        double[] measured = new double[horizons.length];
        for (int i = 0; i < measured.length; i++) {
            measured[i] = StandardisedErrors.at(deviations[i], p);
        }
        double quantile = 0;
        double mean = 0;
        for (int step = 1; step <= horizon; step++) {
            mean += mean(step);
            quantile = Math.max(quantile, mean + deviation(measured, step));
        }
        return quantile;
    }

    private static int checked(int horizon) {
        if (horizon < 1 || horizon > MAX_HORIZON) {
            throw new IllegalArgumentException("horizon " + horizon + " must be 1 to " + MAX_HORIZON);
        }
        return horizon;
    }

    /** Between measured horizons in proportion. */
    private double deviation(double[] measured, int horizon) {
        int last = horizons.length - 1;
        int upper = 0;
        while (upper < last && horizons[upper] < horizon) {
            upper++;
        }
        if (horizons[upper] == horizon || upper == 0 || horizon > horizons[last]) {
            return measured[upper] * scale((double) horizon / horizons[upper]);
        }
        double share = (double) (horizon - horizons[upper - 1]) / (horizons[upper] - horizons[upper - 1]);
        return (1 - share) * measured[upper - 1] + share * measured[upper];
    }

    /** Shorter than measured: independent periods; longer: the level itself is in doubt, so in proportion. */
    private static double scale(double ratio) {
        return ratio < 1 ? Math.sqrt(ratio) : ratio;
    }
}
