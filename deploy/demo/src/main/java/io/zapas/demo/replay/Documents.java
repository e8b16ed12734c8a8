package io.zapas.demo.replay;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Groups neighbouring rows of one invoice and minute into documents. Rows that are not wanted are left out and counted. One thread; memory: one
 * invoice, and the names of the newest {@link #MAX_REMEMBERED} invoices.
 */
final class Documents {
    /** Lines of one event; the suite takes at most 1,000. */
    static final int MAX_LINES = 500;

    static final int MAX_REMEMBERED = 100_000;

    private final Iterator<OrderRow> rows;
    private final Predicate<OrderRow> wanted;
    private final Map<String, Integer> parts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };
    private OrderRow ahead;
    private long rowsRead;
    private long rowsSkipped;

    Documents(Iterator<OrderRow> rows, Predicate<OrderRow> wanted) {
        this.rows = rows;
        this.wanted = wanted;
    }

    /** The documents of the next invoice (a part per kind and {@link #MAX_LINES} lines; none when no row is wanted), or null at the end. */
    List<Document> next() {
        OrderRow first = ahead != null ? ahead : read();
        if (first == null) {
            return null;
        }
        Map<Document.Kind, Map<String, Long>> units = new EnumMap<>(Document.Kind.class);
        OrderRow row = first;
        while (row != null && row.invoice().equals(first.invoice()) && row.at().equals(first.at())) {
            add(units, row);
            row = read();
        }
        ahead = row;
        List<Document> documents = new ArrayList<>();
        units.forEach((kind, quantities) -> split(documents, kind, first, quantities));
        return documents;
    }

    long rowsRead() {
        return rowsRead;
    }

    long rowsSkipped() {
        return rowsSkipped;
    }

    private OrderRow read() {
        if (!rows.hasNext()) {
            return null;
        }
        rowsRead++;
        return rows.next();
    }

    private void add(Map<Document.Kind, Map<String, Long>> units, OrderRow row) {
        if (row.quantity() == 0 || !wanted.test(row)) {
            rowsSkipped++;
            return;
        }
        units.computeIfAbsent(kind(row), kind -> new LinkedHashMap<>())
                .merge(row.sku(), Math.abs(row.quantity()), Long::sum);
    }

    private static Document.Kind kind(OrderRow row) {
        if (row.quantity() > 0) {
            return Document.Kind.SALE;
        }
        return row.cancellation() ? Document.Kind.RETURN : Document.Kind.WRITE_OFF;
    }

    private void split(List<Document> documents, Document.Kind kind, OrderRow first, Map<String, Long> quantities) {
        Map<String, Long> part = new LinkedHashMap<>();
        for (Map.Entry<String, Long> line : quantities.entrySet()) {
            part.put(line.getKey(), line.getValue());
            if (part.size() == MAX_LINES) {
                documents.add(document(kind, first, part));
                part = new LinkedHashMap<>();
            }
        }
        if (!part.isEmpty()) {
            documents.add(document(kind, first, part));
        }
    }

    private Document document(Document.Kind kind, OrderRow first, Map<String, Long> units) {
        int part = parts.merge(first.invoice(), 1, Integer::sum);
        String id = part == 1 ? first.invoice() : first.invoice() + "/" + part;
        return new Document(kind, id, first.at(), first.country(), units);
    }
}
