package io.zapas.stocksync.domain;

import io.zapas.stocksync.domain.Stock.OfferState;
import java.time.Instant;
import java.util.List;

/**
 * What stands behind the numbers of a SKU.
 *
 * @param watermarks newest level of each source, by location
 * @param ignored newest events that changed nothing, at most 8, oldest first
 * @param listings what channels say they show of it
 * @param holders youngest orders and reservations that hold units of it, at most 20
 * @param open how many hold units of it in all
 * @param rules what limits the channel that was asked for, in the order it is applied
 */
public record Evidence(
        List<Watermark> watermarks,
        List<Ignored> ignored,
        List<OfferState> listings,
        List<Holder> holders,
        long open,
        List<Rule> rules) {

    /**
     * The newest level of a source.
     *
     * @param lot null: of the location
     * @param version as stated; null: levels of this source are ordered by time
     * @param quantity as stated
     * @param basis what the source had subtracted
     * @param inForce whether on-hand is counted from this level; moves later than it are added
     * @param heardAt when anything of this source arrived last, about any SKU
     */
    public record Watermark(
            String source,
            String location,
            String lot,
            Instant at,
            Long version,
            long quantity,
            String basis,
            boolean inForce,
            Instant heardAt) {}

    /** @param why what it was compared with, and {@code mark} the time that decided, may be null */
    public record Ignored(
            String source, String eventId, String type, Instant at, Instant recordedAt, String why, Instant mark) {}

    /** @param expiresAt null: it does not run out */
    public record Holder(String id, String orderId, String channel, String state, long units, Instant expiresAt) {}

    /** @param rule {@code locations}, {@code threshold}, {@code ring-fence}, {@code channel-buffer}, {@code percent} or {@code cap} */
    public record Rule(String rule, long before, long after) {}
}
