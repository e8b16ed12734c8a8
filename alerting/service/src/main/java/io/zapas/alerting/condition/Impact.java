package io.zapas.alerting.condition;

import io.zapas.alerting.domain.Facts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * What is at stake if nobody acts.
 *
 * @param units units that cannot be served, or that are shown and are not there; one decimal, null while unknown
 * @param money the same at selling price, two decimals, null while unknown
 */
record Impact(Double units, BigDecimal money, String currency) {
    static final Impact UNKNOWN = new Impact(null, null, null);

    Impact {
        units = units == null || !Double.isFinite(units) ? null : Math.round(units * 10) / 10.0;
        money = money == null ? null : money.setScale(2, RoundingMode.HALF_UP);
        currency = money == null ? null : currency;
    }

    /** So many units of a SKU at its selling price. */
    static Impact of(SkuFacts sku, double units) {
        BigDecimal money = sku.price() == null || !Double.isFinite(units)
                ? null
                : sku.price().multiply(BigDecimal.valueOf(units));
        return new Impact(units, money, sku.currency());
    }

    /** Null when nothing is known. */
    Map<String, Object> map() {
        return units == null && money == null
                ? null
                : Facts.facts()
                        .put("units", units)
                        .put("money", money)
                        .put("currency", currency)
                        .map();
    }
}
