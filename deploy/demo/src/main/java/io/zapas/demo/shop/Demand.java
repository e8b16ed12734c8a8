package io.zapas.demo.shop;

import java.time.LocalDate;
import java.util.Random;

/** How much customers want, by day and article: a weekly season and chance, the same for the same seed. Immutable. */
final class Demand {
    /** Monday to Sunday; their mean is 1. */
    private static final double[] WEEK = {1.12, 1.05, 1.00, 0.98, 1.04, 0.84, 0.97};

    private static final double DAY_SPREAD = 0.12;

    private final long seed;

    Demand(long seed) {
        this.seed = seed;
    }

    static double weekday(LocalDate day) {
        return WEEK[day.getDayOfWeek().getValue() - 1];
    }

    /** Units wanted on {@code day}: a Poisson draw around the mean of the weekday, itself with a log-normal spread. */
    long units(Article article, LocalDate day) {
        Random random = new Random(
                seed ^ article.sku().hashCode() * 0x9e3779b97f4a7c15L ^ day.toEpochDay() * 0xff51afd7ed558ccdL);
        random.nextLong();
        double spread = Math.exp(DAY_SPREAD * random.nextGaussian() - DAY_SPREAD * DAY_SPREAD / 2);
        return poisson(article.dailyUnits() * weekday(day) * spread, random);
    }

    /** Knuth's product method below 30 (The Art of Computer Programming 2, 3.4.1), the normal approximation above. */
    static long poisson(double mean, Random random) {
        if (mean > 30) {
            return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        long count = 0;
        while (product > limit) {
            count++;
            product *= random.nextDouble();
        }
        return count;
    }
}
