package io.zapas.stocksync.account;

/** How an offer is set to 0. */
public enum AllegroZero {
    /** As any other quantity. */
    COMMAND,
    /** By a change of the offer itself. */
    OFFER
}
