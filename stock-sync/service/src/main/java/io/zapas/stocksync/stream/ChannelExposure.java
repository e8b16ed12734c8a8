package io.zapas.stocksync.stream;

import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** An availability as one channel may see it: its own exposure and nothing about the rest of the house. */
record ChannelExposure(
        String sku, long available, Map<String, Long> channels, long version, Instant asOf, boolean stale) {
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    static ChannelExposure of(Availability availability, String channel) {
        long exposure = availability.exposure(channel);
        return new ChannelExposure(
                availability.sku(),
                exposure,
                Map.of(channel, exposure),
                availability.version(),
                availability.asOf(),
                availability.stale());
    }

    /** What cannot be read is withheld. A removal passes: it has a SKU and nothing else. */
    static byte[] reduce(byte[] json, String channel) {
        try {
            if (Json.tree(json).path("deleted").asBoolean()) {
                return json;
            }
            return Json.bytes(of(Json.read(json, Availability.class), channel));
        } catch (UncheckedIOException e) {
            return NOTHING;
        }
    }
}
