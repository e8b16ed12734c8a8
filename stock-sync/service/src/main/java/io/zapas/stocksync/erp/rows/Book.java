package io.zapas.stocksync.erp.rows;

import io.zapas.stocksync.erp.rows.Entry.Counted;
import io.zapas.stocksync.erp.rows.Entry.Product;
import io.zapas.stocksync.erp.rows.Entry.Shelf;
import io.zapas.stocksync.erp.rows.Entry.StockRow;
import io.zapas.stocksync.erp.rows.Entry.Told;
import io.zapas.stocksync.erp.rows.Entry.Warehouse;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * All that is known of one ERP's rows, and what follows from them.
 *
 * <p>The level of a SKU at a location is the sum of the shelves (products in warehouses) that bear these names. It is told when it changes, and when a snapshot states it anew; an unchanged one is not
 * told again, for the ERP may not know yet of what was sold since. Every level has a version above the one before it; the first one starts from the time of its change, so that it is
 * above whatever was told before the book was lost.
 *
 * <p>Order: a row's change that is not newer than what is known of the row has no effect. The same changes in the same order are told in the same words. A shelf whose product's or warehouse's row has
 * not come waits for it. A shelf with several rows whose first ones come by a snapshot waits until {@link #settle}: a part of them would be a wrong level.
 *
 * <p>What a change left behind is taken by {@link #takeChanged} and {@link #takeStatements}; handed to {@link #restore} again it makes the same book. Not safe for threads.
 */
public final class Book {
    /** Units of a level, as events take them. */
    public static final long MAX_UNITS = 1_000_000_000L;

    private final Mapping mapping;
    private final Basis basis;
    private final Locations locations;
    private final ZoneId zone;
    private final boolean products;
    private final Shelves rules;
    private final Map<String, Product> productsById = new HashMap<>();
    private final Map<String, Warehouse> warehousesById = new HashMap<>();
    private final Map<List<String>, Shelf> shelves = new HashMap<>();
    private final Map<String, Set<List<String>>> shelvesOfProduct = new HashMap<>();
    private final Map<String, Set<List<String>>> shelvesOfWarehouse = new HashMap<>();
    /** In which shelf a row is, where rows have keys of their own. */
    private final Map<String, List<String>> shelfOfRow = new HashMap<>();

    private final Map<Spot, Set<List<String>>> counting = new HashMap<>();
    private final Map<Spot, Told> told = new HashMap<>();
    private final Set<List<String>> parked = new LinkedHashSet<>();
    private final Set<List<String>> unsettled = new LinkedHashSet<>();
    private final Map<List<String>, Entry> changed = new LinkedHashMap<>();
    private final List<Statement> statements = new ArrayList<>();
    private LocalDate today;

    /** Where units count. */
    private record Spot(String sku, String location) {}

    /** Why something is told. */
    private record Cause(String text, long atMillis, boolean restates) {}

    /**
     * @param zone of the ERP's days
     * @param products whether products' names are told
     * @param now the present day follows from it
     */
    public Book(Mapping mapping, Basis basis, Locations locations, ZoneId zone, boolean products, Instant now) {
        this.mapping = mapping;
        this.basis = basis;
        this.locations = locations;
        this.zone = zone;
        this.products = products;
        this.rules = new Shelves(mapping.mode(), basis, zone);
        this.today = LocalDate.ofInstant(now, zone);
    }

    /** Puts back what was taken by {@link #takeChanged}; what is of another ERP's tables is left out. Then {@link #resume}. */
    public void restore(Entry entry) {
        if (entry instanceof Product product
                && product.table().equals(mapping.tables().products())) {
            productsById.put(product.id(), product);
        } else if (entry instanceof Warehouse warehouse
                && warehouse.table().equals(mapping.tables().warehouses())) {
            warehousesById.put(warehouse.id(), warehouse);
        } else if (entry instanceof Told level) {
            told.put(new Spot(level.sku(), level.location()), level);
        } else if (entry instanceof Shelf shelf
                && shelf.table().equals(mapping.tables().stock())) {
            index(shelf);
        }
    }

    /** Everything was put back: tells what is otherwise by now, because a day has passed or another configuration holds. */
    public void resume(Instant now) {
        today = LocalDate.ofInstant(now, zone);
        for (Shelf shelf : shelves.values()) {
            boolean inPart = shelf.counted() == null || Shelves.isOfSeveralLives(shelf);
            if (mapping.mode() != Mode.LEVEL && inPart) {
                unsettled.add(shelf.key());
            }
        }
        recount(List.copyOf(shelves.keySet()), new Cause("resumed", now.toEpochMilli(), false));
    }

    /** No row that tells a level is known: nothing was read yet, or all of it was lost, or another table is read now. */
    public boolean isEmpty() {
        return shelves.isEmpty();
    }

    /**
     * Takes over a change.
     *
     * @throws UnusableRowException it cannot be used, and nothing has changed
     */
    public Outcome apply(RowChange change) {
        List<Fact> facts = mapping.facts(change);
        facts.forEach(this::check);
        Outcome outcome = Outcome.IGNORED;
        for (Fact fact : facts) {
            outcome = apply(change, fact);
        }
        return outcome;
    }

    private void check(Fact fact) {
        if (fact instanceof Fact.Stock stock) {
            if (stock.reserved() == null && basis.lessReserved()) {
                throw new UnusableRowException(stock.reservedField(), "is required, as reserved units are taken off");
            }
            BigDecimal quantity = basis.quantity(stock.onHand(), stock.reserved());
            if (quantity.abs().compareTo(BigDecimal.valueOf(MAX_UNITS)) > 0) {
                throw new UnusableRowException(
                        stock.field(),
                        "must be from -" + MAX_UNITS + " to " + MAX_UNITS + ", was " + quantity.toPlainString());
            }
        }
    }

    private Outcome apply(RowChange change, Fact fact) {
        if (fact instanceof Fact.Product product) {
            return product(change, product);
        }
        if (fact instanceof Fact.Warehouse warehouse) {
            return warehouse(change, warehouse);
        }
        if (fact instanceof Fact.Stock stock) {
            StockRow row = new StockRow(
                    stock.onHand(), stock.reserved(), stock.day(), change.position(), change.atMillis(), false);
            return stock(change, stock.product(), stock.warehouse(), stock.row(), row);
        }
        Fact.NoStock none = (Fact.NoStock) fact;
        StockRow row =
                new StockRow(BigDecimal.ZERO, BigDecimal.ZERO, none.day(), change.position(), change.atMillis(), true);
        return stock(change, none.product(), none.warehouse(), none.row(), row);
    }

    private Outcome product(RowChange change, Fact.Product fact) {
        Product before = productsById.get(fact.id());
        Outcome known = before == null ? null : known(before.position(), change.position());
        if (known != null) {
            return known;
        }
        Product product = new Product(
                mapping.tables().products(),
                fact.id(),
                fact.sku(),
                fact.name(),
                fact.ean(),
                fact.goods(),
                change.position());
        productsById.put(product.id(), product);
        changed.put(product.key(), product);
        boolean named = before == null
                || !Objects.equals(before.sku(), product.sku())
                || !Objects.equals(before.name(), product.name())
                || !Objects.equals(before.ean(), product.ean())
                || before.goods() != product.goods();
        if (products && named && product.sku() != null && product.goods()) {
            statements.add(new Statement.Product(
                    id("product", change.position().toString(), product.sku(), product.id(), 0),
                    product.sku(),
                    product.name(),
                    product.ean(),
                    change.atMillis()));
        }
        if (before == null || !Objects.equals(before.sku(), product.sku()) || before.goods() != product.goods()) {
            recount(shelvesOfProduct.getOrDefault(product.id(), Set.of()), cause(change, false));
        }
        return product.goods() ? Outcome.APPLIED : Outcome.IGNORED;
    }

    private Outcome warehouse(RowChange change, Fact.Warehouse fact) {
        Warehouse before = warehousesById.get(fact.id());
        Outcome known = before == null ? null : known(before.position(), change.position());
        if (known != null) {
            return known;
        }
        Warehouse warehouse = new Warehouse(mapping.tables().warehouses(), fact.id(), fact.symbol(), change.position());
        warehousesById.put(warehouse.id(), warehouse);
        changed.put(warehouse.key(), warehouse);
        if (before == null || !before.symbol().equals(warehouse.symbol())) {
            recount(shelvesOfWarehouse.getOrDefault(warehouse.id(), Set.of()), cause(change, false));
        }
        return Outcome.APPLIED;
    }

    private Outcome stock(RowChange change, String product, String warehouse, String rowKey, StockRow row) {
        String table = mapping.tables().stock();
        List<String> key = Shelf.key(table, product, warehouse);
        List<String> home = rowKey.isEmpty() ? key : shelfOfRow.getOrDefault(rowKey, key);
        Shelf shelf = shelves.getOrDefault(key, new Shelf(table, product, warehouse, Map.of(), false, null));
        StockRow before = shelves.containsKey(home) ? shelves.get(home).rows().get(rowKey) : null;
        Outcome known = before == null ? null : known(before.position(), row.position());
        if (known != null) {
            return known;
        }
        Map<String, StockRow> rows = new TreeMap<>(shelf.rows());
        rows.put(rowKey, row);
        Shelf after = new Shelf(table, product, warehouse, rows, shelf.cut(), shelf.counted());
        bounded(after, row);
        boolean partial = mapping.mode() != Mode.LEVEL
                && change.kind() == RowChange.Kind.READ
                && (shelf.counted() == null
                        || Shelves.generation(shelf.rows().values())
                                < row.position().generation());
        List<List<String>> touched = new ArrayList<>();
        if (!home.equals(key)) {
            // The row is another product's or warehouse's now.
            Shelf left = shelves.get(home);
            Map<String, StockRow> others = new TreeMap<>(left.rows());
            others.put(
                    rowKey,
                    new StockRow(
                            before.onHand(), before.reserved(), before.day(), row.position(), row.atMillis(), true));
            keep(new Shelf(table, left.product(), left.warehouse(), others, left.cut(), left.counted()));
            touched.add(home);
        }
        keep(after);
        touched.add(key);
        if (partial) {
            unsettled.add(key);
        }
        boolean restates = change.kind() == RowChange.Kind.READ && mapping.mode() == Mode.LEVEL;
        recount(touched, cause(change, restates));
        return parked.contains(key) ? Outcome.PARKED : Outcome.APPLIED;
    }

    /** Null: it is newer. */
    private static Outcome known(Position known, Position position) {
        int order = position.compareTo(known);
        return order > 0 ? null : order == 0 ? Outcome.REPEATED : Outcome.OLDER;
    }

    private void bounded(Shelf shelf, StockRow row) {
        Shelves.Units units = rules.units(rules.trimmed(shelf, today), today);
        if (units != null && units.units().abs().compareTo(BigDecimal.valueOf(MAX_UNITS)) > 0) {
            throw new UnusableRowException(
                    "after",
                    row.onHand().toPlainString() + " units bring the sum of product " + shelf.product()
                            + " in warehouse " + shelf.warehouse() + " beyond " + MAX_UNITS);
        }
    }

    /** Shelves that were read in part are told: no further rows of a snapshot are on their way. */
    public void settle() {
        List<List<String>> ready = new ArrayList<>(unsettled);
        unsettled.clear();
        recount(ready, new Cause("settled", 0, false));
    }

    /** Shelves that wait for {@link #settle}. */
    public int unsettled() {
        return unsettled.size();
    }

    /**
     * Looks at the calendar: on a new day rows written for it count, and deletions of long ago are forgotten.
     *
     * @param forgetMillis deletions before it are repeated by nobody any more
     */
    public void turn(Instant now, long forgetMillis) {
        LocalDate day = LocalDate.ofInstant(now, zone);
        if (!day.isAfter(today)) {
            return;
        }
        LocalDate before = today;
        today = day;
        List<List<String>> due = new ArrayList<>();
        for (Shelf shelf : new ArrayList<>(shelves.values())) {
            forget(shelf, forgetMillis);
            if (Shelves.changesBetween(shelf, before, day)) {
                due.add(shelf.key());
            }
        }
        recount(due, new Cause("day/" + day, day.atStartOfDay(zone).toInstant().toEpochMilli(), false));
    }

    private void forget(Shelf shelf, long forgetMillis) {
        Map<String, StockRow> rows = new TreeMap<>(shelf.rows());
        rows.values().removeIf(row -> row.gone() && row.atMillis() < forgetMillis);
        if (rows.size() < shelf.rows().size()) {
            keep(new Shelf(shelf.table(), shelf.product(), shelf.warehouse(), rows, shelf.cut(), shelf.counted()));
        }
    }

    /** Finds out anew where shelves count for how much, and tells what that changes. */
    private void recount(Collection<List<String>> keys, Cause cause) {
        Set<Spot> left = new LinkedHashSet<>();
        Set<Spot> joined = new LinkedHashSet<>();
        for (List<String> key : List.copyOf(keys)) {
            if (unsettled.contains(key) || !shelves.containsKey(key)) {
                continue;
            }
            Shelf shelf = rules.trimmed(shelves.get(key), today);
            Counted before = shelf.counted();
            Counted after = count(shelf);
            if (shelf.rows().size() < shelves.get(key).rows().size() || !Objects.equals(before, after)) {
                keep(new Shelf(shelf.table(), shelf.product(), shelf.warehouse(), shelf.rows(), shelf.cut(), after));
            }
            Spot from = before == null ? null : new Spot(before.sku(), before.location());
            Spot to = after == null ? null : new Spot(after.sku(), after.location());
            if (from != null && !from.equals(to)) {
                left.add(from);
            }
            if (to != null) {
                joined.add(to);
            }
        }
        // What is elsewhere now is taken away first: at no moment it is in both places.
        left.forEach(spot -> tell(spot, cause, true));
        joined.stream().filter(spot -> !left.contains(spot)).forEach(spot -> tell(spot, cause, false));
    }

    /** Null: nowhere. */
    private Counted count(Shelf shelf) {
        Warehouse warehouse = warehousesById.get(shelf.warehouse());
        String symbol = warehouse == null ? null : warehouse.symbol();
        Product product = productsById.get(shelf.product());
        boolean counts = !locations.ignores(shelf.warehouse(), symbol) && (product == null || product.goods());
        String location = locations.of(shelf.warehouse(), symbol);
        String sku = product == null ? null : product.sku();
        if (!counts || sku == null || location == null) {
            if (counts) {
                parked.add(shelf.key());
            } else {
                parked.remove(shelf.key());
            }
            return null;
        }
        parked.remove(shelf.key());
        Shelves.Units units = rules.units(shelf, today);
        if (units != null) {
            return new Counted(sku, location, units.units().longValueExact(), units.atMillis());
        }
        Counted before = shelf.counted();
        return before == null ? null : new Counted(sku, location, before.units(), before.atMillis());
    }

    private void tell(Spot spot, Cause cause, boolean left) {
        long units = 0;
        long atMillis = left ? cause.atMillis() : Long.MIN_VALUE;
        for (List<String> key : counting.getOrDefault(spot, Set.of())) {
            Counted counted = shelves.get(key).counted();
            units += counted.units();
            atMillis = Math.max(atMillis, counted.atMillis());
        }
        // Several shelves that are one location: each is within the bound.
        units = Math.max(-MAX_UNITS, Math.min(MAX_UNITS, units));
        Told before = told.get(spot);
        boolean same = before != null && before.units() == units && before.basis() == basis.stated();
        if (same && !cause.restates()) {
            return;
        }
        // A time that nothing before can have had, and so a version above all that was told before the book was lost.
        long least = Math.max(0, Math.max(cause.atMillis(), atMillis));
        long version = before == null ? least : Math.max(before.version() + 1, least);
        Told level = new Told(
                spot.sku(),
                spot.location(),
                units,
                basis.stated(),
                version,
                before == null ? atMillis : Math.max(before.atMillis(), atMillis));
        told.put(spot, level);
        changed.put(level.key(), level);
        statements.add(new Statement.Level(
                id("level", cause.text(), level.sku(), level.location(), level.version()),
                level.sku(),
                level.location(),
                units,
                level.basis(),
                level.version(),
                level.atMillis()));
    }

    private static Cause cause(RowChange change, boolean restates) {
        return new Cause(change.position().toString(), change.atMillis(), restates);
    }

    private static String id(String kind, String cause, String sku, String place, long version) {
        String words = String.join("\0", sku, place, Long.toString(version));
        return kind + "/" + cause + "/" + UUID.nameUUIDFromBytes(words.getBytes(StandardCharsets.UTF_8));
    }

    private void keep(Shelf shelf) {
        List<String> key = shelf.key();
        Shelf before = shelves.get(key);
        if (before != null) {
            if (before.counted() != null) {
                counting.get(spot(before.counted())).remove(key);
            }
            before.rows().keySet().stream()
                    .filter(row -> !shelf.rows().containsKey(row))
                    .forEach(row -> shelfOfRow.remove(row, key));
        }
        if (shelf.rows().isEmpty()
                && (shelf.counted() == null || shelf.counted().units() == 0)) {
            shelves.remove(key);
            shelvesOfProduct.getOrDefault(shelf.product(), new HashSet<>()).remove(key);
            shelvesOfWarehouse.getOrDefault(shelf.warehouse(), new HashSet<>()).remove(key);
            parked.remove(key);
            unsettled.remove(key);
            changed.put(key, null);
            return;
        }
        index(shelf);
        changed.put(key, shelf);
    }

    private void index(Shelf shelf) {
        List<String> key = shelf.key();
        shelves.put(key, shelf);
        shelvesOfProduct
                .computeIfAbsent(shelf.product(), product -> new LinkedHashSet<>())
                .add(key);
        shelvesOfWarehouse
                .computeIfAbsent(shelf.warehouse(), warehouse -> new LinkedHashSet<>())
                .add(key);
        if (shelf.counted() != null) {
            counting.computeIfAbsent(spot(shelf.counted()), spot -> new LinkedHashSet<>())
                    .add(key);
        }
        shelf.rows().forEach((rowKey, row) -> {
            if (!rowKey.isEmpty() && !row.gone()) {
                shelfOfRow.put(rowKey, key);
            } else if (!rowKey.isEmpty()) {
                shelfOfRow.putIfAbsent(rowKey, key);
            }
        });
    }

    private static Spot spot(Counted counted) {
        return new Spot(counted.sku(), counted.location());
    }

    /** Shelves that have rows and no name, because the product's or warehouse's row has not come or has none. */
    public int parked() {
        return parked.size();
    }

    /** Some of them: product and warehouse by the ERP's numbers. */
    public List<String> someParked(int most) {
        return parked.stream()
                .limit(most)
                .map(key -> "product " + key.get(2) + " in warehouse " + key.get(3))
                .toList();
    }

    /** What is otherwise than when it was last asked, by its key; null: forgotten. */
    public Map<List<String>, Entry> takeChanged() {
        Map<List<String>, Entry> taken = new LinkedHashMap<>(changed);
        changed.clear();
        return taken;
    }

    /** What is to be told, in this order, since it was last asked. */
    public List<Statement> takeStatements() {
        List<Statement> taken = List.copyOf(statements);
        statements.clear();
        return taken;
    }
}
