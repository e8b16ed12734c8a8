package io.zapas.forecast.history;

import io.zapas.forecast.domain.DemandHistory;
import io.zapas.forecast.history.HistoryChange.Cursor;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/** The stored history of one SKU. Immutable after construction. */
public final class SkuHistory {
    static final String SEQ = "seq";
    static final String AVAILABLE = "available";
    static final String AT = "at";
    static final String FIRST = "first";
    static final String DEMAND = "d:";
    static final String OUT = "o:";

    private final Cursor cursor;
    private final Map<Long, Long> demand = new HashMap<>();
    private final Map<Long, Long> outMillis = new HashMap<>();

    /** @param fields the Redis hash; empty: a SKU never seen */
    public SkuHistory(Map<String, String> fields) {
        this.cursor = cursor(fields.get(SEQ), fields.get(AVAILABLE), fields.get(AT), fields.get(FIRST));
        fields.forEach((field, value) -> {
            if (field.startsWith(DEMAND)) {
                demand.put(Long.parseLong(field.substring(DEMAND.length())), Long.parseLong(value));
            } else if (field.startsWith(OUT)) {
                outMillis.put(Long.parseLong(field.substring(OUT.length())), Long.parseLong(value));
            }
        });
    }

    static Cursor cursor(String seq, String available, String at, String first) {
        return seq == null
                ? Cursor.START
                : new Cursor(Long.parseLong(seq), Long.parseLong(available), Long.parseLong(at), Long.parseLong(first));
    }

    public boolean exists() {
        return cursor.seq() >= 0;
    }

    /** ATP after the newest entry; 0 while unknown. */
    public long available() {
        return Math.max(0, cursor.available());
    }

    /**
     * The complete days until yesterday. Days without a record had no demand; a SKU out of stock at this moment has been so since its
     * newest entry.
     */
    public DemandHistory daily(HistoryCalendar calendar, Instant now) {
        long today = calendar.day(now);
        long oldest = calendar.oldestDay(now);
        if (!exists() || cursor.firstDay() >= today) {
            return new DemandHistory(LocalDate.ofEpochDay(today), new double[0], new double[0]);
        }
        long first = Math.max(oldest, cursor.firstDay());
        Map<Long, Long> out = new HashMap<>(outMillis);
        if (cursor.available() == 0) {
            calendar.spread(
                    cursor.atMillis(), now.toEpochMilli(), oldest, (day, millis) -> out.merge(day, millis, Long::sum));
        }
        int days = (int) (today - first);
        double[] units = new double[days];
        double[] inStock = new double[days];
        for (int i = 0; i < days; i++) {
            long day = first + i;
            units[i] = Math.max(0, demand.getOrDefault(day, 0L));
            Long missing = out.get(day);
            inStock[i] = missing == null
                    ? 1
                    : Math.max(0, 1 - (double) missing / (calendar.startMillis(day + 1) - calendar.startMillis(day)));
        }
        return new DemandHistory(LocalDate.ofEpochDay(first), units, inStock);
    }
}
