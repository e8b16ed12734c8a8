/**
 * Carries the outbox from Redis to Kafka, in the order of the changes. At least once: after a crash the last batch may be published again,
 * with the same sequence numbers. One instance, the holder of the lease, relays and sweeps expired reservations; everything here runs on the
 * one Vert.x context it was started on.
 */
package io.zapas.stocksync.relay;
