package io.zapas.forecast.domain;

import io.zapas.forecast.domain.engine.DemandPool;
import io.zapas.forecast.domain.engine.DemandSeries;
import io.zapas.forecast.domain.engine.PeriodCalendar;
import io.zapas.forecast.domain.engine.PriceSteps;
import io.zapas.forecast.domain.engine.SeriesForecast;
import io.zapas.forecast.domain.engine.SmoothingState;
import java.util.Arrays;
import java.util.Optional;

/**
 * The engine ({@link DemandPool}) for the days of one SKU: smoothed levels on weekday-adjusted demand, and spreads measured on errors over whole
 * horizons, leant on what the other SKUs teach.
 *
 * <p>The pool is the last one that was learnt ({@link #learn}); until then {@link DemandPool#prior} with the given week. Safe on every thread: a fit uses one
 * pool from its beginning to its end.
 */
public final class SmoothingEnsemble implements DemandModel {
    static final int[] HORIZONS = {1, 2, 3, 7, 14, 28, 56, 91};
    /** Levels are those of the time of the year that the next four weeks are; what they are later, the nightly fit tells in time. */
    private static final int SEASON_DAYS = 28;

    private static final PriceSteps PRICES = new PriceSteps(0);
    private static final int PLANNED_DAYS = HORIZONS[HORIZONS.length - 1];

    private static final double SERVICE = 0.95;
    private static final double LEAST_DISPERSION = 1.05;
    private static final double MOST_VARIATION = 6;
    private static final int MAX_STEPS = 40;

    private volatile DemandPool pool = DemandPool.prior(PeriodCalendar.DAYS, HORIZONS);

    /** From now on every fit leans on this pool of days, learnt at {@link #HORIZONS}. */
    public void learn(DemandPool learnt) {
        this.pool = learnt;
    }

    @Override
    public String name() {
        return "pooled-smoothing";
    }

    /** Of how many SKUs the pool was learnt that fits lean on; 0: nothing is learnt yet. */
    public int poolSkus() {
        return pool.series();
    }

    @Override
    public Optional<FittedDemand> fit(DemandHistory history, WeekdayProfile pooled) {
        return learnt(history, pooled).map(Learnt::demand);
    }

    /** @param oneStep the newest one-day forecasts that the fit would have made, oldest first */
    @SuppressWarnings("ArrayRecordComponent")
    record Learnt(SmoothedDemand demand, double[] oneStep) {}

    /** {@link #fit} with what it would have forecast of late. */
    Optional<Learnt> learnt(DemandHistory history, WeekdayProfile pooled) {
        DemandPool known = pool;
        boolean old = history.days() >= MIN_DAYS
                || known.isLaunch((int) history.firstDay().toEpochDay(), history.days());
        if (!old || history.total() <= 0 || exposure(history) < 1) {
            return Optional.empty();
        }
        DemandPool used = known.series() == 0 ? known.withSeason(pooled.factors()) : known;
        SeriesForecast forecast = priced(used.fit(series("", history)), history);
        return Optional.of(new Learnt(
                smoothed(forecast, history.days()), forecast.smoothing().oneStep()));
    }

    private static double exposure(DemandHistory history) {
        double exposure = 0;
        for (int t = 0; t < history.days(); t++) {
            exposure += history.inStock(t);
        }
        return exposure;
    }

    static DemandSeries series(String id, DemandHistory history) {
        double[] units = new double[history.days()];
        double[] inStock = new double[history.days()];
        for (int t = 0; t < units.length; t++) {
            units[t] = history.units(t);
            inStock[t] = history.inStock(t);
        }
        double[] prices = history.prices();
        return new DemandSeries(
                id,
                (int) history.firstDay().toEpochDay(),
                units,
                inStock,
                prices == null ? null : PRICES.flags(Arrays.copyOf(prices, units.length)));
    }

    /** Today's price stays until another is stated: what is left of a cut is planned, and ends when it has become the usual price. */
    private static SeriesForecast priced(SeriesForecast forecast, DemandHistory history) {
        double[] known = history.prices();
        if (known == null) {
            return forecast;
        }
        double[] prices = Arrays.copyOf(known, history.days() + PLANNED_DAYS);
        Arrays.fill(prices, known.length, prices.length, known[known.length - 1]);
        long[] flags = PRICES.flags(prices);
        long any = 0;
        for (int t = history.days(); t < flags.length; t++) {
            any |= flags[t];
        }
        int first = (int) history.firstDay().toEpochDay();
        return any == 0 ? forecast : forecast.with(period -> period - first < flags.length ? flags[period - first] : 0);
    }

    /**
     * A series forecast as Gamma distributions with its means and, at every measured horizon, its quantile of {@value #SERVICE}: the one that orders and
     * alerts go by.
     */
    private static SmoothedDemand smoothed(SeriesForecast forecast, int days) {
        double[] dispersions = new double[HORIZONS.length];
        double before = LEAST_DISPERSION;
        for (int i = 0; i < HORIZONS.length; i++) {
            double mean = forecast.cumulated(HORIZONS[i]);
            if (mean > 0) {
                before = Math.max(before, dispersion(mean, forecast.quantile(SERVICE, HORIZONS[i])));
            }
            dispersions[i] = before;
        }
        SmoothingState made = forecast.smoothing();
        return new SmoothedDemand(
                made.rates(),
                scaled(made, forecast.cumulated(SEASON_DAYS) / SEASON_DAYS),
                made.weights(),
                WeekdayProfile.of(forecast.season()),
                dispersions,
                made.dispersion(),
                days,
                forecast.weeklyVariation());
    }

    /** The levels in proportion, so that together they are the forecast's, whatever else went into it. */
    private static double[] scaled(SmoothingState made, double level) {
        double[] levels = made.levels().clone();
        double sum = 0;
        for (int i = 0; i < levels.length; i++) {
            sum += made.weights()[i] * levels[i];
        }
        for (int i = 0; i < levels.length; i++) {
            levels[i] = sum > 0 ? levels[i] * level / sum : level;
        }
        return levels;
    }

    /**
     * Variance / mean of the Gamma with this mean whose quantile it is. That quantile rises with the variance up to {@value #MOST_VARIATION} times the
     * square of the mean; the search ends there.
     */
    private static double dispersion(double mean, double quantile) {
        double low = LEAST_DISPERSION;
        double high = Math.max(low, mean * MOST_VARIATION);
        if (new TwoMomentGamma(mean, mean * high).quantile(SERVICE) <= quantile) {
            return high;
        }
        for (int step = 0; step < MAX_STEPS && high - low > 1e-3 * low; step++) {
            double middle = Math.sqrt(low * high);
            if (new TwoMomentGamma(mean, mean * middle).quantile(SERVICE) < quantile) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
