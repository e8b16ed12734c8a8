/**
 * Where facts come in: Kafka records, CloudEvents over HTTP and CSV files become one closed set of validated events. What cannot be used
 * is named, kept and never stops the flow. Decoders are stateless and safe on every thread; the Kafka loop runs on Vert.x contexts; a CSV
 * file is read on a worker thread of its own.
 */
package io.zapas.stocksync.intake;
