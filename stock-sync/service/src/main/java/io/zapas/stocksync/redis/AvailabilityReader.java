package io.zapas.stocksync.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.domain.StockSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Availability from the documents the script writes (available.document): the numbers are all its, only staleness is judged here. */
final class AvailabilityReader {
    private final StockSettings settings;

    AvailabilityReader(StockSettings settings) {
        this.settings = settings;
    }

    /** By SKU, in the order of the documents. */
    Map<String, Availability> read(JsonNode documents, Instant now) {
        Map<String, Availability> found = new LinkedHashMap<>();
        for (JsonNode document : documents) {
            Availability availability = one(document, now);
            found.put(availability.sku(), availability);
        }
        return found;
    }

    private Availability one(JsonNode document, Instant now) {
        String sku = StepOutput.text(document, "sku");
        String product = StepOutput.text(document, "pj");
        return new Availability(
                sku,
                StepOutput.units(document, "atp"),
                StepOutput.units(document, "shortfall"),
                StepOutput.list(document.path("short"), JsonNode::textValue),
                channels(document.path("channels")),
                StepOutput.list(document.path("locations"), AvailabilityReader::location),
                incoming(document.path("inc")),
                product == null ? Product.unknown(sku) : Json.read(product, Product.class),
                StepOutput.units(document, "v"),
                StepOutput.instant(document, "as"),
                stale(document.path("heard"), now));
    }

    private static Availability.LocationLevel location(JsonNode node) {
        return new Availability.LocationLevel(
                StepOutput.text(node, "name"),
                StepOutput.units(node, "onHand"),
                StepOutput.units(node, "reserved"),
                StepOutput.units(node, "buffer"),
                StepOutput.units(node, "available"),
                node.path("sellable").asBoolean(true) ? null : Boolean.FALSE,
                node.has("lots") ? StepOutput.list(node.path("lots"), AvailabilityReader::lot) : null);
    }

    private static Availability.Lot lot(JsonNode node) {
        String expires = StepOutput.text(node, "expires");
        return new Availability.Lot(
                StepOutput.text(node, "lot"),
                expires == null ? null : LocalDate.parse(expires),
                StepOutput.units(node, "onHand"));
    }

    private static Map<String, Long> channels(JsonNode node) {
        Map<String, Long> shown = new TreeMap<>();
        node.properties()
                .forEach(channel ->
                        shown.put(channel.getKey(), channel.getValue().asLong()));
        return shown;
    }

    private boolean stale(JsonNode heard, Instant now) {
        for (Map.Entry<String, JsonNode> source : heard.properties()) {
            Duration maxAge = settings.maxAge().get(source.getKey());
            Instant last = Instant.ofEpochMilli(source.getValue().asLong());
            if (maxAge != null && last.plus(maxAge).isBefore(now)) {
                return true;
            }
        }
        return false;
    }

    private static List<Availability.Incoming> incoming(JsonNode lines) {
        List<Availability.Incoming> expected = new ArrayList<>();
        lines.properties().forEach(entry -> {
            JsonNode line = entry.getValue();
            if (StepOutput.units(line, "q") > 0) {
                expected.add(new Availability.Incoming(
                        StepOutput.units(line, "q"),
                        LocalDate.parse(StepOutput.text(line, "eta")),
                        entry.getKey(),
                        StepOutput.text(line, "l"),
                        line.path("c").isBoolean()
                                ? Boolean.valueOf(line.path("c").booleanValue())
                                : null));
            }
        });
        expected.sort(
                Comparator.comparing(Availability.Incoming::eta).thenComparing(Availability.Incoming::purchaseOrder));
        return expected;
    }
}
