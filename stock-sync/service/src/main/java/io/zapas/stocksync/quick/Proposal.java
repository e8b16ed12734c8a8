package io.zapas.stocksync.quick;

import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock.Change;
import java.util.List;
import java.util.function.LongFunction;

/**
 * What the store is asked to carry out, and what readers of the outbox are told once it has. Never compared.
 *
 * @param ground what must still stand (quick.lua)
 * @param decided what is carried out then (carry.lua)
 * @param shown of the SKUs it changes
 * @param changes by the number of the newest ledger entry before them
 */
@SuppressWarnings("ArrayRecordComponent")
public record Proposal(
        byte[] ground, byte[] decided, List<ShownAvailability> shown, LongFunction<List<Change>> changes) {}
