package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import java.util.List;

/**
 * What one destination should show for one group of alerts now. A group has one living message per destination: the first notice posts it, later
 * ones edit it (and say so aloud only when it got worse).
 *
 * @param deliveryId stable for the group's message; a crash between sending and recording is healed by looking it up
 * @param rev rises with every notice of the group; an older one is never sent after a newer one
 * @param kind why it is sent
 * @param alerts of the group, worst and most expensive first; resolved ones last
 */
public record Notice(String deliveryId, String group, long rev, Kind kind, List<Alert> alerts) {
    public Notice {
        alerts = List.copyOf(alerts);
    }

    /**
     * Names this very revision, for what is sent beside the living message (a thread reply, a further mail): {@link Destination#find} is asked for it
     * when the outcome of a {@link Kind#WORSE} is unknown, so that people are not told the same twice.
     */
    public String pingId() {
        return deliveryId + "#" + rev;
    }

    /** Why it is sent. */
    public enum Kind {
        /** First message of the group. */
        NEW,
        /** Something changed that needs no ping. */
        UPDATE,
        /** A new alert joined or one got worse: edit, and tell people. */
        WORSE,
        /** All alerts of the group are resolved. */
        RESOLVED
    }
}
