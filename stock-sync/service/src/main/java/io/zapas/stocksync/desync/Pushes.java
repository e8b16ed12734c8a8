package io.zapas.stocksync.desync;

import io.zapas.stocksync.domain.Stock.OfferState;
import java.util.Map;
import java.util.Set;

/** Who tells channels what to show: says what was told, and hears what was found wrong. On the context of the monitor. */
public interface Pushes {

    /** Nobody of ours does; then {@code offer} events say what was told. */
    Pushes NONE = new Pushes() {
        @Override
        public OfferState told(String channel, String offerId) {
            return null;
        }

        @Override
        public void found(Map<String, Set<String>> wrong) {
            // Nobody to tell.
        }
    };

    /** What the listing was told, and how it is healed ({@code quantity} says nothing); null: it is not ours to tell, or was never told. */
    OfferState told(String channel, String offerId);

    /**
     * All listings were looked at.
     *
     * @param wrong by channel, offers that show what they may not, confirmed; a channel without any is absent
     */
    void found(Map<String, Set<String>> wrong);
}
