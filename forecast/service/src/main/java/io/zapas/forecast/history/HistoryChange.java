package io.zapas.forecast.history;

import io.zapas.stocksync.api.LedgerEntry;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a batch of ledger entries changes in the history of one SKU. Starts from the stored {@link Cursor}; entries with a sequence number
 * not above the cursor's are known already and change nothing. Confined to one thread.
 */
public final class HistoryChange {
    private final HistoryCalendar calendar;
    private final long oldestDay;
    private final SortedMap<Long, Long> demand = new TreeMap<>();
    private final SortedMap<Long, Long> outMillis = new TreeMap<>();
    private Cursor cursor;
    private int folded;

    /**
     * Where the fold of a SKU stands.
     *
     * @param seq of the newest entry folded, -1 before the first
     * @param available after it, -1 before the first
     * @param atMillis when that was recorded
     * @param firstDay first epoch day with demand or stock seen
     */
    public record Cursor(long seq, long available, long atMillis, long firstDay) {
        public static final Cursor START = new Cursor(-1, -1, 0, Long.MAX_VALUE);
    }

    public HistoryChange(Cursor cursor, HistoryCalendar calendar, Instant now) {
        this.cursor = cursor;
        this.calendar = calendar;
        this.oldestDay = calendar.oldestDay(now);
    }

    /** Counts an entry once; false when it was known. */
    public boolean fold(LedgerEntry entry) {
        if (entry.seq() <= cursor.seq()) {
            return false;
        }
        Instant recordedAt = entry.recordedAt() == null ? entry.at() : entry.recordedAt();
        long atMillis = Math.max(cursor.atMillis(), recordedAt.toEpochMilli());
        long firstDay = Math.min(cursor.firstDay(), calendar.day(recordedAt));
        // Who takes orders although nothing is available shows the demand of that time: it is not censored.
        if (cursor.available() == 0 && entry.demand() <= 0) {
            calendar.spread(
                    cursor.atMillis(), atMillis, oldestDay, (day, millis) -> outMillis.merge(day, millis, Long::sum));
        }
        if (entry.demand() != 0) {
            long day = calendar.day(entry.demandAt() == null ? entry.at() : entry.demandAt());
            firstDay = Math.min(firstDay, day);
            if (day >= oldestDay) {
                demand.merge(day, entry.demand(), Long::sum);
            }
        }
        cursor = new Cursor(entry.seq(), Math.max(0, entry.availableAfter()), atMillis, firstDay);
        folded++;
        return true;
    }

    public boolean isEmpty() {
        return folded == 0;
    }

    /** The first day that changes; {@link Long#MAX_VALUE}: none. */
    long oldestChanged() {
        return Math.min(
                demand.isEmpty() ? Long.MAX_VALUE : demand.firstKey(),
                outMillis.isEmpty() ? Long.MAX_VALUE : outMillis.firstKey());
    }

    /** Where the fold stands afterwards. */
    public Cursor cursor() {
        return cursor;
    }

    /** Units to add per epoch day, may be negative. */
    public SortedMap<Long, Long> demand() {
        return demand;
    }

    /** Milliseconds out of stock to add per epoch day. */
    public SortedMap<Long, Long> outMillis() {
        return outMillis;
    }
}
