package io.zapas.forecast.domain;

import io.zapas.forecast.api.DemandForecast.Backtest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far forecasts of a group of SKUs can be trusted: mean absolute errors of the last four weeks' one-day forecasts over all of them / their mean demand.
 *
 * @param skus judged
 * @param units demanded on the judged days
 * @param error of the model
 * @param seasonalNaive of the demand a week before
 * @param movingAverage of the mean of four weeks
 * @param within95 share of days whose demand was not above the 95 % quantile, 0 to 1
 */
public record Trust(int skus, long units, double error, double seasonalNaive, double movingAverage, double within95) {
    /** The group of all. */
    public static final String ALL = "ALL";

    /** A SKU and what it belongs to. A null group counts with all only. */
    public record Judged(Backtest backtest, String group) {}

    /** By group, and all of them. */
    public static Map<String, Trust> of(List<Judged> judged) {
        Map<String, Sum> sums = new TreeMap<>();
        for (Judged one : judged) {
            sums.computeIfAbsent(ALL, key -> new Sum()).add(one.backtest());
            if (one.group() != null) {
                sums.computeIfAbsent(one.group(), key -> new Sum()).add(one.backtest());
            }
        }
        Map<String, Trust> groups = new TreeMap<>();
        sums.forEach((group, sum) -> groups.put(group, sum.trust()));
        return groups;
    }

    private static final class Sum {
        private int skus;
        private long days;
        private double units;
        private double error;
        private double seasonalNaive;
        private double movingAverage;
        private double within;

        void add(Backtest backtest) {
            skus++;
            days += backtest.days();
            units += backtest.units();
            error += backtest.error() * backtest.units();
            seasonalNaive += backtest.seasonalNaive() * backtest.units();
            movingAverage += backtest.movingAverage() * backtest.units();
            within += backtest.within95() * backtest.days();
        }

        Trust trust() {
            double per = Math.max(1, units);
            return new Trust(
                    skus,
                    Math.round(units),
                    Figures.round(error / per, 3),
                    Figures.round(seasonalNaive / per, 3),
                    Figures.round(movingAverage / per, 3),
                    Figures.round(within / days, 4));
        }
    }
}
