package io.zapas.alerting.boot;

import io.zapas.alerting.eligibility.AdPolicy;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** What can be set about ad eligibility. */
final class AdKeys {
    static final ConfigKey<Integer> WORSE_ABOVE = ConfigKey.integer(
            "ads.worse-above", 10, 1, 99, "Percent of risk of running out above which ads are throttled or paused");
    static final ConfigKey<Integer> BETTER_BELOW = ConfigKey.integer(
            "ads.better-below", 4, 1, 98, "Percent of risk below which they come back, a day later at the earliest");
    static final ConfigKey<Duration> FORECAST_AGE = ConfigKey.duration(
            "ads.forecast-max-age", "36h", "A SKU whose forecast is older keeps the state its ads have");
    static final ConfigKey<Integer> BLAST_SHARE = ConfigKey.integer(
            "ads.blast-share",
            30,
            1,
            100,
            "Percent of the SKUs, or of the budget, that may leave the ads of a platform within a day unapproved");
    static final ConfigKey<Integer> BLAST_MIN_SKUS = ConfigKey.integer(
            "ads.blast-min-skus", 5, 1, 1_000_000, "So many SKUs may leave without an approval in any case");
    static final ConfigKey<Duration> MAX_AGE =
            ConfigKey.duration("ads.feed-max-age", "1h", "Older answers of the eligibility feed should not be used");
    static final ConfigKey<Integer> GOOGLE_LABEL = ConfigKey.integer(
            "ads.google-label", 4, 0, 4, "Which custom label of Google's feed tells the state and the share");

    private AdKeys() {}

    static List<ConfigKey<?>> all() {
        return List.of(WORSE_ABOVE, BETTER_BELOW, FORECAST_AGE, BLAST_SHARE, BLAST_MIN_SKUS, MAX_AGE, GOOGLE_LABEL);
    }

    /** @throws IllegalArgumentException with the name of the key, when values do not fit together */
    static AdPolicy policy(Config config, ZoneId zone) {
        return new AdPolicy(
                config.get(WORSE_ABOVE) / 100.0,
                config.get(BETTER_BELOW) / 100.0,
                config.get(FORECAST_AGE),
                config.get(BLAST_SHARE) / 100.0,
                config.get(BLAST_MIN_SKUS),
                zone);
    }
}
