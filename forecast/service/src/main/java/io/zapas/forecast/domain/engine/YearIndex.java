package io.zapas.forecast.domain.engine;

import java.util.Arrays;
import java.util.List;

/**
 * How demand of a whole shop rises and falls with the year: one factor per four weeks or month, mean 1, in between in proportion. Classical decomposition by
 * ratios (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3.4) pooled over SKUs: of each that is a year and {@value #LEAST_OVERLAP} parts old, demand / its own mean, no SKU
 * counting for more than {@value #MAX_UNITS_PER_SKU} units; the growth from the parts of the older year to the same parts of the newer one is taken out.
 *
 * <p>It is believed as far as the years agree: r, their correlation over the parts that both have (by Fisher's z), drawn to {@value #PRIOR_AGREEMENT} with the weight of {@value #PRIOR_PARTS}
 * parts, of nearly all where the older year is not known when the newer one had its season: shops' seasons return, but the first was seen once. Of one year's index the share r is believed, of
 * the mean of two whole years 2 r / (1 + r) (Spearman and Brown, British Journal of Psychology 3, 1910). Smoothed levels follow a small swing by themselves, with less noise; so of one whose
 * standard deviation is s, the share s² / (s² + {@value #SWING_LEFT_TO_LEVELS}²) is taken (deploy/bench/FORECAST.md has what it was measured on). A shop younger than that, or whose years have nothing in common, has no index.
 */
final class YearIndex {
    static final YearIndex NONE = new YearIndex(1, new double[] {1});

    private static final int LEAST_OVERLAP = 4;
    private static final double MAX_UNITS_PER_SKU = 200;
    private static final double IN_STOCK = 0.99;
    private static final int PARTS_OF_DAYS = 13;
    private static final double LEAST = 0.2;
    private static final int FISHER = 3;
    private static final double PRIOR_PARTS = 3;
    private static final double PRIOR_AGREEMENT = 0.6;
    private static final double SWING_LEFT_TO_LEVELS = 0.15;

    private final double[] factors;

    /** @param parts factors of the middles of equal parts of the year */
    private YearIndex(int year, double[] parts) {
        this.factors = new double[year];
        for (int period = 0; period < year; period++) {
            double middle = (period + 0.5) * parts.length / year - 0.5;
            int before = (int) Math.floor(middle);
            double share = middle - before;
            factors[period] = (1 - share) * parts[Math.floorMod(before, parts.length)]
                    + share * parts[Math.floorMod(before + 1, parts.length)];
        }
    }

    boolean isKnown() {
        return factors.length > 1;
    }

    /** The factor of a period. */
    double at(int period) {
        return factors[Math.floorMod(period, factors.length)];
    }

    static YearIndex of(List<DemandSeries> all, PeriodCalendar calendar) {
        int year = calendar.year();
        int end = all.stream().mapToInt(DemandSeries::nextPeriod).max().orElse(0);
        if (year == 0) {
            return NONE;
        }
        Year[] years = {new Year(year, end), new Year(year, end - year)};
        for (DemandSeries series : all) {
            if (series.nextPeriod() == end && series.firstPeriod() <= years[1].partFromEnd(LEAST_OVERLAP)) {
                double[] netted = series.netted();
                double mean = mean(series, netted, years[1].first);
                if (mean > 0) {
                    years[0].add(series, netted, mean);
                    years[1].add(series, netted, mean);
                }
            }
        }
        return agreed(years[0], years[1]);
    }

    private static double mean(DemandSeries series, double[] netted, int from) {
        double sold = 0;
        int periods = 0;
        for (int t = Math.max(0, from - series.firstPeriod()); t < netted.length; t++) {
            if (series.inStock(t) >= IN_STOCK) {
                sold += netted[t];
                periods++;
            }
        }
        return periods == 0 ? 0 : sold / periods;
    }

    private static YearIndex agreed(Year newer, Year older) {
        int parts = newer.parts;
        boolean[] both = new boolean[parts];
        int overlap = 0;
        double now = 0;
        double then = 0;
        for (int i = 0; i < parts; i++) {
            both[i] = newer.expected[i] > 0 && older.expected[i] > 0;
            if (both[i]) {
                overlap++;
                now += newer.ratio(i);
                then += older.ratio(i);
            }
        }
        if (overlap < LEAST_OVERLAP || !(now > 0 && then > 0)) {
            return NONE;
        }
        double[] a = newer.deviations(now / then);
        double[] b = older.deviations(now / then);
        double correlation = correlation(a, b, both);
        double told = (overlap - FISHER) * shareOfSwing(a, newer, both);
        double agreement =
                Math.tanh((told * atanh(correlation) + PRIOR_PARTS * atanh(PRIOR_AGREEMENT)) / (told + PRIOR_PARTS));
        if (!(agreement > 0)) {
            return NONE;
        }
        boolean whole = overlap == parts;
        double believed = whole ? 2 * agreement / (1 + agreement) : agreement;
        double[] swing = new double[parts];
        double squares = 0;
        for (int i = 0; i < parts; i++) {
            swing[i] = whole ? (a[i] + b[i]) / 2 : a[i];
            squares += swing[i] * swing[i] / parts;
        }
        believed *= squares / (squares + SWING_LEFT_TO_LEVELS * SWING_LEFT_TO_LEVELS);
        double[] index = new double[parts];
        for (int i = 0; i < parts; i++) {
            index[i] = Math.max(LEAST, 1 + believed * swing[i]);
        }
        double mean = Arrays.stream(index).average().orElse(1);
        for (int i = 0; i < parts; i++) {
            index[i] /= mean;
        }
        return new YearIndex(newer.year, index);
    }

    /** What part of the newer year's swing lies where the older one is known; where nothing moves, nothing can agree. */
    private static double shareOfSwing(double[] deviations, Year newer, boolean[] both) {
        double sum = 0;
        double known = 0;
        double all = 0;
        int parts = 0;
        int knownParts = 0;
        for (int i = 0; i < deviations.length; i++) {
            if (newer.expected[i] > 0) {
                all += deviations[i] * deviations[i];
                parts++;
            }
            if (both[i]) {
                known += deviations[i] * deviations[i];
                sum += deviations[i];
                knownParts++;
            }
        }
        known -= sum * sum / knownParts;
        return all > 0 ? Math.min(1, known * parts / (all * knownParts)) : 0;
    }

    private static double atanh(double correlation) {
        return 0.5 * Math.log((1 + correlation) / (1 - correlation));
    }

    private static double correlation(double[] a, double[] b, boolean[] both) {
        double[] sums = new double[5];
        int n = 0;
        for (int i = 0; i < a.length; i++) {
            if (both[i]) {
                n++;
                sums[0] += a[i];
                sums[1] += b[i];
                sums[2] += a[i] * a[i];
                sums[3] += b[i] * b[i];
                sums[4] += a[i] * b[i];
            }
        }
        double together = sums[4] - sums[0] * sums[1] / n;
        double alone = (sums[2] - sums[0] * sums[0] / n) * (sums[3] - sums[1] * sums[1] / n);
        return alone > 0 ? Math.max(-0.999, Math.min(0.999, together / Math.sqrt(alone))) : 0;
    }

    /** Demand of one year by part, and what the means would have sold; parts in the order of the calendar, the first one begins where {@code period % year == 0}. */
    private static final class Year {
        private final int year;
        private final int parts;
        private final int first;
        private final double[] actual;
        private final double[] expected;

        Year(int year, int end) {
            this.year = year;
            this.parts = year % PARTS_OF_DAYS == 0 ? PARTS_OF_DAYS : year;
            this.first = end - year;
            this.actual = new double[parts];
            this.expected = new double[parts];
        }

        /** The first period of the last {@code count} parts. */
        int partFromEnd(int count) {
            return first + year - count * (year / parts);
        }

        void add(DemandSeries series, double[] netted, double mean) {
            double weight = Math.min(1, MAX_UNITS_PER_SKU / (mean * year));
            for (int period = Math.max(first, series.firstPeriod()); period < first + year; period++) {
                int t = period - series.firstPeriod();
                if (series.inStock(t) >= IN_STOCK) {
                    int i = Math.floorMod(period, year) * parts / year;
                    actual[i] += weight * netted[t];
                    expected[i] += weight * mean;
                }
            }
        }

        double ratio(int i) {
            return actual[i] / expected[i];
        }

        /** Ratios / their mean - 1, growth within the year taken out. */
        double[] deviations(double growth) {
            double[] ratios = new double[parts];
            double sum = 0;
            int known = 0;
            for (int i = 0; i < parts; i++) {
                if (expected[i] > 0) {
                    double passed = Math.floorMod(i * (year / parts) - Math.floorMod(first, year), year);
                    ratios[i] = ratio(i) * Math.pow(growth, 0.5 - (passed + year / (2.0 * parts)) / year);
                    sum += ratios[i];
                    known++;
                }
            }
            for (int i = 0; i < parts; i++) {
                ratios[i] = sum > 0 && expected[i] > 0 ? ratios[i] * known / sum - 1 : 0;
            }
            return ratios;
        }
    }
}
