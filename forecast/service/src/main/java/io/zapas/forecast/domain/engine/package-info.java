/**
 * The forecast engine: what a set of SKUs teaches ({@link io.zapas.forecast.domain.engine.DemandPool}) and what follows from it for one of them
 * ({@link io.zapas.forecast.domain.engine.SeriesForecast}). Periods are days or months. Plain Java and Commons Math; every public type is immutable
 * and safe on every thread; the same input in any order gives the same bits.
 */
package io.zapas.forecast.domain.engine;
