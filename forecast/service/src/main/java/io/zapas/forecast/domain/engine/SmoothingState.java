package io.zapas.forecast.domain.engine;

/**
 * What the level of a series is made of at its end. Never compared; the arrays are the reader's own.
 *
 * @param rates smoothing of each member, rising
 * @param levels of each member, mean demand per period of factor 1
 * @param weights of the members, sum 1
 * @param dispersion variance / mean of the demand of one period
 * @param oneStep the newest one-step forecasts, oldest first, at most 28
 */
@SuppressWarnings("ArrayRecordComponent")
public record SmoothingState(double[] rates, double[] levels, double[] weights, double dispersion, double[] oneStep) {}
