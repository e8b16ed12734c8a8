package io.zapas.alerting.condition;

import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.stocksync.api.Availability.Incoming;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the facts say about why a SKU is short, as codes, the most direct reason first. Nothing is guessed: no fact, no code. */
final class Causes {
    /** Signals of the forecast that more is sold than it reckoned with. */
    private static final Set<String> MORE_DEMAND = Set.of("SPIKE", "DRIFT_UP");

    private Causes() {}

    static List<Cause> ofShortage(SkuFacts sku, Instant now) {
        List<Cause> causes = new ArrayList<>();
        List<Incoming> incoming = sku.availability().incoming();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (incoming.stream()
                .anyMatch(delivery -> delivery.eta() != null && delivery.eta().isBefore(today))) {
            causes.add(Cause.certain("DELIVERY_OVERDUE"));
        }
        if (sku.openCampaigns(now).stream()
                .anyMatch(campaign -> campaign.startsAt() != null && !now.isBefore(campaign.startsAt()))) {
            causes.add(Cause.likely("CAMPAIGN"));
        }
        if (sku.forecast() != null
                && sku.forecast().signals().stream().anyMatch(signal -> MORE_DEMAND.contains(signal.kind()))) {
            causes.add(Cause.likely("DEMAND_ABOVE_FORECAST"));
        }
        if (incoming.isEmpty()) {
            causes.add(Cause.certain("NOTHING_ORDERED"));
        } else if (incoming.stream().allMatch(delivery -> Boolean.FALSE.equals(delivery.confirmed()))) {
            causes.add(Cause.possible("DELIVERY_UNCONFIRMED"));
        }
        Risk risk = sku.forecast() == null ? null : sku.forecast().risk();
        if (risk != null && !incoming.isEmpty() && risk.gapDays() > 0) {
            causes.add(Cause.likely("DELIVERY_TOO_LATE"));
        }
        return causes;
    }

    /** Orders exceed what is there: a location below what is reserved from it was counted down, or sold from elsewhere. */
    static List<Cause> ofOversold(SkuFacts sku) {
        return sku.availability().locations().stream().anyMatch(level -> level.onHand() < level.reserved())
                ? List.of(Cause.certain("LEVEL_BELOW_RESERVED"))
                : List.of();
    }
}
