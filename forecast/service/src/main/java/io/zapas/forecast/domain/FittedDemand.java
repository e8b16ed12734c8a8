package io.zapas.forecast.domain;

import java.time.LocalDate;

/** What a {@link DemandModel} has learnt of one SKU. Forecasts are without campaigns. */
public interface FittedDemand {

    /** Mean units a day to be expected. */
    double level();

    WeekdayProfile profile();

    /** Demand of one calendar day to come. */
    TwoMomentGamma day(LocalDate day);

    /**
     * Demand of the 24-hour periods from now on.
     *
     * @param today the day of now
     * @param left share of today that is still to come, 0 to 1
     * @param periods how many, 1 to {@link DemandPath#MAX_PERIODS}
     */
    DemandPath forecast(LocalDate today, double left, int periods);

    /** Variance / mean of the demand of so many days together, from 1. */
    double dispersion(int days);

    /** Coefficient of variation of weekly demand over up to 26 weeks; null for fewer than 4 weeks. */
    Double weeklyVariation();
}
