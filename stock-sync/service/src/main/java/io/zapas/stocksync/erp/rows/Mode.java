package io.zapas.stocksync.erp.rows;

/** How the rows of a product in a warehouse make up its level. */
public enum Mode {
    /** One row, which is the level. */
    LEVEL,
    /** A row per day with a change: the newest that is not in the future is the level. */
    LEVEL_BY_DAY,
    /** A row per lot: the level is their sum. */
    SUM_OF_LOTS
}
