package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;

/** The two-moment Gamma against simulated campaigns. */
class CampaignMonteCarloTest {
    private static final long SEED = 42;
    private static final int RUNS = 6_000;
    private static final int PERIODS = 14;
    private static final int FROM = 3;
    private static final int UNTIL = 12;
    private static final double TOLERANCE = 0.04;

    @Test
    void agreesWithSimulationOverAGrid() {
        RandomGenerator random = new Well19937c(SEED);
        for (double mean : new double[] {2, 8, 40}) {
            for (double dispersion : new double[] {1.5, 4}) {
                for (double uplift : new double[] {1.0, 1.6, 2.5}) {
                    double[] simulated = simulate(random, mean, dispersion, uplift);
                    DemandPath path = path(mean, dispersion, uplift);
                    for (double quantile : new double[] {0.3, 0.5, 0.7, 0.85, 0.95}) {
                        double stock = Math.ceil(simulated[(int) (quantile * RUNS)]);
                        double reached = 0;
                        for (double demand : simulated) {
                            reached += demand >= stock ? 1.0 / RUNS : 0;
                        }
                        assertThat(path.reaches(stock, PERIODS) - reached)
                                .as("mean %s, dispersion %s, uplift %s, stock %s", mean, dispersion, uplift, stock)
                                .isBetween(-TOLERANCE, TOLERANCE);
                    }
                }
            }
        }
    }

    private static DemandPath path(double mean, double dispersion, double uplift) {
        double[] means = new double[PERIODS];
        double[] variance = new double[PERIODS];
        for (int t = 0; t < PERIODS; t++) {
            means[t] = mean;
            variance[t] = mean * dispersion * (t + 1);
        }
        Uplift factor = new Uplift(uplift, 0.3 * (uplift - 1));
        return new DemandPath(means, variance).with(List.of(CampaignEffect.of(factor, FROM, UNTIL, PERIODS)));
    }

    /** Sorted demand of the whole time: daily noise grows with the factor, the factor itself is one draw per campaign. */
    private static double[] simulate(RandomGenerator random, double mean, double dispersion, double uplift) {
        double[] totals = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            double factor = Math.max(0, uplift + 0.3 * (uplift - 1) * random.nextGaussian());
            for (int t = 0; t < PERIODS; t++) {
                double day = Demand.day(random, mean, dispersion);
                totals[run] += t >= FROM && t < UNTIL ? Math.round(day * factor) : day;
            }
        }
        java.util.Arrays.sort(totals);
        return totals;
    }
}
