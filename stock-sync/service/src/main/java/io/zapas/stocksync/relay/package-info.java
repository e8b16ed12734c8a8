/** Carries the outbox from Redis to Kafka, in order, once. */
package io.zapas.stocksync.relay;
