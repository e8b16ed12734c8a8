package io.zapas.stocksync.feed;

import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.stocksync.intake.OutgoingEvent;
import java.util.List;

/**
 * One page of a feed.
 *
 * @param events what it tells, in order
 * @param unusable what of it cannot be used
 * @param cursor where to read on
 * @param last whether there is nothing more to be read now
 */
public record FeedPage(List<OutgoingEvent> events, List<Unusable> unusable, String cursor, boolean last) {
    public FeedPage {
        events = List.copyOf(events);
        unusable = List.copyOf(unusable);
    }

    /**
     * A part of an answer that tells something, but not so that it could be used. Never compared.
     *
     * @param id what it is about
     * @param body the part as it came
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Unusable(String id, byte[] body, InvalidFieldException cause) {}
}
