package io.zapas.stocksync.erp.rows;

import java.math.BigDecimal;
import java.time.LocalDate;

/** The columns of one row. What does not fit throws {@link UnusableRowException} with the column's name. */
public interface Row {

    /** Text or whole number as text, without blanks around it; null: absent, null or blank. */
    String text(String column);

    /** An exact number; null: absent or null. */
    BigDecimal decimal(String column);

    /** A day, of a date or of a local time; null: absent or null. */
    LocalDate day(String column);

    /** What the column is called in errors, such as {@code after.st_Stan}. */
    String path(String column);

    /** {@link #text} that must be there. */
    default String required(String column) {
        return required(column, text(column));
    }

    /** {@link #decimal} that must be there. */
    default BigDecimal requiredDecimal(String column) {
        return required(column, decimal(column));
    }

    /** {@link #day} that must be there. */
    default LocalDate requiredDay(String column) {
        return required(column, day(column));
    }

    private <T> T required(String column, T value) {
        if (value == null) {
            throw new UnusableRowException(path(column), "is required");
        }
        return value;
    }
}
