package io.zapas.stocksync.quick;

import com.fasterxml.jackson.core.JsonGenerator;
import io.zapas.runtime.json.IsoInstants;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.StockSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What is shown of plain SKUs, as it is published: the same that comes of 46-document.lua by way of AvailabilityReader. Immutable. */
final class PlainDocuments {
    private static final int TYPICAL_BYTES = 512;

    private final StockSettings settings;
    private final Selling selling;

    PlainDocuments(StockSettings settings, Selling selling) {
        this.settings = settings;
        this.selling = selling;
    }

    /**
     * @param now when its newest change was recorded
     * @param heard when a source was heard last, epoch milliseconds
     */
    ShownAvailability of(PlainSku sku, Instant now, ToLongFunction<String> heard) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
        try (JsonGenerator out = Json.mapper().createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("sku", sku.name);
            long available = selling.available(sku);
            out.writeNumberField("available", available);
            out.writeNumberField("shortfall", 0);
            out.writeObjectFieldStart("channels");
            for (Map.Entry<String, Long> exposure :
                    selling.exposures(sku, available).entrySet()) {
                out.writeNumberField(exposure.getKey(), exposure.getValue());
            }
            out.writeEndObject();
            locations(sku, out);
            out.writeFieldName("incoming");
            Json.mapper().writeValue(out, sku.incoming == null ? List.of() : Deliveries.read(sku.incoming));
            out.writeNumberField("version", sku.version);
            out.writeStringField("asOf", IsoInstants.text(now));
            out.writeFieldName("product");
            if (sku.product == null) {
                Json.mapper().writeValue(out, Product.unknown(sku.name));
            } else {
                out.writeRawValue(new String(sku.product, StandardCharsets.UTF_8));
            }
            out.writeBooleanField("stale", stale(sku, now, heard));
            out.writeArrayFieldStart("shortOrders");
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ShownDocument(sku.name, sku.version, bytes.toByteArray());
    }

    /** What the SKU's own buffer keeps back is taken from its locations in their order. */
    private void locations(PlainSku sku, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("locations");
        long rest = sku.rules.buffer();
        for (Place place : sku.places.values()) {
            long free = Math.max(0, selling.free(sku, place));
            long more = Math.min(rest, free);
            rest -= more;
            out.writeStartObject();
            out.writeStringField("location", place.name);
            out.writeNumberField("onHand", place.onHand);
            out.writeNumberField("reserved", place.reserved);
            out.writeNumberField("buffer", selling.kept(sku, place) + more);
            out.writeNumberField("available", free - more);
            if (!selling.sellable(place.name)) {
                out.writeBooleanField("sellable", false);
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private boolean stale(PlainSku sku, Instant now, ToLongFunction<String> heard) {
        if (settings.maxAge().isEmpty()) {
            return false;
        }
        return sku.sources().stream()
                .anyMatch(source -> settings.isStale(source, Instant.ofEpochMilli(heard.applyAsLong(source)), now));
    }
}
