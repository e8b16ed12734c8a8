package io.zapas.stocksync.account;

/** What an account is used for. */
public enum Use {
    /** Its listings are told what to show. */
    PUSH,
    /** Its orders are read. */
    ORDERS,
    /** What its listings show is read. */
    OFFERS,
    /** Its stock levels are read, as those of the ERP. */
    LEVELS
}
