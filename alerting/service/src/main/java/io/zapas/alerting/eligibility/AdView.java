package io.zapas.alerting.eligibility;

import java.util.Map;

/**
 * All that is shown of a SKU.
 *
 * @param ads where it stands; null: nothing was ever decided
 * @param platforms by the platform's one name, those with a state of their own
 */
public record AdView(SkuAds ads, AdRow elsewhere, Map<String, AdRow> platforms, AdRow everywhere) {

    public AdView {
        platforms = Map.copyOf(platforms);
    }

    public String sku() {
        return everywhere.sku();
    }

    /** Something waits for a person's approval. */
    public boolean waits() {
        return ads != null && ads.waits();
    }

    /** @param platform its one name; null: whatever the platform */
    public AdRow row(String platform) {
        return platform == null ? everywhere : platforms.getOrDefault(platform, elsewhere);
    }
}
