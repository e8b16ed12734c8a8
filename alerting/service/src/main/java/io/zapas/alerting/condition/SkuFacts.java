package io.zapas.alerting.condition;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.Product;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The newest that is known of one SKU.
 *
 * @param availability null while nobody told
 * @param forecast null while there is none
 * @param zeroSince since when we know that nothing is available; null: something is, or nobody told
 */
public record SkuFacts(String sku, Availability availability, DemandForecast forecast, Instant zeroSince) {

    public SkuFacts(String sku, Availability availability, DemandForecast forecast) {
        this(sku, availability, forecast, null);
    }

    public static SkuFacts none(String sku) {
        return new SkuFacts(sku, null, null);
    }

    public SkuFacts with(Availability newer, Instant now) {
        boolean zero = newer != null && newer.available() <= 0;
        return new SkuFacts(sku, newer, forecast, zero ? zeroSince == null ? now : zeroSince : null);
    }

    public SkuFacts with(DemandForecast newer) {
        return new SkuFacts(sku, availability, newer, zeroSince);
    }

    Product product() {
        return availability == null || availability.product() == null ? Product.unknown(sku) : availability.product();
    }

    boolean discontinued() {
        return Boolean.TRUE.equals(product().discontinued());
    }

    String name() {
        String name = product().name();
        return name != null || forecast == null ? name : forecast.name();
    }

    String owner() {
        String owner = product().owner();
        return owner != null || forecast == null ? owner : forecast.owner();
    }

    String supplier() {
        String supplier = product().supplier();
        return supplier != null || forecast == null ? supplier : forecast.supplier();
    }

    String currency() {
        String currency = product().currency();
        return currency != null || forecast == null ? currency : forecast.currency();
    }

    BigDecimal price() {
        return product().price();
    }

    double velocity() {
        return forecast == null || forecast.velocity() == null ? 0 : forecast.velocity();
    }

    Double leadTimeDays() {
        Double days = forecast == null ? null : forecast.leadTimeDays();
        return days != null ? days : product().leadTimeDays();
    }

    long onHand() {
        return availability.locations().stream()
                .mapToLong(LocationLevel::onHand)
                .sum();
    }

    long reserved() {
        return availability.locations().stream()
                .mapToLong(LocationLevel::reserved)
                .sum();
    }

    /** Campaigns that are planned or running at {@code now}. */
    List<CampaignRisk> openCampaigns(Instant now) {
        if (forecast == null) {
            return List.of();
        }
        return forecast.campaigns().stream()
                .filter(campaign -> campaign.endsAt() == null || now.isBefore(campaign.endsAt()))
                .toList();
    }

    /** Somebody wants it: it sells, has sold in the last eight weeks, is promised to orders, or is advertised. */
    boolean inDemand(Instant now) {
        return velocity() > 0
                || !openCampaigns(now).isEmpty()
                || (forecast != null && forecast.history().stream().anyMatch(day -> day.demand() > 0))
                || (availability != null
                        && (availability.locations().stream().anyMatch(location -> location.reserved() > 0)
                                || !availability.shortOrders().isEmpty()));
    }

    /** The next moment at which time alone changes the judgement: a campaign starts or ends. Null: none. */
    public Instant nextTurn(Instant now) {
        return openCampaigns(now).stream()
                .flatMap(campaign -> java.util.stream.Stream.of(campaign.startsAt(), campaign.endsAt()))
                .filter(Objects::nonNull)
                .filter(turn -> turn.isAfter(now))
                .min(Instant::compareTo)
                .orElse(null);
    }
}
