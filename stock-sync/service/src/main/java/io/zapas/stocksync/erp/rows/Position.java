package io.zapas.stocksync.erp.rows;

import java.util.Comparator;

/**
 * Where a change stands in the database's log. A row read by a snapshot stands before every change of the transaction up to which the snapshot goes.
 *
 * @param generation which life of the database, as configured: one that was restored from a backup counts its log anew
 * @param commit log sequence number of the transaction, three groups of hexadecimal digits of fixed width
 * @param change that of the change in it; empty: read by a snapshot
 * @param serial number of the event of the change; -1: read by a snapshot
 */
public record Position(int generation, String commit, String change, long serial) implements Comparable<Position> {
    private static final Comparator<Position> ORDER = Comparator.comparingInt(Position::generation)
            .thenComparing(Position::commit)
            .thenComparing(Position::change)
            .thenComparingLong(Position::serial);

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return generation + "/" + commit + "/" + change + "/" + serial;
    }
}
