package io.zapas.alerting.eligibility;

import java.time.Instant;

/**
 * What figures ask of a state: two thresholds apart, so that a risk between them changes nothing.
 *
 * @param needed it must be at least as careful as this
 * @param careful it may be as mild as this
 * @param doubt nothing may be concluded from the figures; null: it may
 */
record Wish(Verdict needed, Verdict careful, Figures figures, Doubt doubt) {

    static Wish of(AdFacts facts, String platform, Instant now, AdPolicy policy) {
        Figures figures = Figures.of(facts, platform, now);
        Doubt doubt = facts.doubt(now, policy).orElse(null);
        if (doubt != null) {
            return new Wish(null, null, figures, doubt);
        }
        return new Wish(
                Verdict.of(facts, platform, policy.worseAbove(), now, policy),
                Verdict.of(facts, platform, Math.nextDown(policy.betterBelow()), now, policy),
                figures,
                null);
    }

    /** To be just that. */
    static Wish exactly(Verdict verdict, Figures figures, Doubt doubt) {
        return new Wish(verdict, verdict, figures, doubt);
    }
}
