package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeadTimeTest {
    private static final long SEED = 11;
    private static final int RUNS = 100_000;

    private static DemandPath tenADay(double dispersion) {
        double[] mean = new double[DemandPath.MAX_PERIODS];
        double[] variance = new double[DemandPath.MAX_PERIODS];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = 10;
            variance[i] = 10 * dispersion * (i + 1);
        }
        return new DemandPath(mean, variance);
    }

    /** Against simulated demand over simulated lead times of the same spread: uncertainty of the lead time dominates that of demand. */
    @Test
    void theQuantileIsThatOfSimulatedDemandOverTheUncertainLeadTime() {
        Random random = new Random(SEED);
        double[] simulated = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            double gamma = 0;
            for (int i = 0; i < 4; i++) {
                gamma -= Math.log(1 - random.nextDouble());
            }
            long days = Math.max(0, Math.round(14 + 4 * (gamma - 4) / 2));
            simulated[run] = 10 * days + Math.sqrt(20.0 * days) * random.nextGaussian();
        }
        Arrays.sort(simulated);
        DemandPath demand = tenADay(2);
        for (double p : new double[] {0.5, 0.8, 0.9, 0.95}) {
            assertThat(new LeadTime(14, 4.0).quantile(demand, p))
                    .as("quantile %s", p)
                    .isCloseTo(simulated[(int) (p * RUNS)], within(0.03 * simulated[(int) (p * RUNS)]));
        }
        assertThat(demand.quantile(0.95, 14))
                .as("with the mean lead time plugged in")
                .isLessThan(simulated[(int) (0.95 * RUNS)] * 0.85);
    }

    @Test
    void aCertainLeadTimeIsTheQuantileOfItsDays() {
        DemandPath demand = tenADay(2);
        assertThat(new LeadTime(14, 0.0).quantile(demand, 0.95)).isCloseTo(demand.quantile(0.95, 14), within(0.2));
    }
}
