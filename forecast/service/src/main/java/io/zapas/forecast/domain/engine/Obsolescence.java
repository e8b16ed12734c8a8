package io.zapas.forecast.domain.engine;

/**
 * How far a SKU that has not sold for long is still believed in. Smoothed levels never reach 0, and errors that were made while demand died away keep quantiles wide, so
 * somebody has to say when a SKU is dead; Teunter, Syntetos and Babai (European Journal of Operational Research 214, 2011) let the probability of a sale fall in every silence, yet
 * real SKUs come back after half a year and more (deploy/bench/FORECAST.md). So a silence of up to a year, of two where periods are months (spare parts), says nothing that the levels do not say;
 * from there the belief falls in a line and is 0 after half that time again. Silence is counted in periods with stock; the first sale restores all belief.
 */
final class Obsolescence {
    private static final double USUAL_DAYS = 364;
    private static final double USUAL_MONTHS = 24;
    private static final double DEAD = 1.5;

    private Obsolescence() {}

    /**
     * @param units sold in each period, returns netted
     * @param seasons periods of the short season: 1 for months
     * @return 0 to 1
     */
    static double belief(DemandSeries series, double[] units, int seasons) {
        double silence = 0;
        for (int t = units.length - 1; t >= 0 && units[t] == 0; t--) {
            silence += series.inStock(t);
        }
        double remarkable = silence / (seasons == 1 ? USUAL_MONTHS : USUAL_DAYS);
        return Math.max(0, Math.min(1, (DEAD - remarkable) / (DEAD - 1)));
    }
}
