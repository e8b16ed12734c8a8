package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.distribution.GammaDistribution;
import org.junit.jupiter.api.Test;

class TwoMomentGammaTest {

    @Test
    void quantilesAgreeWithTheDistributionOverAllShapes() {
        for (double shape : new double[] {0.02, 0.1, 0.4, 1, 3, 40, 900, 5_000}) {
            for (double p : new double[] {0.1, 0.5, 0.9, 0.95, 0.99}) {
                double scale = 2.5;
                TwoMomentGamma gamma = new TwoMomentGamma(shape * scale, shape * scale * scale);
                double quantile = gamma.quantile(p);
                GammaDistribution exact = new GammaDistribution(shape, scale);
                String which = "shape " + shape + ", p " + p + ", quantile " + quantile;
                if (quantile == 0) {
                    assertThat(exact.cumulativeProbability(1e-8)).as(which).isGreaterThan(p);
                } else {
                    assertThat(exact.cumulativeProbability(quantile)).as(which).isCloseTo(p, within(1e-4));
                }
            }
        }
    }

    @Test
    void excessIsTheMeanOfWhatExceeds() {
        TwoMomentGamma gamma = new TwoMomentGamma(10, 30);
        double sum = 0;
        int steps = 200_000;
        for (int i = 0; i < steps; i++) {
            sum += gamma.above(12 + (i + 0.5) * 100.0 / steps) * 100.0 / steps;
        }
        assertThat(gamma.excess(12)).isCloseTo(sum, within(1e-4));
        assertThat(gamma.excess(0)).isEqualTo(10);
    }

    @Test
    void demandThatIsNeverThereReachesNothing() {
        TwoMomentGamma none = new TwoMomentGamma(0, 0);
        assertThat(none.quantile(0.99)).isZero();
        assertThat(none.reaches(1)).isZero();
        assertThat(none.reaches(0)).isEqualTo(1);
    }
}
