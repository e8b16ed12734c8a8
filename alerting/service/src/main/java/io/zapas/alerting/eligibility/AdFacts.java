package io.zapas.alerting.eligibility;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.Incoming;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of a SKU that bears on its ads.
 *
 * @param availability null while nobody told
 * @param forecast null while there is none
 * @param inAlert its source is silent, or dropped too much at once, and people were told so
 */
public record AdFacts(String sku, Availability availability, DemandForecast forecast, boolean inAlert) {
    /** Everywhere no campaign of its own runs; and what campaigns count that do not name a platform. Not a name that a platform can have. */
    static final String ELSEWHERE = "";

    /** Where a forecast does not tell the latest moment for a change: platforms that read a feed a day. */
    private static final Duration SLOWEST_LAG = Duration.ofHours(24);

    /** Somebody told something of it, and did not take it back. */
    public boolean known() {
        return availability != null || forecast != null;
    }

    Optional<Doubt> doubt(Instant now, AdPolicy policy) {
        if (availability == null) {
            return Optional.of(Doubt.STOCK_UNKNOWN);
        }
        if (availability.stale()) {
            return Optional.of(Doubt.STOCK_STALE);
        }
        if (inAlert) {
            return Optional.of(Doubt.SOURCE_IN_ALERT);
        }
        boolean old = forecast != null
                && (forecast.asOf() == null
                        || forecast.asOf().plus(policy.forecastAge()).isBefore(now));
        return old ? Optional.of(Doubt.FORECAST_OLD) : Optional.empty();
    }

    /** Units that can be promised, before they are here too where that is allowed. */
    long sellable() {
        return availability.available()
                + (availability.preorder() == null ? 0 : availability.preorder().quantity());
    }

    boolean discontinued() {
        return availability.product() != null
                && Boolean.TRUE.equals(availability.product().discontinued());
    }

    /** When the next delivery is expected; null: none is. */
    Instant nextReceipt(Instant now, ZoneId zone) {
        return availability.incoming().stream()
                .map(Incoming::eta)
                .filter(Objects::nonNull)
                .filter(eta -> !eta.isBefore(LocalDate.ofInstant(now, zone)))
                .min(LocalDate::compareTo)
                .map(eta -> eta.atStartOfDay(zone).toInstant())
                .orElse(null);
    }

    /** Campaigns on a platform that run, or are so near that a change only just takes effect in time. One that names no platform may be on any. */
    List<CampaignRisk> campaigns(String platform, Instant now) {
        return none()
                ? List.of()
                : open(now).stream()
                        .filter(campaign -> Platforms.named(campaign.platform())
                                .map(platform::equals)
                                .orElse(true))
                        .toList();
    }

    /** The campaign of that id, if it counts now on any platform. */
    public Optional<CampaignRisk> running(String campaignId, Instant now) {
        return open(now).stream()
                .filter(campaign -> Objects.equals(campaign.campaignId(), campaignId))
                .findFirst();
    }

    /** Platforms with such campaigns. */
    Set<String> platforms(Instant now) {
        if (none()) {
            return Set.of();
        }
        Set<String> found = new TreeSet<>();
        open(now).forEach(campaign -> Platforms.named(campaign.platform()).ifPresent(found::add));
        return found;
    }

    /** Of most SKUs, which are looked at all the time. */
    private boolean none() {
        return forecast == null || forecast.campaigns().isEmpty();
    }

    private List<CampaignRisk> open(Instant now) {
        return none()
                ? List.of()
                : forecast.campaigns().stream()
                        .filter(campaign -> campaign.endsAt() == null || now.isBefore(campaign.endsAt()))
                        .filter(campaign -> !now.isBefore(opens(campaign)))
                        .toList();
    }

    private static Instant opens(CampaignRisk campaign) {
        if (campaign.decideBy() != null) {
            return campaign.decideBy();
        }
        return campaign.startsAt() == null ? Instant.MIN : campaign.startsAt().minus(SLOWEST_LAG);
    }
}
