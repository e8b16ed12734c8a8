package io.zapas.stocksync;

import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.quick.ShownDocument;
import java.util.LinkedHashMap;
import java.util.Map;

/** Availability a test made up, as a store shows it; and back. */
public final class Shown {
    private Shown() {}

    public static ShownAvailability of(Availability document) {
        return new ShownDocument(document.sku(), document.version(), Json.bytes(document));
    }

    public static Map<String, ShownAvailability> of(Map<String, Availability> documents) {
        Map<String, ShownAvailability> shown = new LinkedHashMap<>();
        documents.forEach((sku, document) -> shown.put(sku, of(document)));
        return shown;
    }

    public static Map<String, Availability> read(Map<String, ShownAvailability> shown) {
        Map<String, Availability> documents = new LinkedHashMap<>();
        shown.forEach((sku, document) -> documents.put(sku, document.read()));
        return documents;
    }
}
