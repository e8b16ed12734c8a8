package io.zapas.forecast.campaign;

import io.zapas.forecast.api.Campaign;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InvalidFieldException;
import java.time.Instant;
import java.util.List;

/** Reads a campaign from JSON. Every method throws {@link InvalidFieldException} naming the field. */
public final class CampaignReader {
    private static final int MAX_SKUS = 10_000;
    private static final double MAX_UPLIFT = 1_000;
    private static final long MAX_CLICKS = 1_000_000_000_000L;

    private CampaignReader() {}

    /** Data of a {@code campaign} event. */
    public static Campaign event(Fields data) {
        return read(data, data.requiredText("campaignId"), "data.");
    }

    /** Body of {@code PUT /v1/campaigns/{id}}; a {@code campaignId} in it must be the one in the path. */
    public static Campaign body(Fields body, String id) {
        String named = body.text("campaignId");
        if (named != null && !named.equals(id)) {
            throw new InvalidFieldException("campaignId", "must be " + id + " as in the path, was " + named);
        }
        return read(body, id, "");
    }

    private static Campaign read(Fields data, String id, String path) {
        List<String> skus = data.texts("skus", MAX_SKUS);
        if (skus.isEmpty()) {
            throw new InvalidFieldException(path + "skus", "must name at least one SKU");
        }
        Instant startsAt = required(data, "startsAt", path);
        Instant endsAt = required(data, "endsAt", path);
        if (!endsAt.isAfter(startsAt)) {
            throw new InvalidFieldException(path + "endsAt", "must be after startsAt, was " + endsAt);
        }
        return new Campaign(
                id,
                data.text("name"),
                data.text("platform"),
                skus.stream().distinct().toList(),
                startsAt,
                endsAt,
                data.amount("budget"),
                data.text("currency"),
                data.integer("expectedClicks", 0, MAX_CLICKS),
                data.number("conversionRate", 0, 1),
                data.number("uplift", 0, MAX_UPLIFT),
                data.oneOf("status", Campaign.Status.class));
    }

    private static Instant required(Fields data, String name, String path) {
        Instant time = data.time(name);
        if (time == null) {
            throw new InvalidFieldException(path + name, "is required");
        }
        return time;
    }
}
