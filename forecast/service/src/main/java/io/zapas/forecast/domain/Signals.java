package io.zapas.forecast.domain;

import io.zapas.forecast.api.DemandForecast.Signal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What demand does that its forecast did not allow for. Each is told only where it is both improbable under the forecast made before and large:
 *
 * <ul>
 *   <li>{@code SPIKE}: today until now, or yesterday, so much was sold as happens on one of {@value #SPIKE_ODDS} days, and {@value #SPIKE_TIMES} times what was
 *       expected;
 *   <li>{@code SILENCE}: with stock and for two days or more nothing was sold, which happens once in {@value #ODDS} such times: perhaps a broken offer
 *       (research/forecast.md 6.3);
 *   <li>{@code DRIFT_UP}, {@code DRIFT_DOWN}: the demand of the last 28 days together is beyond what the forecast of four weeks ago leaves one in {@value #ODDS} cases for,
 *       and by half above it or a third below it.
 * </ul>
 *
 * <p>The forecast is a Gamma; a time without any sale is the zero of the negative binomial with the same mean and variance.
 */
final class Signals {
    private static final double SPIKE_ODDS = 10_000;
    private static final double SPIKE_TIMES = 3;
    private static final double LEAST_SPIKE_UNITS = 5;
    private static final double ODDS = 1_000;
    private static final double LEAST_SILENT_DAYS = 2;
    private static final int DRIFT_DAYS = 28;
    private static final double DRIFT_UP = 1.5;
    private static final double DRIFT_DOWN = 2.0 / 3;
    private static final double LEAST_DRIFT_UNITS = 10;
    private static final double IN_STOCK = 0.9;

    private Signals() {}

    /**
     * @param soldToday units sold today until now
     * @param available a SKU without stock is silent for that reason
     */
    static List<Signal> of(PastDemand past, SmoothedDemand demand, LocalDate today, double soldToday, long available) {
        List<Signal> signals = new ArrayList<>();
        if (past.judgedDays() > 0 && past.nextDay().equals(today)) {
            spike(past, demand, today, soldToday, signals);
            silence(past, demand, soldToday, available, signals);
            drift(past, demand, signals);
        }
        return List.copyOf(signals);
    }

    private static void spike(
            PastDemand past, SmoothedDemand demand, LocalDate today, double soldToday, List<Signal> signals) {
        double now = demand.level() * demand.profile().factor(today);
        if (!spike(today, soldToday, now, demand, signals)) {
            int newest = past.recent().days() - 1;
            spike(past.recent().day(newest), past.recent().units(newest), past.expected(newest), demand, signals);
        }
    }

    private static boolean spike(
            LocalDate day, double units, double expected, SmoothedDemand demand, List<Signal> signals) {
        if (units < Math.max(LEAST_SPIKE_UNITS, SPIKE_TIMES * expected)) {
            return false;
        }
        double p = new TwoMomentGamma(expected, expected * demand.dispersion(1)).reaches(units);
        return p < 1 / SPIKE_ODDS && signals.add(signal("SPIKE", day, expected, units, p));
    }

    private static void silence(
            PastDemand past, SmoothedDemand demand, double soldToday, long available, List<Signal> signals) {
        PastDemand.Silence silence = past.silence();
        if (soldToday > 0 || available <= 0 || silence.days() < LEAST_SILENT_DAYS || !(silence.expected() > 0)) {
            return;
        }
        double dispersion = demand.dispersion((int) Math.max(1, Math.round(silence.days())));
        double p = Math.pow(dispersion, -silence.expected() / (dispersion - 1));
        if (p < 1 / ODDS) {
            LocalDate since = past.nextDay().minusDays(past.silentDays());
            signals.add(signal("SILENCE", since, silence.expected(), 0, p));
        }
    }

    private static void drift(PastDemand past, SmoothedDemand demand, List<Signal> signals) {
        DemandHistory recent = past.recent();
        int first = recent.days() - DRIFT_DAYS;
        if (past.judgedDays() < DRIFT_DAYS || inStock(recent, first) < IN_STOCK * DRIFT_DAYS) {
            return;
        }
        double factors = 0;
        double level = 0;
        for (int i = first; i < recent.days(); i++) {
            double factor = demand.profile().factor(recent.day(i));
            factors += factor;
            level = level == 0 && factor > 0 ? past.expected(i) / factor : level;
        }
        double expected = level * factors;
        double actual = recent.last(DRIFT_DAYS).total();
        if (Math.max(expected, actual) < LEAST_DRIFT_UNITS) {
            return;
        }
        TwoMomentGamma forecast = new TwoMomentGamma(expected, expected * demand.dispersion(DRIFT_DAYS));
        double above = forecast.reaches(actual);
        if (actual > DRIFT_UP * expected && above < 1 / ODDS) {
            signals.add(signal("DRIFT_UP", recent.day(first), expected, actual, above));
        } else if (actual < DRIFT_DOWN * expected && 1 - forecast.above(actual) < 1 / ODDS) {
            signals.add(signal("DRIFT_DOWN", recent.day(first), expected, actual, 1 - forecast.above(actual)));
        }
    }

    private static double inStock(DemandHistory history, int from) {
        double sum = 0;
        for (int i = Math.max(0, from); i < history.days(); i++) {
            sum += history.inStock(i);
        }
        return sum;
    }

    private static Signal signal(String kind, LocalDate since, double expected, double actual, double p) {
        return new Signal(kind, since, Figures.round(expected, 2), Math.round(actual), Figures.round(p, 6));
    }
}
