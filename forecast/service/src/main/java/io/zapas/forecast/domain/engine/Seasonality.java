package io.zapas.forecast.domain.engine;

import java.util.Arrays;
import java.util.List;

/**
 * Factors of the short season, of the year ({@link YearIndex}) and of events over all SKUs. Those of the season are what a SKU's own are shrunk to, with the weight of 30
 * units per season; those of events are pooled ratios of actual to expected demand, against periods without events, shrunk to 1 with the weight of 200
 * units (research/forecast.md 6.1, 6.2).
 */
final class Seasonality {
    static final int MAX_FLAGS = 64;
    private static final double SEASON_PRIOR_UNITS = 30;
    private static final double EVENT_PRIOR_UNITS = 200;
    private static final double CLOSED_FACTOR = 0.02;
    private static final double CLOSED_EVIDENCE_UNITS = 8;
    private static final double MAX_UNITS_PER_SKU = 200;
    private static final int SEASON_PERIODS = 364;
    private static final int WARM_UP_PERIODS = 28;
    private static final double IN_STOCK = 0.99;

    private final double[] season;
    private final double[] event;
    private final YearIndex year;

    Seasonality(double[] season, double[] event, YearIndex year) {
        this.season = season.clone();
        this.event = event.clone();
        this.year = year;
    }

    static Seasonality uniform(int seasons) {
        double[] season = new double[seasons];
        Arrays.fill(season, 1);
        return new Seasonality(season, new double[0], YearIndex.NONE);
    }

    double[] season() {
        return season.clone();
    }

    /** By how much these events together multiply demand. */
    double effect(long flags) {
        double effect = 1;
        if (event.length > 0) {
            for (long rest = flags; rest != 0; rest &= rest - 1) {
                effect *= event[Long.numberOfTrailingZeros(rest)];
            }
        }
        return effect;
    }

    /** By how much the time of the year multiplies demand of a period. */
    double yearly(int period) {
        return year.at(period);
    }

    /** A SKU's own factors, shrunk to those of the pool; mean 1. */
    double[] seasonalFactors(DemandSeries series, double[] netted, PeriodCalendar calendar) {
        int seasons = season.length;
        double[] own = season.clone();
        if (seasons == 1) {
            return own;
        }
        SeasonSums sums = new SeasonSums(series, netted, calendar, season);
        double[] units = sums.units;
        double[] expected = sums.expected;
        for (int s = 0; s < seasons; s++) {
            boolean closed = units[s] == 0 && (season[s] < CLOSED_FACTOR || expected[s] >= CLOSED_EVIDENCE_UNITS);
            own[s] = closed ? 0 : (units[s] + SEASON_PRIOR_UNITS * season[s]) / (expected[s] + SEASON_PRIOR_UNITS);
        }
        return scaled(own);
    }

    /** The season over all SKUs; no SKU counts for more than {@value #MAX_UNITS_PER_SKU} units. */
    static Seasonality of(List<DemandSeries> all, PeriodCalendar calendar) {
        double[] pooled = new double[calendar.seasons()];
        double[] uniform = new double[pooled.length];
        Arrays.fill(uniform, 1);
        for (DemandSeries series : all) {
            SeasonSums sums = new SeasonSums(series, series.netted(), calendar, uniform);
            for (int s = 0; s < pooled.length; s++) {
                if (sums.expected[s] > 0) {
                    pooled[s] += Math.min(sums.total, MAX_UNITS_PER_SKU) * sums.units[s] / sums.expected[s];
                }
            }
        }
        return new Seasonality(scaled(pooled), new double[0], YearIndex.of(all, calendar));
    }

    /** The same with the factors of events, measured on one-step forecasts without them. */
    Seasonality withEvents(List<SkuTrack> tracks, PeriodCalendar calendar) {
        EventSums all = new EventSums();
        for (SkuTrack track : tracks) {
            all.add(track, calendar);
        }
        double[] pooled = new double[MAX_FLAGS];
        Arrays.fill(pooled, 1);
        return new Seasonality(season, all.factors(pooled), year);
    }

    /** The same with a SKU's own factors of events, shrunk to these; {@code plain} is its track without events. */
    Seasonality withEventsOf(SkuTrack plain, PeriodCalendar calendar) {
        EventSums own = new EventSums();
        own.add(plain, calendar);
        return new Seasonality(season, own.factors(event), year);
    }

    Seasonality withSeason(double[] weights) {
        if (weights.length != season.length) {
            throw new IllegalArgumentException(weights.length + " weights for " + season.length + " seasons");
        }
        return new Seasonality(scaled(weights), event, year);
    }

    /** The same without events. */
    Seasonality withoutEvents() {
        return hasEvents() ? new Seasonality(season, new double[0], year) : this;
    }

    boolean hasEvents() {
        return event.length > 0;
    }

    /**
     * Demand of one SKU by season, and what its mean would have sold there. Where it was out of stock, the level of the time stands for the mean: it is in stock on
     * the last days of a delivery cycle only while demand is weak, which is no property of the weekday.
     */
    private static final class SeasonSums {
        private final double[] units;
        private final double[] expected;
        private final double total;

        SeasonSums(DemandSeries series, double[] netted, PeriodCalendar calendar, double[] season) {
            this.units = new double[season.length];
            this.expected = new double[season.length];
            int from = Math.max(0, netted.length - SEASON_PERIODS);
            double sold = 0;
            if (UnseenDemand.in(series)) {
                double[] factor = new double[netted.length];
                for (int t = 0; t < factor.length; t++) {
                    factor[t] = season[calendar.season(series.firstPeriod() + t)];
                }
                UnseenDemand unseen = new UnseenDemand(series, netted);
                double[] level = unseen.levelAround(factor);
                for (int t = from; t < netted.length; t++) {
                    if (unseen.tells(t)) {
                        int s = calendar.season(series.firstPeriod() + t);
                        units[s] += unseen.whole(t);
                        expected[s] += level[t];
                        sold += unseen.whole(t);
                    }
                }
            } else {
                for (int t = from; t < netted.length; t++) {
                    int s = calendar.season(series.firstPeriod() + t);
                    units[s] += netted[t];
                    expected[s]++;
                    sold += netted[t];
                }
                double mean = from < netted.length ? sold / (netted.length - from) : 0;
                for (int s = 0; s < expected.length; s++) {
                    expected[s] *= mean;
                }
            }
            this.total = sold;
        }
    }

    /** Actual and expected demand by event, and of periods without any. */
    private static final class EventSums {
        private final double[] actual = new double[MAX_FLAGS];
        private final double[] expected = new double[MAX_FLAGS];
        private double plainActual;
        private double plainExpected;

        void add(SkuTrack track, PeriodCalendar calendar) {
            for (int t = WARM_UP_PERIODS; t < track.periods(); t++) {
                if (track.series().inStock(t) >= IN_STOCK) {
                    double forecast = track.slowLevel(t) * track.factor(t);
                    long flags = calendar.flags(track.series().firstPeriod() + t)
                            | track.series().promotions(t);
                    if (flags == 0) {
                        plainActual += track.units(t);
                        plainExpected += forecast;
                    }
                    for (long rest = flags; rest != 0; rest &= rest - 1) {
                        int i = Long.numberOfTrailingZeros(rest);
                        actual[i] += track.units(t);
                        expected[i] += forecast;
                    }
                }
            }
        }

        double[] factors(double[] prior) {
            double plain = plainActual > 0 && plainExpected > 0 ? plainActual / plainExpected : 1;
            double[] factors = new double[MAX_FLAGS];
            for (int i = 0; i < MAX_FLAGS; i++) {
                factors[i] = (actual[i] + EVENT_PRIOR_UNITS * prior[i]) / (plain * expected[i] + EVENT_PRIOR_UNITS);
            }
            return factors;
        }
    }

    private static double[] scaled(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double[] factors = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            factors[i] = sum > 0 ? weights[i] * weights.length / sum : 1;
        }
        return factors;
    }
}
