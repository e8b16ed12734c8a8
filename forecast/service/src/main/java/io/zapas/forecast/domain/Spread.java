package io.zapas.forecast.domain;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.distribution.GammaDistribution;

/**
 * A span of days of which only mean and standard deviation are known: a Gamma of shape {@value #SHAPE}, moved and stretched to them. Skewed as
 * lead times are (late is later than early is early), and of one form, so that a larger mean moves every quantile up.
 */
record Spread(double mean, double sd) {
    private static final double SHAPE = 4;
    private static final Map<Integer, double[]> STANDARD = new ConcurrentHashMap<>();

    /** Equally likely values: the quantiles at the middles of {@code count} equal shares; one when it is certain. */
    double[] nodes(int count) {
        if (!(sd > 0)) {
            return new double[] {mean};
        }
        double[] standard = STANDARD.computeIfAbsent(count, Spread::standard);
        double[] nodes = new double[count];
        for (int i = 0; i < count; i++) {
            nodes[i] = mean + sd * standard[i];
        }
        return nodes;
    }

    /** The nodes of mean 0 and standard deviation 1. */
    private static double[] standard(int count) {
        GammaDistribution gamma = new GammaDistribution(null, SHAPE, 1);
        double[] nodes = new double[count];
        for (int i = 0; i < count; i++) {
            nodes[i] = (gamma.inverseCumulativeProbability((i + 0.5) / count) - SHAPE) / Math.sqrt(SHAPE);
        }
        return nodes;
    }
}
