package io.zapas.forecast.campaign;

import io.zapas.forecast.api.Campaign;
import java.time.Instant;

/**
 * A campaign and the event that stated it.
 *
 * @param time of the event; a later one replaces it
 */
public record StatedCampaign(Campaign campaign, String source, String eventId, Instant time) {}
