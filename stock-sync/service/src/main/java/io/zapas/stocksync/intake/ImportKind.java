package io.zapas.stocksync.intake;

import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.StockLevel;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a file may hold: its columns are named like the fields of the event each row becomes, plus {@code time}. */
public enum ImportKind {
    PRODUCTS(
            Product.TYPE,
            Set.of("sku"),
            Map.ofEntries(
                    Map.entry("sku", Cell.TEXT),
                    Map.entry("name", Cell.TEXT),
                    Map.entry("ean", Cell.TEXT),
                    Map.entry("supplier", Cell.TEXT),
                    Map.entry("leadTimeDays", Cell.NUMBER),
                    Map.entry("leadTimeSdDays", Cell.NUMBER),
                    Map.entry("unitCost", Cell.NUMBER),
                    Map.entry("price", Cell.NUMBER),
                    Map.entry("currency", Cell.TEXT),
                    Map.entry("moq", Cell.NUMBER),
                    Map.entry("orderMultiple", Cell.NUMBER),
                    Map.entry("owner", Cell.TEXT),
                    Map.entry("buffer", Cell.NUMBER),
                    Map.entry("channels", Cell.JSON),
                    Map.entry("locations", Cell.JSON),
                    Map.entry("preorder", Cell.JSON),
                    Map.entry("kit", Cell.JSON),
                    Map.entry("discontinued", Cell.FLAG),
                    Map.entry("time", Cell.TEXT))),
    LEVELS(
            StockLevel.TYPE,
            Set.of("sku", "location", "quantity"),
            Map.of(
                    "sku", Cell.TEXT,
                    "location", Cell.TEXT,
                    "quantity", Cell.NUMBER,
                    "basis", Cell.TEXT,
                    "version", Cell.NUMBER,
                    "lot", Cell.TEXT,
                    "expires", Cell.TEXT,
                    "time", Cell.TEXT)),
    /** Rows of one order that follow each other become one event. */
    ORDERS(
            Order.TYPE,
            Set.of("orderId", "channel", "status", "quantity"),
            Map.ofEntries(
                    Map.entry("orderId", Cell.TEXT),
                    Map.entry("channel", Cell.TEXT),
                    Map.entry("status", Cell.TEXT),
                    Map.entry("sku", Cell.TEXT),
                    Map.entry("offerId", Cell.TEXT),
                    Map.entry("quantity", Cell.NUMBER),
                    Map.entry("placedAt", Cell.TEXT),
                    Map.entry("externalOrderId", Cell.TEXT),
                    Map.entry("location", Cell.TEXT),
                    Map.entry("payment", Cell.TEXT),
                    Map.entry("time", Cell.TEXT)));

    /** How the text of a cell becomes JSON. */
    enum Cell {
        TEXT,
        NUMBER,
        FLAG,
        JSON
    }

    private final String eventType;

    // Immutable: all constants pass Set.of and Map.of.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<String> required;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Map<String, Cell> columns;

    ImportKind(String eventType, Set<String> required, Map<String, Cell> columns) {
        this.eventType = eventType;
        this.required = required;
        this.columns = columns;
    }

    /** The kind with this name in a path, such as {@code levels}. */
    public static Optional<ImportKind> named(String name) {
        for (ImportKind kind : values()) {
            if (kind.path().equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Its name in paths. */
    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    String eventType() {
        return eventType;
    }

    Set<String> required() {
        return required;
    }

    Map<String, Cell> columns() {
        return columns;
    }
}
