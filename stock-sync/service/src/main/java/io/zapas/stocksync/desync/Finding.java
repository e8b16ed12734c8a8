package io.zapas.stocksync.desync;

import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.desync.TargetHistory.Target;
import io.zapas.stocksync.domain.Stock.OfferState;
import java.util.List;

/**
 * A listing that is open.
 *
 * @param expected what it may show now
 * @param settleMillis L when it was judged
 * @param unheardUnits how far below a target it could have been
 * @param targets newest first
 * @param channelChangedMillis when any listing of the channel last changed what it shows, null: never seen
 * @param push how far the channel followed its target
 * @param healing the newest statement, if it tells how the listing is healed; else null
 * @param cause likely causes, most likely first
 */
record Finding(
        String channel,
        String offerId,
        String sku,
        long expected,
        long actual,
        Long pushed,
        long sinceMillis,
        long shownSinceMillis,
        long settleMillis,
        long unheardUnits,
        int wrongListings,
        Long channelChangedMillis,
        List<Target> targets,
        Push push,
        OfferState healing,
        List<Cause> cause) {

    List<String> codes() {
        return cause.stream().map(Cause::code).toList();
    }

    /** Why a listing may be wrong. */
    record Cause(String code, Desync.Confidence confidence) {}

    /**
     * The newest target a channel is known to have shown, and what came after it.
     *
     * @param acked null: it showed none since targets are watched; then what follows of it is unknown, too
     * @param ackedMillis when that was first heard
     * @param version newest version of the SKU's availability
     * @param inFlight later changes of the target that are younger than L and not shown: they may be under way
     * @param missed those that are older
     */
    record Push(Target acked, long ackedMillis, long version, int inFlight, int missed) {}
}
