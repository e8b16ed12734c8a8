package io.zapas.stocksync.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.domain.AvailableToPromise;
import io.zapas.stocksync.domain.AvailableToPromise.Level;
import io.zapas.stocksync.domain.AvailableToPromise.Part;
import io.zapas.stocksync.domain.Exposure;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Builds availability documents from what one read of the script gave: the SKUs asked for and the components of kits. */
final class AvailabilityReader {
    private static final int KIT_DEPTH_MAX = 5;
    private static final char SEPARATOR = '\u001f';

    private final JsonNode skus;
    private final StockSettings settings;
    private final Instant now;
    private final Map<String, Product> products = new HashMap<>();
    private final Map<String, Map<String, Level>> levels = new HashMap<>();

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
        Product product = product(name);
        boolean kit = !product.kit().isEmpty();
        long available = available(name, 0);
        return new Availability(
                name,
                available,
                kit ? 0 : AvailableToPromise.shortfall(levels(name).values()),
                kit ? List.of() : StepOutput.list(node.path("short"), JsonNode::textValue),
                channels(node, product, available),
                kit ? List.of() : AvailableToPromise.locations(levels(name), buffer(product)),
                incoming(node.path("inc")),
                product,
                version(name, 0),
                asOf(name, 0),
                stale(name, 0));
    }

    private Product product(String name) {
        return products.computeIfAbsent(name, sku -> {
            String json = skus.path(sku).path("pj").textValue();
            return json == null ? Product.unknown(sku) : Json.read(json, Product.class);
        });
    }

    private static long buffer(Product product) {
        return product.buffer() == null ? 0 : product.buffer();
    }

    private Map<String, Level> levels(String name) {
        return levels.computeIfAbsent(name, sku -> {
            Map<String, Level> byLocation = new TreeMap<>();
            skus.path(sku)
                    .path("locs")
                    .properties()
                    .forEach(entry -> byLocation.put(
                            entry.getKey(),
                            new Level(
                                    StepOutput.units(entry.getValue(), "o"), StepOutput.units(entry.getValue(), "r"))));
            return byLocation;
        });
    }

    private long available(String name, int depth) {
        Product product = product(name);
        if (product.kit().isEmpty()) {
            return AvailableToPromise.of(levels(name).values(), buffer(product));
        }
        if (depth >= KIT_DEPTH_MAX) {
            return 0;
        }
        return AvailableToPromise.ofKit(product.kit().stream()
                .map(part -> new Part(available(part.sku(), depth + 1), part.quantity()))
                .toList());
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

    private static Map<String, Long> channels(JsonNode node, Product product, long available) {
        Set<String> names = new TreeSet<>(product.channels().keySet());
        for (String listing : StepOutput.list(node.path("offers"), JsonNode::textValue)) {
            names.add(listing.substring(0, listing.indexOf(SEPARATOR)));
        }
        Map<String, Long> shown = new TreeMap<>();
        names.forEach(channel -> shown.put(channel, Exposure.of(available, product.channels(), channel)));
        return shown;
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
