package io.zapas.forecast.domain.engine;

import java.util.List;
import org.apache.commons.math3.special.Gamma;

/**
 * What levels miss because spikes are bounded. Bounded values (winsorised; Dixon, Annals of Mathematical Statistics 31, 1960) vary less, but demand is skewed, so their mean lies below that of demand: by much where
 * a few large orders make up a SKU's demand, by nothing where it is steady.
 *
 * <p>A SKU's own large orders are too few to tell, so it gets what the bound takes from a Gamma of its mean and dispersion, times the share of that which all SKUs together really lost to the bound in the last year of periods; it
 * is believed as far as blocks of time agree ({@link PooledShare}).
 */
final class SpikeShare {
    private static final int BLOCKS_OF_YEAR = 13;
    private static final int LEAST_BLOCK = 7;
    /** What sells less, once in three thousand years of days, has no spikes to speak of; rounding would eat the difference of what is lost and what is kept. */
    private static final double LEAST_MEAN = 1e-6;

    private SpikeShare() {}

    /**
     * Units lost to the bound / units expected to be, 0 to 1.
     *
     * @param year periods of a year; 0 where none is known of
     */
    static double of(List<SkuTrack> tracks, int year) {
        int block = Math.max(LEAST_BLOCK, year / BLOCKS_OF_YEAR);
        double[] lost = new double[SkuTrack.ERROR_PERIODS / block + 1];
        double[] expected = new double[lost.length];
        for (SkuTrack track : tracks) {
            track.addSpikes(block, lost, expected);
        }
        return Math.max(0, Math.min(1, PooledShare.believed(lost, expected)));
    }

    /**
     * Demand beyond the bound / demand within it, of a Gamma: E(X - b)⁺ = m Q(k + 1, b / θ) - b Q(k, b / θ), with shape k, scale θ and the upper regularised incomplete gamma function Q.
     *
     * @param mean of a period, 0 or more
     * @param dispersion variance / mean, above 0
     */
    static double expected(double mean, double dispersion) {
        if (!(mean >= LEAST_MEAN)) {
            return 0;
        }
        double shape = mean / dispersion;
        double bound = SkuTrack.most(mean, dispersion);
        double beyond = mean * Gamma.regularizedGammaQ(shape + 1, bound / dispersion)
                - bound * Gamma.regularizedGammaQ(shape, bound / dispersion);
        return beyond > 0 && beyond < mean ? beyond / (mean - beyond) : 0;
    }
}
