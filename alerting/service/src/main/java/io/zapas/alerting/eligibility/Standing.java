package io.zapas.alerting.eligibility;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of a SKU on a platform, which rests.
 *
 * @param share of the traffic to keep
 * @param until when what spoke against ads at the change is over; null: not known
 * @param since the last change of state or share
 * @param rev counts these changes, from 1
 * @param waiting a change for the worse that a person has to approve; null: none
 * @param history newest last, at most {@value #MAX_HISTORY}
 * @param omitted older changes that are not kept
 */
public record Standing(
        AdState state,
        double share,
        Reason reason,
        String campaignId,
        Instant until,
        Instant since,
        long rev,
        Waiting waiting,
        List<Change> history,
        int omitted) {
    private static final int MAX_HISTORY = 100;

    public Standing {
        history = history == null ? List.of() : List.copyOf(history);
    }

    static Standing first(Verdict verdict, Figures figures, Instant now) {
        Change change = new Change(
                now,
                1,
                null,
                null,
                verdict.state(),
                verdict.share(),
                verdict.reason(),
                verdict.campaignId(),
                figures,
                null);
        return new Standing(
                verdict.state(),
                verdict.share(),
                verdict.reason(),
                verdict.campaignId(),
                verdict.until(),
                now,
                1,
                null,
                List.of(change),
                0);
    }

    Standing changed(Verdict to, Figures figures, String approvedBy, Instant now) {
        Change change = new Change(
                now, rev + 1, state, share, to.state(), to.share(), to.reason(), to.campaignId(), figures, approvedBy);
        List<Change> all = new ArrayList<>(history);
        all.add(change);
        int over = Math.max(0, all.size() - MAX_HISTORY);
        return new Standing(
                to.state(),
                to.share(),
                to.reason(),
                to.campaignId(),
                to.until(),
                now,
                rev + 1,
                null,
                all.subList(over, all.size()),
                omitted + over);
    }

    Standing with(Waiting change) {
        return new Standing(state, share, reason, campaignId, until, since, rev, change, history, omitted);
    }

    /** A clock that was ahead and was put right must not hold a state for ever: what lies ahead of now counts as now. */
    Standing notAfter(Instant now) {
        boolean waitsAhead = waiting != null && waiting.since().isAfter(now);
        return since.isAfter(now) || waitsAhead
                ? new Standing(
                        state,
                        share,
                        reason,
                        campaignId,
                        until,
                        since.isAfter(now) ? now : since,
                        rev,
                        waitsAhead ? waiting.at(now) : waiting,
                        history.stream().map(change -> change.notAfter(now)).toList(),
                        omitted)
                : this;
    }

    /** How much was taken out of the ads after a moment, without anybody's approval. */
    double takenAfter(Instant moment) {
        double taken = 0;
        for (int i = history.size() - 1; i >= 0 && history.get(i).at().isAfter(moment); i--) {
            taken += history.get(i).taken();
        }
        return taken;
    }

    Verdict verdict() {
        return new Verdict(state, share, reason, campaignId, until);
    }
}
