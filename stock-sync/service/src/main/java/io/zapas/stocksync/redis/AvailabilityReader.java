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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Availability documents from what one read of the script gave: the SKUs asked for and the components of kits. Every number that is shown is the
 * script's; what is added here is master data, deliveries, and version, age and staleness of a kit, which are those of its parts too.
 */
final class AvailabilityReader {
    private static final int KIT_DEPTH_MAX = 5;

    private final JsonNode skus;
    private final StockSettings settings;
    private final Instant now;
    private final Map<String, Product> products = new HashMap<>();

    AvailabilityReader(JsonNode skus, StockSettings settings, Instant now) {
        this.skus = skus;
        this.settings = settings;
        this.now = now;
    }

    Map<String, Availability> read(Collection<String> names) {
        Map<String, Availability> found = new HashMap<>();
        for (String name : names) {
            if (skus.has(name)) {
                found.put(name, one(name));
            }
        }
        return found;
    }

    private Availability one(String name) {
        JsonNode node = skus.path(name);
        JsonNode shown = node.path("shown");
        return new Availability(
                name,
                StepOutput.units(shown, "atp"),
                StepOutput.units(shown, "shortfall"),
                StepOutput.list(node.path("short"), JsonNode::textValue),
                channels(shown.path("channels")),
                StepOutput.list(shown.path("locations"), AvailabilityReader::location),
                incoming(node.path("inc")),
                product(name),
                version(name, 0),
                asOf(name, 0),
                stale(name, 0),
                preorder(node.path("preorder")));
    }

    private static Availability.Preorder preorder(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        return new Availability.Preorder(
                StepOutput.units(node, "quantity"),
                StepOutput.day(node, "availableFrom"),
                StepOutput.units(node, "promised"));
    }

    private static Map<String, Long> channels(JsonNode shown) {
        Map<String, Long> channels = new TreeMap<>();
        shown.properties()
                .forEach(entry -> channels.put(entry.getKey(), entry.getValue().asLong()));
        return channels;
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
        return new Availability.Lot(
                StepOutput.text(node, "lot"), StepOutput.day(node, "expires"), StepOutput.units(node, "onHand"));
    }

    private Product product(String name) {
        return products.computeIfAbsent(name, sku -> {
            String json = skus.path(sku).path("pj").textValue();
            return json == null ? Product.unknown(sku) : Json.read(json, Product.class);
        });
    }

    private long version(String name, int depth) {
        long sum = StepOutput.units(skus.path(name), "v");
        if (depth < KIT_DEPTH_MAX) {
            for (Product.KitComponent part : product(name).kit()) {
                sum += version(part.sku(), depth + 1);
            }
        }
        return sum;
    }

    private Instant asOf(String name, int depth) {
        Instant newest = Instant.ofEpochMilli(StepOutput.units(skus.path(name), "as"));
        if (depth < KIT_DEPTH_MAX) {
            for (Product.KitComponent part : product(name).kit()) {
                Instant other = asOf(part.sku(), depth + 1);
                newest = other.isAfter(newest) ? other : newest;
            }
        }
        return newest;
    }

    private boolean stale(String name, int depth) {
        Iterator<Map.Entry<String, JsonNode>> heard =
                skus.path(name).path("heard").properties().iterator();
        while (heard.hasNext()) {
            Map.Entry<String, JsonNode> source = heard.next();
            Duration maxAge = settings.maxAge().get(source.getKey());
            Instant last = Instant.ofEpochMilli(source.getValue().asLong());
            if (maxAge != null && last.plus(maxAge).isBefore(now)) {
                return true;
            }
        }
        return depth < KIT_DEPTH_MAX && product(name).kit().stream().anyMatch(part -> stale(part.sku(), depth + 1));
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
                        line.has("c") ? Boolean.valueOf(line.path("c").booleanValue()) : null));
            }
        });
        expected.sort(
                Comparator.comparing(Availability.Incoming::eta).thenComparing(Availability.Incoming::purchaseOrder));
        return expected;
    }
}
