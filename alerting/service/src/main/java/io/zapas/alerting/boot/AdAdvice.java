package io.zapas.alerting.boot;

import io.zapas.alerting.eligibility.AdRow;
import java.util.Optional;

/** What feeds are told of a SKU, so that people are told the same. On the engine's context. */
@FunctionalInterface
interface AdAdvice {
    AdAdvice NONE = (sku, platform) -> Optional.empty();

    /** @param platform as a campaign names it; null or blank: it may be on any */
    Optional<AdRow> of(String sku, String platform);
}
