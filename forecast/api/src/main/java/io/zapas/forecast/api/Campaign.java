package io.zapas.forecast.api;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An advertising campaign: data of a {@code campaign} event and body of {@code PUT /v1/campaigns/{id}}.
 *
 * @param expectedClicks over the whole campaign, may be null
 * @param conversionRate orders per click, 0 to 1, may be null
 * @param uplift demand factor, 1.9 = +90 %; null: from clicks and conversion rate, else from history
 */
public record Campaign(
        String campaignId,
        String name,
        String platform,
        List<String> skus,
        Instant startsAt,
        Instant endsAt,
        BigDecimal budget,
        String currency,
        Long expectedClicks,
        Double conversionRate,
        Double uplift,
        Status status) {
    public static final String TYPE = "campaign";

    public Campaign {
        skus = List.copyOf(skus);
        status = status == null ? Status.PLANNED : status;
    }

    /** Where the campaign stands. */
    public enum Status {
        PLANNED,
        RUNNING,
        PAUSED,
        ENDED
    }
}
