package io.zapas.runtime.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A CloudEvent as it came in, attributes checked, data still JSON.
 *
 * @param id unique per {@code source}
 * @param time when it was true at the source; the record's or request's time when the event gave none
 * @param subject may be null
 * @param data a JSON object
 */
public record InboundEvent(String id, String source, String type, String subject, Instant time, JsonNode data) {

    InboundEvent with(JsonNode object) {
        return new InboundEvent(id, source, type, subject, time, object);
    }
}
