package io.zapas.alerting.eligibility;

import java.time.Instant;

/**
 * From one state of a SKU to the next, or to the same.
 *
 * <ul>
 *   <li>Figures in doubt change nothing.
 *   <li>For the worse: at once, as far as the {@link BlastCap} allows; else it waits until a person approves, or it is not needed any more.
 *   <li>For the better: when the state has rested for {@link AdPolicy#DAY}, and only as far as the careful threshold allows.
 *   <li>A pause of {@link AdPolicy#LONGEST_PAUSE} becomes an exclusion, which ends only with ads: going back to a pause would tell nobody anything.
 * </ul>
 *
 * Asked twice with the same it answers the same; whatever it is asked, a state gets milder at most once in 24 hours. Pure.
 */
final class Rest {
    /** Asks whether so much of a SKU's ads, 0 to 1, may be taken away now; yes is a promise to do it. */
    @FunctionalInterface
    interface Cap {
        Cap NONE = taken -> true;

        boolean allows(double taken);
    }

    private Rest() {}

    static Standing next(Standing before, Wish wish, Instant now, AdPolicy policy, Cap cap) {
        Standing standing = before.notAfter(now);
        if (wish.doubt() != null) {
            return standing;
        }
        if (wish.needed().worseThan(standing.state(), standing.share())) {
            return worse(standing, wish, now, cap);
        }
        Standing settled = standing.waiting() == null ? standing : standing.with(null);
        if (mayBeMilder(settled, wish) && rested(settled, now)) {
            return settled.changed(wish.careful(), wish.figures(), null, now);
        }
        if (settled.state() == AdState.PAUSE
                && !now.isBefore(settled.since().plus(AdPolicy.LONGEST_PAUSE))
                && !mayBeMilder(settled, wish)) {
            Verdict longPause =
                    new Verdict(AdState.EXCLUDE, 0, Reason.PAUSED_TOO_LONG, settled.campaignId(), settled.until());
            return settled.changed(longPause, wish.figures(), null, now);
        }
        return settled;
    }

    private static Standing worse(Standing standing, Wish wish, Instant now, Cap cap) {
        Verdict to = wish.needed();
        double taken = standing.share() - to.share();
        Waiting waiting = standing.waiting() == null
                ? new Waiting(to, now, wish.figures(), null)
                : standing.waiting().renewed(to, wish.figures());
        if (waiting.approvedBy() != null) {
            return standing.changed(to, wish.figures(), waiting.approvedBy(), now);
        }
        return taken <= 0 || cap.allows(taken)
                ? standing.changed(to, wish.figures(), null, now)
                : standing.with(waiting);
    }

    /** Figures ask for ads, or for more of them. */
    static boolean mayBeMilder(Standing standing, Wish wish) {
        return wish.careful().state().advertised() && wish.careful().milderThan(standing.state(), standing.share());
    }

    static boolean rested(Standing standing, Instant now) {
        return !now.isBefore(restedAt(standing));
    }

    /** The first state was no change, so it does not rest: a shop's first products come before their levels, and must not stay out of the ads for a day. */
    static Instant restedAt(Standing standing) {
        return standing.rev() == 1 ? standing.since() : standing.since().plus(AdPolicy.DAY);
    }
}
