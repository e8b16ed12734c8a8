package io.zapas.stocksync.api;

import java.time.Instant;

/**
 * One applied change of one SKU at one location: the value of {@code stock.ledger}. Append-only; snapshot + sum of entries = level.
 *
 * @param seq position in the ledger of this namespace, strictly rising, no two entries share one: readers drop a seq seen before
 * @param location null for a change that belongs to no location (product, supply)
 * @param skuVersion version of the SKU after the change
 * @param reason what kind of change
 * @param at when it was true at the source
 * @param recordedAt when stock-sync applied it
 * @param onHandBefore units before, and after; likewise reserved
 * @param availableAfter ATP of the SKU after the whole step
 * @param demand signed units of customer demand this entry reveals: + when a sale becomes certain (confirmed, paid, shipped, issued),
 *     - when a certain sale is cancelled; 0 otherwise. {@code demandAt} is the moment it is counted at.
 * @param demandAt when the customer ordered; null when demand is 0
 * @param source where it came from: CloudEvents source, or {@code api}
 * @param eventId CloudEvents id or idempotency key, may be null
 * @param shortfall units of this step that could not be covered; 0 when covered
 */
public record LedgerEntry(
        long seq,
        String sku,
        String location,
        long skuVersion,
        Reason reason,
        Instant at,
        Instant recordedAt,
        long onHandBefore,
        long onHandAfter,
        long reservedBefore,
        long reservedAfter,
        long availableAfter,
        long demand,
        Instant demandAt,
        String source,
        String eventId,
        String channel,
        String orderId,
        String reservationId,
        long shortfall) {

    /** Kind of change. */
    public enum Reason {
        LEVEL,
        RECEIPT,
        ISSUE,
        RETURN,
        ADJUSTMENT,
        TRANSFER,
        HOLD,
        CONFIRM,
        RELEASE,
        EXPIRE,
        FULFIL,
        RESTOCK,
        NET_OFFSET,
        /** A lot reached its expiry date: what was left of it is not on hand any more. */
        LOT_EXPIRED,
        PRODUCT,
        SUPPLY,
        /** A source fell silent, or was heard again: units are kept back, or given back. */
        FRESHNESS
    }

    /** The same entry at that position of the ledger. */
    public LedgerEntry numbered(long position) {
        return new LedgerEntry(
                position,
                sku,
                location,
                skuVersion,
                reason,
                at,
                recordedAt,
                onHandBefore,
                onHandAfter,
                reservedBefore,
                reservedAfter,
                availableAfter,
                demand,
                demandAt,
                source,
                eventId,
                channel,
                orderId,
                reservationId,
                shortfall);
    }
}
