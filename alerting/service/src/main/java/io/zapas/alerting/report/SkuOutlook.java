package io.zapas.alerting.report;

import java.math.BigDecimal;

/**
 * What is known of a SKU that weighs its stockouts.
 *
 * @param abc its class by turnover, null while unknown
 * @param velocity units a day to be expected, null while unknown
 * @param price at which it sells, null while unknown
 * @param forecastError mean absolute error / mean demand, null while unknown
 * @param discontinued it may run out
 */
public record SkuOutlook(
        String sku,
        String abc,
        Double velocity,
        BigDecimal price,
        String currency,
        Double forecastError,
        boolean discontinued) {

    public static SkuOutlook unknown(String sku) {
        return new SkuOutlook(sku, null, null, null, null, null, false);
    }

    boolean sells() {
        return !discontinued && velocity != null && velocity > 0;
    }
}
