package io.zapas.alerting.report;

import io.zapas.alerting.api.Alert;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The figures of one ISO week. A figure is null when the facts it needs are missing; 0 means none.
 *
 * @param week such as {@code 2026-W47}
 * @param observedFrom when alerting began to observe, if that was within the week; what came before is not in the figures
 * @param asOf when it was computed; before {@code to}: the week is not over
 * @param stockouts null: no SKU was seen
 * @param lostSales null: there were stockouts, and of none is known what it sells
 * @param forecast how good forecasts are when the report is made; null: no forecast knows its error
 * @param desyncs by likely cause, the most frequent first; empty: there were none
 * @param alertsFrom of alerts that ended before, not all are in the figures: there were too many; null: all are
 */
public record WeekReport(
        String week,
        Instant from,
        Instant to,
        Instant observedFrom,
        Instant asOf,
        Stockouts stockouts,
        LostSales lostSales,
        ForecastAccuracy forecast,
        List<DesyncFigures> desyncs,
        AlertQuality alerts,
        Acknowledgement acknowledgement,
        Instant alertsFrom) {

    public WeekReport {
        desyncs = desyncs == null ? List.of() : List.copyOf(desyncs);
    }

    /**
     * @param topSkus SKUs of class A
     * @param outOfStockRate share of the time their stock was 0, from 0 to 1; null: no SKU has a class
     * @param begun stockouts that began in the week, of SKUs that sell
     * @param warned of those: had an alert before they began
     * @param unalerted of those: never had one while they lasted, and were in the list of no root cause
     * @param unalertedSkus of those, the 20 that sell most
     */
    public record Stockouts(
            int topSkus, Double outOfStockRate, int begun, int warned, int unalerted, List<String> unalertedSkus) {}

    /**
     * Time out of stock times the units that would have been sold.
     *
     * @param value by currency, of the SKUs that have a price
     * @param skus that were out of stock and sell
     * @param unpricedSkus of those: have no price
     * @param unknownSkus that were out of stock and of which is not known what they sell
     */
    public record LostSales(double units, Map<String, BigDecimal> value, int skus, int unpricedSkus, int unknownSkus) {}

    /** @param error mean absolute error / demand of the SKUs' last 28 one-day forecasts, weighted by what they sell */
    public record ForecastAccuracy(double error, int skus) {}

    /**
     * @param cause null: unknown
     * @param opened in the week
     * @param healed in the week, with the median and longest time that took, null when none was
     * @param open at its end
     */
    public record DesyncFigures(
            String cause, int opened, int healed, Double medianMinutes, Double longestMinutes, int open) {}

    /**
     * @param opened in the week
     * @param falseAlarms of those, as people said
     * @param precision 1 - falseAlarms / opened; null when none was opened
     */
    public record AlertQuality(int opened, int falseAlarms, Double precision, Map<Alert.Type, Integer> byType) {}

    /**
     * From an alert's opening to the first thing a person did about it.
     *
     * @param handled alerts of the week about which somebody did something
     * @param resolvedAlone ended before anybody did
     * @param waiting nobody has yet
     * @param medianMinutes, p90Minutes null when none was handled
     */
    public record Acknowledgement(
            int handled, int resolvedAlone, int waiting, Double medianMinutes, Double p90Minutes) {}
}
