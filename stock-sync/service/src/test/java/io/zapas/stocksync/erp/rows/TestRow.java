package io.zapas.stocksync.erp.rows;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/** A row whose values are what they are. */
final class TestRow implements Row {
    private final Map<String, Object> values = new HashMap<>();

    /** @param columns name, value, name, value, ... */
    static TestRow of(Object... columns) {
        TestRow row = new TestRow();
        for (int i = 0; i < columns.length; i += 2) {
            row.values.put((String) columns[i], columns[i + 1]);
        }
        return row;
    }

    @Override
    public String text(String column) {
        Object value = values.get(column);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }

    @Override
    public BigDecimal decimal(String column) {
        Object value = values.get(column);
        return value == null ? null : new BigDecimal(value.toString());
    }

    @Override
    public LocalDate day(String column) {
        return (LocalDate) values.get(column);
    }

    @Override
    public String path(String column) {
        return "after." + column;
    }
}
