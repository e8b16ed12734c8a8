package io.zapas.stocksync.erp.rows;

/**
 * One change of one row.
 *
 * @param table with its schema, such as {@code dbo.tw_Stan}
 * @param row as it is now; of a deletion as it was
 * @param atMillis when it was committed; of a snapshot, when it was read
 */
public record RowChange(String table, Kind kind, Row row, Position position, long atMillis) {

    /** What happened to the row. */
    public enum Kind {
        /** It was written: created or changed. */
        WRITTEN,
        /** It was read as it stands, by a snapshot. */
        READ,
        /** It is no longer there. */
        DELETED
    }
}
