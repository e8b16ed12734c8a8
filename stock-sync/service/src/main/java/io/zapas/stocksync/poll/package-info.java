/**
 * Reads the feeds of other systems while this instance leads: what they tell becomes events in Kafka first, then the place to read on from is written to {@code stock.feeds}. A crash in
 * between costs a page that is read twice, and nothing else.
 */
package io.zapas.stocksync.poll;
