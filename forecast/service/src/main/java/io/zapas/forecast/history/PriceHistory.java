package io.zapas.forecast.history;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a unit of a SKU cost day by day, from what {@code product} events said: one Redis hash per SKU ({@code forecast:prices:<sku>}) with the newest statement of each day on which
 * there was one, at most {@value #MOST_DAYS} of them. A price holds until the next. Only those in the currency of the newest are known: others cannot be compared. Immutable.
 */
public final class PriceHistory {
    /** Redis key of a SKU's prices, without the SKU. */
    public static final String KEY = "forecast:prices:";
    /** Days with a statement that are kept: more than histories are long. */
    public static final int MOST_DAYS = HistoryCalendar.KEPT_DAYS + 70;

    static final PriceHistory NONE = new PriceHistory(Map.of());

    private final NavigableMap<Long, Double> byDay = new TreeMap<>();

    /** @param fields the Redis hash: epoch day to {@link #text}; what cannot be read is left out */
    PriceHistory(Map<String, String> fields) {
        NavigableMap<Long, String[]> stated = new TreeMap<>();
        fields.forEach((day, text) -> {
            String[] parts = text.split(" ", -1);
            if (parts.length == 3) {
                stated.put(Long.parseLong(day), parts);
            }
        });
        stated.forEach((day, parts) -> byDay.put(
                day, parts[2].equals(stated.lastEntry().getValue()[2]) ? Double.parseDouble(parts[1]) : Double.NaN));
    }

    /** How a statement is stored: when it was made in milliseconds, the price, the currency; older ones of a day do not replace newer ones. */
    public static String text(Instant at, BigDecimal price, String currency) {
        return at.toEpochMilli() + " " + price + " " + (currency == null ? "" : currency.replace(' ', '_'));
    }

    /** Prices of {@code count} days from an epoch day on, NaN where none is known; null when none is known on any. */
    double[] daily(long first, int count) {
        if (byDay.isEmpty() || byDay.firstKey() >= first + count) {
            return null;
        }
        double[] prices = new double[count];
        Arrays.setAll(prices, i -> {
            Map.Entry<Long, Double> newest = byDay.floorEntry(first + i);
            return newest == null ? Double.NaN : newest.getValue();
        });
        return prices;
    }
}
