package io.zapas.alerting.render;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A table as CSV (RFC 4180) that spreadsheets open without running anything in it. Not safe for concurrent use. */
public final class CsvTable {
    private static final String FORMULA = "=+-@\t\r";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?");

    private final StringBuilder text = new StringBuilder();
    private final CSVPrinter printer;

    public CsvTable(List<String> header) {
        this(header, ',');
    }

    /** @param delimiter between fields, such as a tab */
    public CsvTable(List<String> header, char delimiter) {
        try {
            printer = new CSVPrinter(
                    text, CSVFormat.RFC4180.builder().setDelimiter(delimiter).get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        add(header);
    }

    /** Fields that are numbers, and null for nothing, are written as they are; texts that a spreadsheet would take for a formula get an apostrophe. */
    public void add(List<?> row) {
        try {
            printer.printRecord(row.stream().map(CsvTable::safe).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text() {
        return text.toString();
    }

    /** A text that is written as it is, for a reader that has to know it again. */
    public record Exact(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    private static Object safe(Object value) {
        if (value instanceof String string
                && !string.isEmpty()
                && FORMULA.indexOf(string.charAt(0)) >= 0
                && !NUMBER.matcher(string).matches()) {
            return "'" + string;
        }
        return value == null ? "" : value;
    }
}
