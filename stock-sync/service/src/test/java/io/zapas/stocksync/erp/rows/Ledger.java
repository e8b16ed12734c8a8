package io.zapas.stocksync.erp.rows;

import io.zapas.stocksync.erp.rows.RowChange.Kind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A book under test, and what it told and left behind. Every change is one millisecond after the one before. */
final class Ledger {
    static final Instant START = Instant.parse("2026-03-14T10:00:00Z");
    static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");

    private final Mapping mapping;
    private final Basis basis;
    private final Locations locations;
    private final boolean products;
    final Map<List<String>, Entry> kept = new LinkedHashMap<>();
    Book book;
    int generation = 1;
    private int changes;
    Instant now = START;

    Ledger(Mapping mapping, Basis basis, Locations locations, boolean products) {
        this.mapping = mapping;
        this.basis = basis;
        this.locations = locations;
        this.products = products;
        open();
    }

    static Ledger gt() {
        return new Ledger(new SubiektGt(), Basis.PHYSICAL, names(Map.of(), true), false);
    }

    static Ledger optima(Optima.StockTable table) {
        return new Ledger(new Optima(table), Basis.PHYSICAL, names(Map.of("1", "MAG", "2", "SHOP"), false), false);
    }

    static Locations names(Map<String, String> names, boolean symbols) {
        return new Locations(names, Set.of(), symbols);
    }

    private void open() {
        book = new Book(mapping, basis, locations, WARSAW, products, now);
    }

    /** What was kept, under another configuration. */
    Ledger reopened(Basis otherBasis, Locations otherLocations) {
        Ledger other = new Ledger(mapping, otherBasis, otherLocations, products);
        other.kept.putAll(kept);
        other.now = now;
        other.changes = changes;
        return other;
    }

    /** As after a crash. */
    List<String> restart() {
        open();
        kept.values().forEach(book::restore);
        book.resume(now);
        return told();
    }

    Position next() {
        changes++;
        return new Position(generation, String.format("%08x:00000000:0001", changes), "00000000:00000000:0001", 2);
    }

    Position read() {
        changes++;
        return new Position(generation, String.format("%08x:00000000:0001", changes), "", -1);
    }

    Outcome outcome(String table, Kind kind, Position position, Object... columns) {
        now = now.plusMillis(1);
        return book.apply(new RowChange(table, kind, TestRow.of(columns), position, now.toEpochMilli()));
    }

    List<String> write(String table, Object... columns) {
        outcome(table, Kind.WRITTEN, next(), columns);
        return told();
    }

    List<String> read(String table, Object... columns) {
        outcome(table, Kind.READ, read(), columns);
        return told();
    }

    List<String> delete(String table, Object... columns) {
        outcome(table, Kind.DELETED, next(), columns);
        return told();
    }

    List<Statement> statements() {
        book.takeChanged().forEach((key, entry) -> {
            if (entry == null) {
                kept.remove(key);
            } else {
                kept.put(key, entry);
            }
        });
        return book.takeStatements();
    }

    /** Such as {@code A@MAG=5}. */
    List<String> told() {
        return statements().stream().map(Ledger::words).toList();
    }

    static String words(Statement statement) {
        if (statement instanceof Statement.Level level) {
            return level.sku() + "@" + level.location() + "=" + level.units();
        }
        Statement.Product product = (Statement.Product) statement;
        return product.sku() + ":" + product.name() + ":" + product.ean();
    }
}
