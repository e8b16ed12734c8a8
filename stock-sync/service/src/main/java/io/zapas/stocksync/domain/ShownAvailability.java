package io.zapas.stocksync.domain;

import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;

/**
 * The availability of one SKU as some change left it: published as it is, read by those few who look into it. Never compared.
 *
 * @param version never falls, from one change of the SKU to the next
 * @param json as it is published: {@code stock.availability}. Do not change it.
 */
@SuppressWarnings("ArrayRecordComponent")
public record ShownAvailability(String sku, long version, byte[] json) {

    public Availability read() {
        return Json.read(json, Availability.class);
    }
}
