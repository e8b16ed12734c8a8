package io.zapas.forecast.domain;

/** A campaign as the demand of one SKU feels it: its uplift, and for each period from now the share of the period it runs. */
final class CampaignEffect {
    private final Uplift uplift;
    private final double[] shares;

    private CampaignEffect(Uplift uplift, double[] shares) {
        this.uplift = uplift;
        this.shares = shares;
    }

    /**
     * @param fromDays start in days from now, may be negative
     * @param untilDays end in days from now
     */
    static CampaignEffect of(Uplift uplift, double fromDays, double untilDays, int periods) {
        double[] shares = new double[periods];
        for (int t = 0; t < periods; t++) {
            shares[t] = Math.max(0, Math.min(untilDays, t + 1) - Math.max(fromDays, t));
        }
        return new CampaignEffect(uplift, shares);
    }

    Uplift uplift() {
        return uplift;
    }

    double share(int period) {
        return period < shares.length ? shares[period] : 0;
    }
}
