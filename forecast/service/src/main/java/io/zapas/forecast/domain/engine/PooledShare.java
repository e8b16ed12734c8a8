package io.zapas.forecast.domain.engine;

/**
 * A share that all SKUs tell together: the least squares slope through the origin over blocks of time. SKUs of one time share its season, so blocks are counted, not SKUs: of the share b with the standard error s that the
 * blocks tell, the part b² / (b² + s²) is believed (empirical Bayes, as in {@link AdaptiveLevels}), nothing of a single block.
 */
final class PooledShare {

    private PooledShare() {}

    /**
     * @param products by block
     * @param squares by block, 0 or more: what the products are a share of
     */
    static double believed(double[] products, double[] squares) {
        double product = 0;
        double square = 0;
        int blocks = 0;
        for (int b = 0; b < squares.length; b++) {
            product += products[b];
            square += squares[b];
            blocks += squares[b] > 0 ? 1 : 0;
        }
        if (blocks < 2) {
            return 0;
        }
        double share = product / square;
        double deviations = 0;
        for (int b = 0; b < squares.length; b++) {
            double deviation = products[b] - share * squares[b];
            deviations += deviation * deviation;
        }
        double error = deviations / (square * square) * blocks / (blocks - 1);
        double known = share * share + error;
        return known > 0 ? share * share * share / known : 0;
    }
}
