package io.zapas.alerting.eligibility;

import java.time.Instant;

/**
 * A line of the feed: a state that rests, and the newest figures beside it.
 *
 * @param reason of the state
 * @param until before that it gets no milder, as far as is known; null: not known, or it is as mild as can be
 * @param risk of running out with the riskiest campaign that counts; null: none counts
 * @param asOf of the figures
 * @param since the last change
 * @param hold why figures ask for something else; null: they do not
 * @param doubt why figures are not believed; null: they are
 * @param waiting the change that a person has to approve; null: none
 */
public record AdRow(
        String sku,
        AdState state,
        double share,
        Reason reason,
        String campaignId,
        Instant until,
        Double risk,
        Instant asOf,
        long rev,
        Instant since,
        Hold hold,
        Doubt doubt,
        Waiting waiting) {

    static AdRow of(String sku, Standing standing, Wish wish, Instant now) {
        Hold hold = hold(standing, wish, now);
        boolean same = wish.doubt() == null
                && wish.needed().state() == standing.state()
                && wish.needed().share() == standing.share();
        Verdict shown = same ? wish.needed() : standing.verdict();
        return new AdRow(
                sku,
                standing.state(),
                standing.share(),
                shown.reason(),
                shown.campaignId(),
                until(standing, shown, hold),
                wish.figures() == null ? null : wish.figures().risk(),
                wish.figures() == null ? null : wish.figures().asOf(),
                standing.rev(),
                standing.since(),
                hold,
                wish.doubt(),
                standing.waiting());
    }

    /** Nothing was ever decided: figures were in doubt from the beginning. */
    static AdRow undecided(String sku, Figures figures, Doubt doubt) {
        return new AdRow(
                sku,
                AdState.ELIGIBLE,
                1,
                Reason.NO_RISK,
                null,
                null,
                figures.risk(),
                figures.asOf(),
                0,
                null,
                Hold.STALE,
                doubt,
                null);
    }

    AdRow with(Hold otherHold, Waiting other) {
        return new AdRow(sku, state, share, reason, campaignId, until, risk, asOf, rev, since, otherHold, doubt, other);
    }

    /** A person has to approve. */
    public boolean waits() {
        return waiting != null && waiting.approvedBy() == null;
    }

    private static Hold hold(Standing standing, Wish wish, Instant now) {
        if (wish.doubt() != null) {
            return Hold.STALE;
        }
        if (standing.waiting() != null) {
            return Hold.APPROVAL;
        }
        if (Rest.mayBeMilder(standing, wish) && !Rest.rested(standing, now)) {
            return Hold.REST;
        }
        boolean between =
                wish.needed().state().advertised() && wish.needed().milderThan(standing.state(), standing.share());
        return between ? Hold.MARGIN : null;
    }

    private static Instant until(Standing standing, Verdict shown, Hold hold) {
        if (standing.state() == AdState.ELIGIBLE) {
            return null;
        }
        Instant rested = Rest.restedAt(standing);
        if (hold == Hold.REST) {
            return rested;
        }
        return shown.until() == null || shown.until().isAfter(rested) ? shown.until() : rested;
    }
}
