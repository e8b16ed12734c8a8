package io.zapas.stocksync.erp.rows;

/** Names as the ERP has them and as events take them. */
final class Names {
    /** Characters of a name in an event. */
    static final int MAX_LENGTH = 128;

    private Names() {}

    /** A SKU; null: the product has none. One that no event can carry is an error: cut short it would be another's. */
    static String sku(Row row, String column) {
        String sku = row.text(column);
        if (sku != null && sku.codePointCount(0, sku.length()) > MAX_LENGTH) {
            throw new UnusableRowException(row.path(column), "must have at most " + MAX_LENGTH + " characters");
        }
        if (sku != null && sku.codePoints().anyMatch(Character::isISOControl)) {
            throw new UnusableRowException(row.path(column), "must not contain control characters");
        }
        return sku;
    }

    /** A warehouse's symbol, which must be there. */
    static String symbol(Row row, String column) {
        row.required(column);
        return sku(row, column);
    }

    /** What people read: made to fit. */
    static String label(String text) {
        if (text == null) {
            return null;
        }
        String plain = text.replaceAll("\\p{Cntrl}+", " ").strip();
        if (plain.codePointCount(0, plain.length()) > MAX_LENGTH) {
            plain = plain.substring(0, plain.offsetByCodePoints(0, MAX_LENGTH)).strip();
        }
        return plain.isEmpty() ? null : plain;
    }
}
