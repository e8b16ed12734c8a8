package io.zapas.alerting.eligibility;

import java.time.Instant;

/**
 * One change of a state, with the numbers behind it.
 *
 * @param rev of the state from then on
 * @param from the state before; null: the first
 * @param fromShare its share; null: the first
 * @param approvedBy who let it pass the blast cap; null: it was within
 */
public record Change(
        Instant at,
        long rev,
        AdState from,
        Double fromShare,
        AdState state,
        double share,
        Reason reason,
        String campaignId,
        Figures figures,
        String approvedBy) {

    /** How much of a SKU's ads it took away, 0 to 1, without anybody's approval. */
    double taken() {
        return fromShare == null || approvedBy != null ? 0 : Math.max(0, fromShare - share);
    }

    Change notAfter(Instant now) {
        return at.isAfter(now)
                ? new Change(now, rev, from, fromShare, state, share, reason, campaignId, figures, approvedBy)
                : this;
    }
}
