package io.zapas.stocksync.api;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What one listing was last told to show: the value of {@code stock.pushes}.
 *
 * @param quantity units it was told to show; of one that is held before it was ever told anything: what it shows
 * @param version of the SKU's availability they follow from
 * @param at when it entered this state
 * @param failures how often in a row the channel refused it; 0 when it did not
 * @param nextTryAt when it is told again at the earliest; null unless it waits
 * @param problem why it waits, in the channel's words; null unless it does
 * @param healed when, within the last day, it was told again because the channel did not show it; oldest first
 * @param quarantine why it is not corrected any more: {@code NOT_SHOWN}, it was told again three times within a day and still shows something else; {@code
 *     MASS_ZERO}, it is to show 0 together with too many others, and a person is asked first; null: it is
 */
public record Push(
        String channel,
        String offerId,
        String sku,
        long quantity,
        long version,
        State state,
        Instant at,
        int failures,
        Instant nextTryAt,
        String problem,
        List<Instant> healed,
        String quarantine) {

    public Push {
        requireNonNull(channel, "channel");
        requireNonNull(offerId, "offerId");
        requireNonNull(sku, "sku");
        requireNonNull(state, "state");
        requireNonNull(at, "at");
        healed = healed == null ? List.of() : List.copyOf(healed);
    }

    /** How far the newest push has come. */
    public enum State {
        /** The channel is being told; if nothing follows, whoever told it died, and it may show either. */
        SENDING,
        /** It has promised to show it. */
        TAKEN,
        /** It refused, or did not answer: it will be told again. */
        WAITING
    }
}
