/**
 * The store in Kafka: every item of the outbox goes into the journal before anybody is told of it, the store is copied now and then, and a store
 * that is not the one it was (emptied, an earlier one, another one) is rebuilt from copy and journal before anybody works with it again.
 *
 * <p>Why a journal of writes and not the ledger, or the input topics, replayed through the rules: the writes give the same bytes whatever version of the
 * rules runs, in C and not in Lua, without the clock of the time; what the ledger tells is part of each record, so one acknowledgement covers both.
 * The ledger's own topic gets an entry once the journal has it, so that it tells of nothing a rebuilt store does not know. Rejected: a compacted
 * topic per key, since one change touches many keys and a reader could see half of it.
 */
package io.zapas.stocksync.recovery;
