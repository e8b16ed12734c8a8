package io.zapas.alerting.eligibility;

import io.zapas.alerting.condition.Samples;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.DemandForecast.Option;
import io.zapas.stocksync.api.Availability;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/** Facts about ads for tests, on a shelf that is never empty unless told. */
public final class Given {
    static final Instant NOW = Samples.NOW;
    static final AdPolicy POLICY = new AdPolicy(0.10, 0.04, Duration.ofHours(36), 0.30, 5, ZoneId.of("Europe/Warsaw"));

    private Given() {}

    /** Runs from an hour before {@code now} to a day 30 days later, without a cap of the forecast's own. */
    public static CampaignRisk campaign(String id, String platform, double risk, Instant now) {
        return campaign(id, platform, risk, 0.002, now.minusSeconds(3_600), null);
    }

    public static CampaignRisk campaign(
            String id, String platform, double risk, double without, Instant startsAt, Option cap) {
        return new CampaignRisk(
                id,
                "Black Week",
                platform,
                startsAt,
                startsAt.plus(Duration.ofDays(30)),
                1.9,
                18,
                34,
                risk,
                without,
                null,
                23,
                null,
                "PLN",
                cap == null ? List.of() : List.of(cap),
                startsAt.minus(Duration.ofHours(6)),
                2.26,
                "PLANNER",
                new BigDecimal("1000"),
                null,
                null);
    }

    public static DemandForecast forecast(String sku, Instant asOf, CampaignRisk... campaigns) {
        return Samples.forecast(sku, "A", 10, null, Arrays.asList(campaigns)).withAsOf(asOf);
    }

    static Availability stock(String sku, long available) {
        return Samples.available(sku, available, 1);
    }

    static AdFacts facts(String sku, long available, Instant now, CampaignRisk... campaigns) {
        return new AdFacts(sku, stock(sku, available), forecast(sku, now, campaigns), false);
    }
}
