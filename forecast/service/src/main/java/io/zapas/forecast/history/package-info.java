/**
 * Demand of the past: the stock ledger folded into units and hours out of stock per SKU and day, kept in Redis together with the position
 * in the ledger, so that every entry counts exactly once. {@link io.zapas.forecast.history.SkuHistory} and
 * {@link io.zapas.forecast.history.HistoryChange} are pure; {@link io.zapas.forecast.history.HistoryStore} is called on the service's
 * context.
 */
package io.zapas.forecast.history;
