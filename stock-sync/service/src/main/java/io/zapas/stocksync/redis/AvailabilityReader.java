package io.zapas.stocksync.redis;

import com.fasterxml.jackson.core.JsonGenerator;
import io.zapas.runtime.json.IsoInstants;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.StockSettings;
import io.zapas.stocksync.quick.Deliveries;
import io.zapas.stocksync.quick.Packing;
import io.zapas.stocksync.quick.ShownDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.msgpack.core.MessageUnpacker;

/**
 * Turns the documents the script writes (46-document.lua) into those that are published. The script uses the published names and numbers, which are
 * copied as they stand; what it cannot say is added here: the product as it was given, deliveries in order, times as text, staleness.
 */
final class AvailabilityReader {
    private static final int TYPICAL_BYTES = 512;

    private final StockSettings settings;

    AvailabilityReader(StockSettings settings) {
        this.settings = settings;
    }

    /** By SKU, in the order of the documents. */
    Map<String, ShownAvailability> read(byte[] packed, Instant now) {
        try (MessageUnpacker in = Packing.unpacker(packed)) {
            int count = in.unpackArrayHeader();
            Map<String, ShownAvailability> found = new LinkedHashMap<>(2 * count);
            for (int i = 0; i < count; i++) {
                ShownAvailability document = document(in, now);
                found.put(document.sku(), document);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ShownAvailability document(MessageUnpacker in, Instant now) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
        String sku = null;
        long version = 0;
        boolean stale = false;
        boolean hasProduct = false;
        try (JsonGenerator out = Json.mapper().createGenerator(bytes)) {
            out.writeStartObject();
            for (int fields = in.unpackMapHeader(); fields > 0; fields--) {
                String field = in.unpackString();
                switch (field) {
                    case "sku" -> {
                        sku = in.unpackString();
                        out.writeStringField(field, sku);
                    }
                    case "version" -> {
                        version = in.unpackLong();
                        out.writeNumberField(field, version);
                    }
                    case "asOf" -> out.writeStringField(field, IsoInstants.text(Instant.ofEpochMilli(in.unpackLong())));
                    case "product" -> {
                        out.writeFieldName(field);
                        out.writeRawValue(in.unpackString());
                        hasProduct = true;
                    }
                    case "heard" -> stale = stale(in, now);
                    case "incoming" -> {
                        out.writeFieldName(field);
                        Json.mapper().writeValue(out, Deliveries.read(in));
                    }
                    case "channels" -> {
                        out.writeFieldName(field);
                        copyMap(in, out);
                    }
                    default -> {
                        out.writeFieldName(field);
                        copy(in, out);
                    }
                }
            }
            if (!hasProduct) {
                out.writeFieldName("product");
                Json.mapper().writeValue(out, Product.unknown(sku));
            }
            out.writeBooleanField("stale", stale);
            out.writeEndObject();
        }
        return new ShownDocument(sku, version, bytes.toByteArray());
    }

    private static void copyMap(MessageUnpacker in, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (int size = Packing.mapSize(in); size > 0; size--) {
            out.writeFieldName(in.unpackString());
            copy(in, out);
        }
        out.writeEndObject();
    }

    private static void copy(MessageUnpacker in, JsonGenerator out) throws IOException {
        switch (in.getNextFormat().getValueType()) {
            case MAP -> copyMap(in, out);
            case ARRAY -> {
                out.writeStartArray();
                for (int size = in.unpackArrayHeader(); size > 0; size--) {
                    copy(in, out);
                }
                out.writeEndArray();
            }
            case STRING -> out.writeString(in.unpackString());
            case INTEGER -> out.writeNumber(in.unpackLong());
            case BOOLEAN -> out.writeBoolean(in.unpackBoolean());
            default -> throw new IllegalStateException("nothing the script shows is a " + in.getNextFormat());
        }
    }

    private boolean stale(MessageUnpacker in, Instant now) throws IOException {
        boolean stale = false;
        for (int sources = Packing.mapSize(in); sources > 0; sources--) {
            stale |= settings.isStale(in.unpackString(), Instant.ofEpochMilli(in.unpackLong()), now);
        }
        return stale;
    }
}
