package io.zapas.stocksync.desync;

import io.zapas.stocksync.api.Desync.Confidence;
import io.zapas.stocksync.desync.Finding.Cause;
import io.zapas.stocksync.desync.Finding.Push;
import io.zapas.stocksync.desync.TargetHistory.Target;
import java.util.ArrayList;
import java.util.List;

/** Why an open listing may be wrong, by what was pushed, what it showed and what its target was. Pure functions. */
final class Diagnosis {
    private Diagnosis() {}

    /** How far the channel followed the listing's target, whose changes are to be shown within the time since {@code sinceMillis}. */
    static Push push(Listing listing, TargetHistory targets, long sinceMillis, long nowMillis) {
        Target shown = targets.find(listing.shown);
        Target acked = shown == null ? listing.acked : shown;
        long ackedMillis = shown == null ? listing.ackedMillis : listing.shownSinceMillis;
        long version = targets.current().version();
        return acked == null
                ? new Push(null, 0, version, 0, 0)
                : new Push(
                        acked,
                        ackedMillis,
                        version,
                        targets.changes(Math.max(acked.fromMillis(), sinceMillis), nowMillis),
                        targets.changes(acked.fromMillis(), sinceMillis));
    }

    /**
     * Likely causes, most likely first. Certain is only what two statements say: that the target was pushed, and that a value from before is shown. Beside a
     * stuck channel, which explains it as well, nothing else is more than possible; nor is a push that is missing where nobody tells what was pushed.
     */
    static List<Cause> causes(Listing listing, TargetHistory targets) {
        List<Cause> causes = new ArrayList<>(2);
        if (listing.stuck) {
            causes.add(new Cause("STUCK_CHANNEL", Confidence.LIKELY));
        }
        // What was shown before targets were watched may well have been one.
        boolean wasTarget = targets.find(listing.shown) != null
                || Long.valueOf(listing.shown).equals(listing.pushed)
                || listing.shownSinceMillis <= targets.knownSinceMillis();
        if (Long.valueOf(targets.current().value()).equals(listing.pushed)) {
            if (!wasTarget) {
                causes.add(cause(listing, "MANUAL_EDIT", Confidence.LIKELY));
                causes.add(new Cause("PUSH_FAILED", Confidence.POSSIBLE));
            } else {
                boolean shownBefore = targets.find(listing.shown) != null;
                causes.add(cause(listing, "PUSH_FAILED", shownBefore ? Confidence.CERTAIN : Confidence.LIKELY));
            }
        } else if (wasTarget) {
            causes.add(
                    cause(listing, "PUSH_MISSING", listing.pushed == null ? Confidence.POSSIBLE : Confidence.LIKELY));
        } else {
            causes.add(cause(listing, "MANUAL_EDIT", Confidence.LIKELY));
        }
        return causes;
    }

    private static Cause cause(Listing listing, String code, Confidence alone) {
        return new Cause(code, listing.stuck ? Confidence.POSSIBLE : alone);
    }
}
