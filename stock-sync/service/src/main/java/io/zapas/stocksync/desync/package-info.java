/**
 * Finds listings that show what they may not, sources that fell silent and SKUs nobody knows. {@link
 * io.zapas.stocksync.desync.DesyncRule} and what it is made of are plain Java and know nothing of the rest; {@link
 * io.zapas.stocksync.desync.DesyncMonitor} feeds them on one Vert.x context and carries their findings to Kafka; {@link
 * io.zapas.stocksync.desync.DesyncView} is read on any thread.
 */
package io.zapas.stocksync.desync;
