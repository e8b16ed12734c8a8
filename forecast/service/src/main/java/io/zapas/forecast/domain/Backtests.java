package io.zapas.forecast.domain;

import io.zapas.forecast.api.DemandForecast.Backtest;

/**
 * What the one-day forecasts of the last four weeks missed, beside the two methods that need no model: the demand of the same weekday a week before, and
 * the mean of the four weeks before. Days on which something was out of stock are left out for all three.
 */
final class Backtests {
    private static final int WEEK = 7;
    private static final int MEAN_DAYS = 28;
    private static final double IN_STOCK = 0.99;
    private static final double BEYOND = 0.05;

    private Backtests() {}

    /** Null without a forecast day that had stock, or without any demand on such days. */
    static Backtest of(PastDemand past, SmoothedDemand demand) {
        DemandHistory recent = past.recent();
        int days = 0;
        int within = 0;
        double units = 0;
        double error = 0;
        double seasonalNaive = 0;
        double movingAverage = 0;
        for (int i = recent.days() - past.judgedDays(); i < recent.days(); i++) {
            if (i >= WEEK && recent.inStock(i) >= IN_STOCK) {
                double actual = recent.units(i);
                double expected = past.expected(i);
                days++;
                units += actual;
                error += Math.abs(actual - expected);
                seasonalNaive += Math.abs(actual - recent.units(i - WEEK));
                movingAverage += Math.abs(actual - mean(recent, i));
                within += isWithin(actual, expected, demand) ? 1 : 0;
            }
        }
        if (!(units > 0)) {
            return null;
        }
        return new Backtest(
                days,
                Math.round(units),
                Figures.round(error / units, 3),
                Figures.round(seasonalNaive / units, 3),
                Figures.round(movingAverage / units, 3),
                Figures.round((double) within / days, 3));
    }

    private static double mean(DemandHistory recent, int index) {
        double sum = 0;
        int from = Math.max(0, index - MEAN_DAYS);
        for (int i = from; i < index; i++) {
            sum += recent.units(i);
        }
        return sum / (index - from);
    }

    private static boolean isWithin(double actual, double expected, SmoothedDemand demand) {
        return actual <= expected
                || new TwoMomentGamma(expected, expected * demand.dispersion(1)).reaches(actual) > BEYOND;
    }
}
