package io.zapas.demo.door;

import io.zapas.runtime.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A CloudEvent on its way into the suite.
 *
 * @param topic without prefix
 * @param key SKU, order id, channel + offer id, or campaign id
 * @param id unique per {@code source}: sent twice, it has no second effect
 * @param time when it was true at the source
 * @param data fields by their names in the contract
 */
public record OutEvent(
        String topic, String key, String source, String id, String type, Instant time, Map<String, Object> data) {

    /** Headers of binary mode. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", id);
        headers.put("ce_source", source);
        headers.put("ce_type", type);
        headers.put("ce_subject", key);
        headers.put("ce_time", time.toString());
        headers.put("content-type", "application/json");
        return headers;
    }

    public byte[] body() {
        return Json.bytes(data);
    }
}
