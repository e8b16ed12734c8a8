package io.zapas.forecast.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/** Made-up demand: Gamma rates and Poisson counts per day with a weekly season. */
final class Demand {
    static final LocalDate FIRST = LocalDate.of(2025, 1, 6);
    private static final double[] WEEK = {1.2, 1.0, 0.9, 1.0, 1.3, 1.1, 0.5};

    private Demand() {}

    static double[] series(long seed, int days, double mean, double dispersion) {
        RandomGenerator random = new Well19937c(seed);
        double[] units = new double[days];
        for (int t = 0; t < days; t++) {
            units[t] = day(random, mean * WEEK[t % 7], dispersion);
        }
        return units;
    }

    static double day(RandomGenerator random, double mean, double dispersion) {
        double rate = dispersion <= 1.001
                ? mean
                : new GammaDistribution(random, mean / (dispersion - 1), dispersion - 1).sample();
        return rate < 1e-6 ? 0 : new PoissonDistribution(random, rate, 1e-9, 100_000).sample();
    }

    static DemandHistory history(double[] units) {
        double[] inStock = new double[units.length];
        java.util.Arrays.fill(inStock, 1);
        return new DemandHistory(FIRST, units, inStock);
    }

    /** Whole days without stock, drawn at random: what would have sold is not seen. */
    static DemandHistory censored(double[] units, double share, long seed) {
        Random random = new Random(seed);
        double[] seen = units.clone();
        double[] inStock = new double[units.length];
        for (int t = 0; t < units.length; t++) {
            boolean out = random.nextDouble() < share;
            inStock[t] = out ? 0 : 1;
            seen[t] = out ? 0 : units[t];
        }
        return new DemandHistory(FIRST, seen, inStock);
    }

    static FittedDemand fit(DemandHistory history) {
        return new SmoothingEnsemble().fit(history, WeekdayProfile.UNIFORM).orElseThrow();
    }

    static SkuState state(DemandHistory history) {
        return SkuState.fit(history, new SmoothingEnsemble(), WeekdayProfile.UNIFORM, after(history));
    }

    /** Nothing learnt of the supplier, orders as careful as by default, nothing sold today. */
    static RotationQuestion question(
            SkuFacts facts, SkuState state, List<CampaignPlan> plans, String abc, Instant now, ZoneId zone) {
        return new RotationQuestion(facts, state, 0, "m", plans, abc, now, zone, Deliveries.NONE, OrderPolicy.DEFAULT);
    }

    static LocalDate after(DemandHistory history) {
        return history.day(history.days());
    }
}
