package io.zapas.stocksync.erp;

import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import io.zapas.stocksync.erp.rows.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Entries of a book as documents of {@code erp.rows}: under their key as a JSON list, whose first part is their kind. */
final class KeptEntries {
    private KeptEntries() {}

    /** @param changed null values: forgotten */
    static List<Document> documents(Map<List<String>, Entry> changed) {
        List<Document> documents = new ArrayList<>(changed.size());
        changed.forEach(
                (key, entry) -> documents.add(new Document(Json.text(key), entry == null ? null : Json.bytes(entry))));
        return documents;
    }

    /**
     * Null: of a kind that is not known here.
     *
     * @throws java.io.UncheckedIOException it cannot be read
     */
    static Entry entry(String key, byte[] value) {
        String kind = Json.tree(key.getBytes(StandardCharsets.UTF_8)).path(0).asText();
        return switch (kind) {
            case Entry.Product.KIND -> Json.read(value, Entry.Product.class);
            case Entry.Warehouse.KIND -> Json.read(value, Entry.Warehouse.class);
            case Entry.Shelf.KIND -> Json.read(value, Entry.Shelf.class);
            case Entry.Told.KIND -> Json.read(value, Entry.Told.class);
            default -> null;
        };
    }
}
