/**
 * Makes events of the changes of an ERP's tables, which Debezium tells on topics of its own: {@code rows} decides what is told, this room reads, tells and keeps. Of all instances the one that
 * holds a seat works.
 *
 * <p>Guarantees: what is known, what is to be told and how far was read are stored in one transaction, and only while the seat is held; then it is told. So a crash costs a repetition in the same words,
 * never a change, and a former holder tells nothing of its own. What cannot be used is a dead letter and stops nothing.
 *
 * <p>Why not events first: after a crash partitions may be read in another order, and events that were told but not stored would be contradicted by others of the same version. Why a seat and not the lease of the
 * relay: sums of lots and versions rest on what was known before, so a former leader that wakes up must not be able to write over what its successor knows. The lease cannot promise that to Kafka; a transaction of
 * the group's present generation can. Why events are not in the transaction, too: one that its owner left open would hold up everybody who reads {@code erp.events}.
 */
package io.zapas.stocksync.erp;
