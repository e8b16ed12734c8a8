package io.zapas.stocksync.quick;

import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.domain.ShownAvailability;

/** Availability as JSON. Never compared. */
@SuppressWarnings("ArrayRecordComponent")
public record ShownDocument(String sku, long version, byte[] json) implements ShownAvailability {
    @Override
    public Availability read() {
        return Json.read(json, Availability.class);
    }
}
