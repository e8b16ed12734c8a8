/**
 * The rules of stock: what an event or a reservation does to levels, who may be promised what. Plain Java, no Vert.x, Kafka, Redis or
 * JSON; adapters depend on it, never the reverse.
 */
package io.zapas.stocksync.domain;
