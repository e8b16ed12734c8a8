/**
 * What suppliers did: purchase orders read from {@code erp.events} and matched with their receipts, kept in Redis together with the position, so
 * that every delivery counts exactly once. {@link io.zapas.forecast.supply.OpenOrders} is pure; {@link io.zapas.forecast.supply.SupplyStore} is called on
 * the service's context, what it answers from memory may be asked on every thread.
 */
package io.zapas.forecast.supply;
