package io.zapas.forecast.history;

import io.zapas.forecast.domain.DemandHistory;
import io.zapas.forecast.history.HistoryChange.Cursor;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stored history of one SKU. Immutable after construction. */
public final class SkuHistory {
    static final String SEQ = "seq";
    static final String AVAILABLE = "available";
    static final String AT = "at";
    static final String FIRST = "first";
    static final String DEMAND = "d:";
    static final String OUT = "o:";
    static final String STATE = "state";
    static final String LATE = "late";

    private final Cursor cursor;
    private final Map<Long, Long> demand = new HashMap<>();
    private final Map<Long, Long> outMillis = new HashMap<>();
    private final PriceHistory prices;

    /** @param fields the Redis hash; empty: a SKU never seen */
    public SkuHistory(Map<String, String> fields) {
        this(fields, PriceHistory.NONE);
    }

    SkuHistory(Map<String, String> fields, PriceHistory prices) {
        this.prices = prices;
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

    /** The fields of a day as they are stored, each followed by its value, empty for none. */
    List<String> raw(long day) {
        return List.of(DEMAND + day, text(demand.get(day)), OUT + day, text(outMillis.get(day)));
    }

    private static String text(Long value) {
        return value == null ? "" : value.toString();
    }

    public boolean exists() {
        return cursor.seq() >= 0;
    }

    /** ATP after the newest entry; 0 while unknown. */
    public long available() {
        return Math.max(0, cursor.available());
    }

    /**
     * One day.
     *
     * @param units demanded, 0 or more
     * @param inStock share of the day with stock, 0 to 1
     */
    record Day(double units, double inStock) {}

    /** A complete day, of those that were read. A SKU out of stock at this moment has been so since its newest entry. */
    Day day(long day, HistoryCalendar calendar, Instant now) {
        long missing = outMillis.getOrDefault(day, 0L);
        if (missing == 0 && cursor.available() != 0) {
            return new Day(units(day), 1);
        }
        long start = calendar.startMillis(day);
        long end = calendar.startMillis(day + 1);
        if (cursor.available() == 0) {
            missing += Math.max(0, Math.min(now.toEpochMilli(), end) - Math.max(cursor.atMillis(), start));
        }
        return new Day(units(day), Math.max(0, 1 - (double) missing / (end - start)));
    }

    /** Units demanded on a day until now, 0 or more. */
    public long units(long day) {
        return Math.max(0, demand.getOrDefault(day, 0L));
    }

    /** The complete days until yesterday. Days without a record had no demand. */
    public DemandHistory daily(HistoryCalendar calendar, Instant now) {
        long today = calendar.day(now);
        if (!exists() || cursor.firstDay() >= today) {
            return new DemandHistory(LocalDate.ofEpochDay(today), new double[0], new double[0]);
        }
        long first = Math.max(calendar.oldestDay(now), cursor.firstDay());
        int days = (int) (today - first);
        double[] units = new double[days];
        double[] inStock = new double[days];
        for (int i = 0; i < days; i++) {
            Day one = day(first + i, calendar, now);
            units[i] = one.units();
            inStock[i] = one.inStock();
        }
        return new DemandHistory(LocalDate.ofEpochDay(first), units, inStock, prices.daily(first, days + 1));
    }
}
