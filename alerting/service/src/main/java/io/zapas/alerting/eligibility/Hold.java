package io.zapas.alerting.eligibility;

/** Why a state is not what today's figures ask for. */
public enum Hold {
    /** It would be milder, but has changed within a day. */
    REST,
    /** The figures are better, but not by enough to change back. */
    MARGIN,
    /** The figures are in doubt. */
    STALE,
    /** It would be worse, but too much would leave the ads at once: a person has to approve. */
    APPROVAL
}
