/**
 * Views over topics: what is known of each SKU ({@code stock.availability}) and what was forecast ({@code demand.forecast}). Filled on
 * one Vert.x context, read on every thread. {@link io.zapas.forecast.kafka.Recalculation} decides when a SKU is computed again and publishes
 * what came out.
 */
package io.zapas.forecast.kafka;
