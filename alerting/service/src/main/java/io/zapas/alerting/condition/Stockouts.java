package io.zapas.alerting.condition;

import io.zapas.alerting.domain.Facts;
import io.zapas.forecast.api.DemandForecast.Day;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** How often a SKU ran out before: whether this is bad luck or a habit. From the days the forecast has seen. */
final class Stockouts {
    private static final int WINDOW_DAYS = 30;
    private static final double WHOLE_DAY = 0.999;

    private Stockouts() {}

    /**
     * {@code stockouts} (stretches of days, one or more, on which it was missing for a time) and {@code days} of the last {@code windowDays}; null when there
     * were none.
     *
     * @param history oldest first
     * @param outNow it is out of stock: what goes on is not one of the earlier ones
     */
    static Map<String, Object> earlier(List<Day> history, boolean outNow) {
        if (history.isEmpty()) {
            return null;
        }
        LocalDate begin = history.get(history.size() - 1).date().minusDays(WINDOW_DAYS - 1L);
        int end = history.size();
        while (outNow && end > 0 && isMissing(history.get(end - 1))) {
            end--;
        }
        int stockouts = 0;
        int days = 0;
        boolean before = false;
        for (Day day : history.subList(0, end)) {
            boolean missing = isMissing(day) && !day.date().isBefore(begin);
            if (missing) {
                days++;
                stockouts += before ? 0 : 1;
            }
            before = missing;
        }
        return stockouts == 0
                ? null
                : Facts.facts()
                        .put("stockouts", stockouts)
                        .put("days", days)
                        .put("windowDays", WINDOW_DAYS)
                        .map();
    }

    private static boolean isMissing(Day day) {
        return day.inStock() < WHOLE_DAY;
    }
}
