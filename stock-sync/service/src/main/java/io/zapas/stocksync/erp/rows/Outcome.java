package io.zapas.stocksync.erp.rows;

/** What came of a change. */
public enum Outcome {
    /** Taken over; if it changed what was told, it was told. */
    APPLIED,
    /** Taken over, and waits for the product's or the warehouse's row. */
    PARKED,
    /** It was there before. */
    REPEATED,
    /** Something newer of the row was there before. */
    OLDER,
    /** It says nothing that counts. */
    IGNORED
}
