package io.zapas.stocksync.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A source or channel that disagrees with the truth: the value of {@code stock.desync}.
 *
 * @param id stable for the same listing (kind, channel, offer), so that a later one replaces it
 * @param expected what the channel may show; null where not applicable
 * @param actual what it shows
 * @param delta actual - expected; above 0: risk of overselling
 * @param since when it was first seen to be wrong
 * @param closedAt null while open
 * @param cause likely cause, most likely first: {@code STUCK_CHANNEL}, {@code PUSH_FAILED}, {@code MANUAL_EDIT}, {@code UNKNOWN_SKU}, ...
 * @param evidence facts behind it, by name; of a listing among others {@code version} of the SKU's availability, {@code ackedVersion}, {@code ackedQuantity} and
 *     {@code lastAcked} of the newest target the channel is known to have shown, {@code inFlight} changes of the target since then that may be under way, and
 *     {@code missed} ones that should have been shown by now; {@code retries}, {@code nextRetryAt} and {@code quarantine} as {@link Offer} tells them;
 *     {@code openOrders} of the channel that hold {@code openUnits} of the SKU, {@code openOrdersAtLeast} true where there may be more; {@code confidence}
 *     in each cause: its code and a {@link Confidence}
 */
public record Desync(
        String id,
        Kind kind,
        State state,
        String sku,
        String channel,
        String offerId,
        Long expected,
        Long actual,
        Long delta,
        Instant since,
        Instant checkedAt,
        Instant closedAt,
        List<String> cause,
        Map<String, Object> evidence) {

    public Desync {
        cause = cause == null ? List.of() : List.copyOf(cause);
        evidence = evidence == null ? Map.of() : Map.copyOf(evidence);
    }

    /** What disagrees. */
    public enum Kind {
        /** A listing shows what it may not. */
        OFFER,
        /** A source has been silent for longer than declared. */
        STALE_SOURCE,
        /** Orders or offers name a SKU nobody knows; they are parked. */
        UNKNOWN_SKU,
        /** Somebody paid for an order nobody told of: no units are kept for it. Evidence names the {@code order}. */
        UNKNOWN_ORDER
    }

    /** How sure a cause is. */
    public enum Confidence {
        /** What was stated leaves no other explanation. */
        CERTAIN,
        /** It explains what is seen better than others would. */
        LIKELY,
        /** It cannot be ruled out. */
        POSSIBLE
    }

    /** Open until it agrees again. */
    public enum State {
        OPEN,
        CLOSED
    }
}
