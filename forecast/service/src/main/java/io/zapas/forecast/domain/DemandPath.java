package io.zapas.forecast.domain;

import java.util.List;

/**
 * Demand cumulated over the 24-hour periods from now on, each horizon a {@link TwoMomentGamma}. Nobody takes demand back, so no quantile
 * and no probability falls when the horizon grows, even where the moments alone would say so: each is the largest over all shorter
 * horizons. Quantiles of one horizon never cross, because they are quantiles of the same distributions.
 */
public final class DemandPath {
    public static final int MAX_PERIODS = 365;

    private final double[] periodMean;
    private final double[] variance;
    private final TwoMomentGamma[] cumulated;

    /**
     * @param periodMean mean demand of each period
     * @param variance of the demand of the first h + 1 periods together, not falling
     */
    public DemandPath(double[] periodMean, double[] variance) {
        this.periodMean = periodMean.clone();
        this.variance = variance.clone();
        this.cumulated = new TwoMomentGamma[periodMean.length];
        double mean = 0;
        for (int i = 0; i < periodMean.length; i++) {
            mean += periodMean[i];
            cumulated[i] = new TwoMomentGamma(mean, variance[i]);
        }
    }

    public int periods() {
        return cumulated.length;
    }

    /** Mean demand of period {@code index} alone, from 0. */
    public double periodMean(int index) {
        return periodMean[index];
    }

    /** Mean demand of the first {@code periods}. */
    public double mean(int periods) {
        return periods == 0 ? 0 : cumulated[periods - 1].mean();
    }

    double variance(int periods) {
        return periods == 0 ? 0 : variance[periods - 1];
    }

    /** The demand of the first {@code periods} that is not exceeded with probability {@code p}. */
    public double quantile(double p, int periods) {
        if (periods == 0) {
            return 0;
        }
        TwoMomentGamma last = cumulated[periods - 1];
        double quantile = last.quantile(p);
        for (int i = 0; i < periods - 1; i++) {
            if (!cumulated[i].isBelow(last)) {
                quantile = Math.max(quantile, cumulated[i].quantile(p));
            }
        }
        return quantile;
    }

    /** P(the demand of the first {@code periods} is {@code units} or more): they sell out. */
    public double reaches(double units, int periods) {
        if (units <= 0) {
            return 1;
        }
        if (periods == 0) {
            return 0;
        }
        TwoMomentGamma last = cumulated[periods - 1];
        double probability = last.reaches(units);
        for (int i = 0; i < periods - 1; i++) {
            if (!cumulated[i].isBelow(last)) {
                probability = Math.max(probability, cumulated[i].reaches(units));
            }
        }
        return probability;
    }

    /** Expected demand of the first {@code periods} beyond {@code units}. */
    public double excess(double units, int periods) {
        return periods == 0 ? Math.max(0, -units) : cumulated[periods - 1].excess(units);
    }

    /**
     * The same demand under campaigns: period t has the mean b_t (1 + Σ (u_c - 1) a_ct), and the variance of the first h periods is
     * Σ σ_t² E[u_t²] + Σ_c (Σ b_t a_ct)² var(u_c), σ_t² being what period t adds to the variance without campaigns.
     */
    public DemandPath with(List<CampaignEffect> effects) {
        if (effects.isEmpty()) {
            return this;
        }
        int periods = periods();
        double[] mean = new double[periods];
        double[] total = new double[periods];
        double[] advertised = new double[effects.size()];
        double noise = 0;
        for (int t = 0; t < periods; t++) {
            double factor = 1;
            double spread = 0;
            for (int c = 0; c < effects.size(); c++) {
                CampaignEffect effect = effects.get(c);
                double share = effect.share(t);
                factor += (effect.uplift().mean() - 1) * share;
                spread += share * share * effect.uplift().variance();
                advertised[c] += periodMean[t] * share;
            }
            mean[t] = periodMean[t] * factor;
            noise += (variance[t] - (t == 0 ? 0 : variance[t - 1])) * (factor * factor + spread);
            double doubt = 0;
            for (int c = 0; c < effects.size(); c++) {
                doubt += advertised[c] * advertised[c] * effects.get(c).uplift().variance();
            }
            total[t] = noise + doubt;
        }
        return new DemandPath(mean, total);
    }

    /** The first {@code periods} of it. */
    public DemandPath first(int periods) {
        return periods >= periods()
                ? this
                : new DemandPath(
                        java.util.Arrays.copyOf(periodMean, periods), java.util.Arrays.copyOf(variance, periods));
    }
}
