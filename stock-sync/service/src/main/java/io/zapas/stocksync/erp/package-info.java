/**
 * Makes events of the changes of an ERP's tables, which Debezium tells on topics of its own: {@code rows} decides what is told, this room reads, tells and keeps. Of all instances the one that
 * holds a seat works.
 *
 * <p>Guarantees: events first, then what is known and how far was read, together and only while the seat is held. So a crash costs a repetition in the same words, never a change, and a former
 * holder can store nothing. What cannot be used is a dead letter and stops nothing.
 *
 * <p>Why a seat and not the lease of the relay: sums of lots and versions rest on what was known before, so a former leader that wakes up must not be able to write over what its successor knows. The lease
 * cannot promise that to Kafka; a transaction of the group's present generation can.
 */
package io.zapas.stocksync.erp;
