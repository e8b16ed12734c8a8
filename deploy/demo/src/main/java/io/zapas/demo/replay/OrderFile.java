package io.zapas.demo.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Streams the rows of a gzip CSV order history; memory does not grow with the file. A row that cannot be read, or that goes back in time,
 * throws {@link IllegalArgumentException} naming line, column and value. One thread.
 */
final class OrderFile implements AutoCloseable, Iterator<OrderRow> {
    static final List<String> HEADER = List.of("ts", "invoice", "sku", "qty", "price", "country");
    private static final int BUFFER_BYTES = 1 << 16;

    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private LocalDateTime last = LocalDateTime.MIN;

    private OrderFile(CSVParser parser) {
        this.parser = parser;
        records = parser.iterator();
    }

    static OrderFile open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        try {
            CSVParser parser = CSVFormat.DEFAULT
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get()
                    .parse(new BufferedReader(
                            new InputStreamReader(new GZIPInputStream(bytes, BUFFER_BYTES), StandardCharsets.UTF_8),
                            BUFFER_BYTES));
            if (!parser.getHeaderNames().containsAll(HEADER)) {
                throw new IllegalArgumentException(
                        file + ": the header must name " + HEADER + ", was " + parser.getHeaderNames());
            }
            return new OrderFile(parser);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    @Override
    public boolean hasNext() {
        return records.hasNext();
    }

    @Override
    public OrderRow next() {
        CSVRecord csv = records.next();
        OrderRow row = new OrderRow(
                time(csv), text(csv, "invoice"), text(csv, "sku"), quantity(csv), price(csv), text(csv, "country"));
        if (row.at().isBefore(last)) {
            throw bad(csv, "ts", "must not be earlier than the row before (" + last + ")");
        }
        last = row.at();
        return row;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private LocalDateTime time(CSVRecord csv) {
        try {
            return LocalDateTime.parse(csv.get("ts"));
        } catch (DateTimeParseException e) {
            throw bad(csv, "ts", "must be a local time such as 2010-12-01T08:26");
        }
    }

    private String text(CSVRecord csv, String column) {
        String text = csv.get(column).strip();
        if (text.isEmpty()) {
            throw bad(csv, column, "must not be empty");
        }
        return text;
    }

    private long quantity(CSVRecord csv) {
        try {
            return Long.parseLong(csv.get("qty").strip());
        } catch (NumberFormatException e) {
            throw bad(csv, "qty", "must be a whole number");
        }
    }

    private double price(CSVRecord csv) {
        try {
            return Double.parseDouble(csv.get("price").strip());
        } catch (NumberFormatException e) {
            throw bad(csv, "price", "must be a number");
        }
    }

    private IllegalArgumentException bad(CSVRecord csv, String column, String rule) {
        return new IllegalArgumentException("line " + parser.getCurrentLineNumber() + ", " + column + ": " + rule
                + ", was \"" + csv.get(column) + "\"");
    }
}
