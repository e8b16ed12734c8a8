package io.zapas.alerting.eligibility;

/** Why a SKU is in its state. */
public enum Reason {
    /** Nothing speaks against ads. */
    NO_RISK,
    /** With a campaign it probably runs out before the next receipt. */
    CAMPAIGN_RISK,
    /** There is nothing to sell. */
    OUT_OF_STOCK,
    /** It is not bought any more, and no campaign is there to sell the rest. */
    DISCONTINUED,
    /** It has been paused for as long as platforms take a pause for one. */
    PAUSED_TOO_LONG
}
