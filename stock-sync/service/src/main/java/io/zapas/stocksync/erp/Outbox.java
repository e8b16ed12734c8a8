package io.zapas.stocksync.erp;

import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import io.zapas.stocksync.erp.rows.Statement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be told, stored together with what it follows from: whoever goes on after a crash tells it again in the same words. It holds the statements of one batch, in documents of {@code erp.rows} of at most {@value #PER_BOX};
 * those of the next batch take their place, which begins when all of them are told.
 */
final class Outbox {
    static final String KIND = "outbox";
    private static final int PER_BOX = 1_000;

    private final Map<Integer, Box> stored = new TreeMap<>();
    private int boxes;

    /** A part of it, in the order in which it is told. */
    record Box(List<Statement.Level> levels, List<Statement.Product> products) {
        List<Statement> all() {
            List<Statement> all = new ArrayList<>(products);
            all.addAll(levels);
            return all;
        }
    }

    /** Puts a stored document back; false: it is none of these. */
    boolean restore(String key, byte[] value) {
        var parts = Json.tree(key.getBytes(StandardCharsets.UTF_8));
        if (!parts.path(0).asText().equals(KIND)) {
            return false;
        }
        int number = parts.path(1).asInt();
        stored.put(number, Json.read(value, Box.class));
        boxes = Math.max(boxes, number + 1);
        return true;
    }

    /** What was put back: perhaps nobody was told. */
    List<Statement> restored() {
        List<Statement> statements = new ArrayList<>();
        stored.values().forEach(box -> statements.addAll(box.all()));
        return statements;
    }

    /** Documents that put these statements in the place of those before. */
    List<Document> replacedBy(List<Statement> statements) {
        List<Document> documents = new ArrayList<>();
        int number = 0;
        for (int from = 0; from < statements.size(); from += PER_BOX) {
            List<Statement.Level> levels = new ArrayList<>();
            List<Statement.Product> products = new ArrayList<>();
            for (Statement statement : statements.subList(from, Math.min(from + PER_BOX, statements.size()))) {
                if (statement instanceof Statement.Level level) {
                    levels.add(level);
                } else {
                    products.add((Statement.Product) statement);
                }
            }
            documents.add(new Document(key(number), Json.bytes(new Box(levels, products))));
            number++;
        }
        for (int gone = number; gone < boxes; gone++) {
            documents.add(new Document(key(gone), null));
        }
        boxes = number;
        return documents;
    }

    private static String key(int number) {
        return Json.text(List.of(KIND, Integer.toString(number)));
    }
}
