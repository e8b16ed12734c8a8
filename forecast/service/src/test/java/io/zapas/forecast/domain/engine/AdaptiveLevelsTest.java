package io.zapas.forecast.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdaptiveLevelsTest {
    private static final int HORIZON = 7;
    private static final int P95 = 13;
    private static final int P05 = 3;

    /** A hundred SKUs, a window ended on each of the last {@code periods} days; errors of the last {@code newer} of them come from another distribution. */
    private static StandardisedErrors errors(int periods, int newer, double shift, double scale) {
        Random random = new Random(11);
        StandardisedErrors errors = new StandardisedErrors(100 * periods);
        for (int age = 0; age < periods; age++) {
            for (int sku = 0; sku < 100; sku++) {
                double error = random.nextGaussian();
                errors.add(age < newer ? shift + scale * error : error, age);
            }
        }
        return errors;
    }

    private static double[] adapted(StandardisedErrors errors) {
        return AdaptiveLevels.of(List.of(errors), HORIZON).adapted(errors.quantiles(0));
    }

    @Test
    void whatHoldsItsPromiseStaysWhereItIs() {
        StandardisedErrors errors = errors(200, 0, 0, 1);
        double[] quantiles = errors.quantiles(0);
        double[] adapted = adapted(errors);
        assertThat(adapted[P95]).isCloseTo(quantiles[P95], within(0.1));
        assertThat(adapted[P05]).isCloseTo(quantiles[P05], within(0.1));
    }

    /** In the last five weeks demand exceeds its 95 % quantile in one case of four: it moves up, by more than recency alone moves it; the lower ones do not move down, and by no more than the shift. */
    @Test
    void whatIsExceededTooOftenMovesUp() {
        StandardisedErrors errors = errors(200, 35, 1, 1);
        double[] quantiles = errors.quantiles(0);
        double[] adapted = adapted(errors);
        assertThat(adapted[P95]).isBetween(quantiles[P95] + 0.15, quantiles[P95] + 1);
        assertThat(adapted[P05]).isBetween(quantiles[P05] - 0.05, quantiles[P05] + 0.8);
    }

    @Test
    void errorsHalfAsLargeBringQuantilesNearerAndTwiceAsLargeApart() {
        double narrower = errors(200, 35, 0, 0.5).quantiles(0)[P95] - adapted(errors(200, 35, 0, 0.5))[P95];
        double wider =
                adapted(errors(200, 35, 0, 2))[P95] - errors(200, 35, 0, 2).quantiles(0)[P95];
        assertThat(narrower).isPositive();
        assertThat(wider).isPositive();
    }

    /** Ten days make one origin of which is known what was forecast then: however far it is off, nothing tells whether the next will be. */
    @Test
    void aSingleOriginChangesNothing() {
        StandardisedErrors one = errors(10, 3, 3, 2);
        double[] quantiles = one.quantiles(0);
        double[] adapted = adapted(one);
        for (int p = 0; p < quantiles.length; p++) {
            assertThat(adapted[p]).isCloseTo(quantiles[p], within(1e-9));
        }
    }

    @Test
    void tooFewErrorsChangeNothing() {
        StandardisedErrors few = errors(8, 4, 3, 2);
        double[] quantiles = few.quantiles(0);
        double[] adapted = adapted(few);
        for (int p = 0; p < quantiles.length; p++) {
            assertThat(adapted[p]).isCloseTo(quantiles[p], within(1e-12));
        }
    }

    @Test
    void quantilesNeverCrossWhateverHappens() {
        for (double shift : new double[] {-50, -1, 0, 1, 50}) {
            for (double scale : new double[] {0, 0.1, 1, 100}) {
                double[] adapted = adapted(errors(120, 40, shift, scale));
                for (int p = 0; p < adapted.length; p++) {
                    assertThat(adapted[p]).isFinite();
                    assertThat(adapted[p]).isGreaterThanOrEqualTo(p == 0 ? adapted[p] : adapted[p - 1]);
                }
            }
        }
    }
}
