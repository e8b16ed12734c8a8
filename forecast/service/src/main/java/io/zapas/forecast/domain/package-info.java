/**
 * The forecast itself: how demand of the past becomes a distribution of demand to come, and what follows from it for stock, orders and
 * campaigns. Plain Java and Commons Math; every type is immutable and safe on every thread.
 */
package io.zapas.forecast.domain;
