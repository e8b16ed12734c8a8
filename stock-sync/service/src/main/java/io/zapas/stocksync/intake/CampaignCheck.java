package io.zapas.stocksync.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.forecast.api.Campaign;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InvalidFieldException;
import java.time.Instant;

/**
 * Checks the data of a {@code campaign} at the HTTP door, so that the sender hears of a mistake at once; forecast, which reads the topic,
 * decides what it means. Stateless, safe on every thread.
 */
final class CampaignCheck {
    static final int MAX_SKUS = 10_000;
    private static final double MAX_UPLIFT = 1_000;

    private CampaignCheck() {}

    /** The campaign's id, if its fields are usable; throws {@link InvalidFieldException} otherwise. */
    static String campaignId(JsonNode node) {
        Fields data = Fields.of(node, "data");
        String id = data.requiredText("campaignId");
        data.text("name");
        data.text("platform");
        if (data.texts("skus", MAX_SKUS).isEmpty()) {
            throw new InvalidFieldException("data.skus", "must name at least one SKU");
        }
        Instant startsAt = required(data, "startsAt");
        Instant endsAt = required(data, "endsAt");
        if (!endsAt.isAfter(startsAt)) {
            throw new InvalidFieldException("data.endsAt", "must be after startsAt, was " + endsAt);
        }
        data.amount("budget");
        data.text("currency");
        data.integer("expectedClicks", 0, Long.MAX_VALUE);
        data.number("conversionRate", 0, 1);
        data.number("uplift", 0, MAX_UPLIFT);
        data.oneOf("status", Campaign.Status.class);
        return id;
    }

    private static Instant required(Fields data, String name) {
        Instant time = data.time(name);
        if (time == null) {
            throw new InvalidFieldException("data." + name, "is required");
        }
        return time;
    }
}
