package io.zapas.stocksync.erp.rows;

import java.util.Map;
import java.util.Set;

/**
 * What warehouses are called: as configured, else by their symbol if the ERP tells symbols, else by their number.
 *
 * @param names our location by the warehouse's number or symbol
 * @param ignored numbers or symbols of those that are left out
 * @param symbols whether the ERP tells symbols: then one whose symbol is not known yet has no name
 */
public record Locations(Map<String, String> names, Set<String> ignored, boolean symbols) {
    public Locations {
        names = Map.copyOf(names);
        ignored = Set.copyOf(ignored);
    }

    /** @param symbol null: not known */
    boolean ignores(String id, String symbol) {
        return ignored.contains(id) || (symbol != null && ignored.contains(symbol));
    }

    /** Null: it cannot be said yet. */
    String of(String id, String symbol) {
        String name = names.get(id);
        if (name != null || !symbols) {
            return name == null ? id : name;
        }
        return symbol == null ? null : names.getOrDefault(symbol, symbol);
    }
}
