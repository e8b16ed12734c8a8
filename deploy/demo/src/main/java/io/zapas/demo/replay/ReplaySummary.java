package io.zapas.demo.replay;

import java.time.Duration;
import java.util.List;
import java.util.Map;

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

    public ReplaySummary {
        alerts = Map.copyOf(alerts);
        mismatches = List.copyOf(mismatches);
    }

    /** One SKU whose on-hand differs; {@code actual} null: the suite does not know it. */
    public record Mismatch(String sku, long expected, Long actual) {}

    /** Whether the replay ended and every SKU agrees with the independent count. */
    public boolean agrees() {
        return !stopped && mismatches.isEmpty();
    }
}
