package io.zapas.forecast.domain;

import java.util.Optional;

/** A method that learns from the demand of one SKU. Pure: the same history gives the same answer. */
public interface DemandModel {

    /** Fewer complete days than this are no history to forecast from, unless earlier launches of the shop say how a SKU's life goes on. */
    int MIN_DAYS = 14;

    /** Stable name, shown with every figure. */
    String name();

    /**
     * Learns from a history.
     *
     * @param pooled how the week looks over all SKUs; a short history leans on it
     * @return empty when there is nothing to learn from: fewer than {@link #MIN_DAYS} days and no launches to go by, no demand at all, or never in stock
     */
    Optional<FittedDemand> fit(DemandHistory history, WeekdayProfile pooled);
}
