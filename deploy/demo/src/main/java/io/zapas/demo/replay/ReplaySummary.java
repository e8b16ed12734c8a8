package io.zapas.demo.replay;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a replay did and found.
 *
 * @param events sent, all kinds
 * @param orders sales sent as orders
 * @param skus SKUs of goods that took part
 * @param days calendar days from the first to the last row
 * @param skippedRows rows that are not goods (postage, fees, ...) or outside {@code --top}
 * @param elapsed real time from the first event until everything was absorbed
 * @param alerts found, by type
 * @param notices sent to people; -1: the suite does not say
 * @param oversoldUnits units promised beyond stock
 * @param deadLetters records the suite could not use
 * @param mismatches SKUs whose on-hand differs from the independent count
 * @param stopped ended early by request; then nothing was compared
 */
public record ReplaySummary(
        long events,
        long orders,
        int skus,
        long days,
        long skippedRows,
        Duration elapsed,
        Map<String, Long> alerts,
        long notices,
        long oversoldUnits,
        long deadLetters,
        List<Mismatch> mismatches,
        boolean stopped) {

    private static final int MAX_SHOWN = 20;

    public ReplaySummary {
        alerts = Map.copyOf(alerts);
        mismatches = List.copyOf(mismatches);
    }

    /** One SKU whose on-hand differs; {@code actual} null: the suite does not know it. */
    public record Mismatch(String sku, long expected, Long actual) {}

    /** Events a second. */
    public double throughput() {
        return events / Math.max(0.001, elapsed.toMillis() / 1_000.0);
    }

    /** The summary for a person, several lines. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "Replay %s", stopped ? "stopped early" : "finished");
        line(text, "  events        %,d (%,d orders) of %,d SKUs over %,d days", events, orders, skus, days);
        line(text, "  skipped       %,d rows (no goods, or outside --top)", skippedRows);
        line(text, "  time          %,.1f s, %,.0f events/s", elapsed.toMillis() / 1_000.0, throughput());
        line(text, "  alerts        %s", alerts.isEmpty() ? "none" : figures());
        if (notices >= 0) {
            line(text, "  notices       %,d", notices);
        }
        line(text, "  oversold      %,d units", oversoldUnits);
        line(text, "  dead letters  %,d", deadLetters);
        if (!stopped) {
            line(
                    text,
                    "  check         availability equals an independent count: %,d of %,d SKUs",
                    skus - mismatches.size(),
                    skus);
        }
        mismatches.stream()
                .limit(MAX_SHOWN)
                .forEach(one ->
                        line(text, "                %s: expected %,d, is %s", one.sku(), one.expected(), one.actual()));
        if (mismatches.size() > MAX_SHOWN) {
            line(text, "                and %,d more", mismatches.size() - MAX_SHOWN);
        }
        return text.toString();
    }

    private String figures() {
        return new TreeMap<>(alerts)
                .entrySet().stream()
                        .map(entry -> String.format(Locale.ROOT, "%s %,d", entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }

    /** Whether the replay ended and every SKU agrees with the independent count. */
    public boolean agrees() {
        return !stopped && mismatches.isEmpty();
    }
}
