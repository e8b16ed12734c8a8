package io.zapas.stocksync.intake;

import io.zapas.runtime.events.InvalidFieldException;
import java.io.BufferedInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The rows of a CSV file, one at a time: plain or gzip (by its first bytes), with or without a byte order mark, separated by comma, semicolon or
 * tab (what the header line has most of), quoted or not. UTF-8. Memory: one row, at most {@value #MAX_ROW_CHARS} characters. One thread.
 */
final class CsvRows implements AutoCloseable {
    static final int MAX_ROW_CHARS = 1 << 20;
    static final int MAX_HEADER_CHARS = 1 << 16;
    static final long MAX_TEXT_BYTES = 2L << 30;
    private static final int BOM = 0xfeff;
    private static final char UNREADABLE = '\ufffd';

    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final RowGuard guard;
    private final boolean decimalComma;
    private final List<String> columns;
    private final List<String> ignored = new ArrayList<>();

    /**
     * One row.
     *
     * @param line where it begins, 1 = the header
     * @param cells by column name; blank cells are left out
     * @param problem what is wrong with the row as such, null when it is fine
     */
    record Row(long line, Map<String, String> cells, String problem) {}

    /** Reads the header. Throws {@link InvalidFieldException} for field {@code header}, {@link IOException} when the bytes end or cannot be read. */
    CsvRows(InputStream bytes, ImportKind kind) throws IOException {
        Reader text = new InputStreamReader(
                new BoundedStream(plain(bytes), MAX_TEXT_BYTES),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE));
        PushbackReader start = new PushbackReader(text, MAX_HEADER_CHARS + 1);
        char separator = separator(start);
        guard = new RowGuard(start);
        decimalComma = separator == ';';
        parser = CSVParser.builder()
                .setReader(guard)
                .setFormat(CSVFormat.DEFAULT
                        .builder()
                        .setDelimiter(separator)
                        .setIgnoreEmptyLines(false)
                        .setTrailingData(true)
                        .setLenientEof(true)
                        .get())
                .get();
        records = parser.iterator();
        columns = header(kind);
    }

    /** Whether numbers are written with a decimal comma. */
    boolean decimalComma() {
        return decimalComma;
    }

    /** Columns of the file that mean nothing here. */
    List<String> ignoredColumns() {
        return List.copyOf(ignored);
    }

    boolean hasColumn(String name) {
        return columns.contains(name);
    }

    /** The next row that is not blank, or null at the end. */
    Row next() throws IOException {
        while (true) {
            long line = parser.getCurrentLineNumber() + 1;
            CSVRecord record = record(line);
            if (record == null) {
                return null;
            }
            if (!blank(record)) {
                return row(line, record);
            }
        }
    }

    private CSVRecord record(long line) throws IOException {
        guard.newRow();
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException e) {
            throw new IOException("line " + line + ": " + e.getCause().getMessage(), e.getCause());
        }
    }

    private Row row(long line, CSVRecord record) {
        Map<String, String> cells = new LinkedHashMap<>();
        String problem = null;
        for (int i = 0; i < record.size(); i++) {
            String cell = record.get(i).strip();
            if (i >= columns.size()) {
                problem = cell.isEmpty() ? problem : "has more fields than the header";
                continue;
            }
            if (cell.indexOf(UNREADABLE) >= 0) {
                problem = "is not UTF-8 text";
            }
            String column = columns.get(i);
            if (column != null && !cell.isEmpty()) {
                cells.put(column, cell);
            }
        }
        if (record.size() < columns.size()) {
            problem = "has " + record.size() + " fields, the header has " + columns.size();
        }
        return new Row(line, cells, problem);
    }

    private static boolean blank(CSVRecord record) {
        for (String cell : record) {
            if (!cell.isBlank()) {
                return false;
            }
        }
        return true;
    }

    private List<String> header(ImportKind kind) throws IOException {
        CSVRecord record = record(1);
        if (record == null || blank(record)) {
            throw new InvalidFieldException("header", "is required: the first line names the columns");
        }
        Map<String, String> known = new LinkedHashMap<>();
        kind.columns().keySet().forEach(name -> known.put(name.toLowerCase(Locale.ROOT), name));
        List<String> names = new ArrayList<>();
        for (String cell : record) {
            String name = known.get(cell.strip().toLowerCase(Locale.ROOT));
            if (name == null && !cell.isBlank()) {
                ignored.add(cell.strip());
            }
            if (name != null && names.contains(name)) {
                throw new InvalidFieldException("header", "names the column " + name + " twice");
            }
            names.add(name);
        }
        TreeSet<String> missing = new TreeSet<>(kind.required());
        missing.removeIf(names::contains);
        if (!missing.isEmpty()) {
            throw new InvalidFieldException("header", "misses the column " + String.join(", ", missing));
        }
        if (kind == ImportKind.ORDERS && !names.contains("sku") && !names.contains("offerId")) {
            throw new InvalidFieldException("header", "misses the column sku or offerId");
        }
        return names;
    }

    private static InputStream plain(InputStream bytes) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(bytes, 1 << 14);
        buffered.mark(2);
        boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        return gzip ? new GZIPInputStream(buffered, 1 << 14) : buffered;
    }

    /** Looks at the header line, and puts it back without the byte order mark. */
    private static char separator(PushbackReader start) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = start.read();
        if (c == BOM) {
            c = start.read();
        }
        while (c >= 0) {
            if (line.length() >= MAX_HEADER_CHARS) {
                throw new InvalidFieldException("header", "is longer than " + MAX_HEADER_CHARS + " characters");
            }
            line.append((char) c);
            if (c == '\n' || c == '\r') {
                break;
            }
            c = start.read();
        }
        start.unread(line.toString().toCharArray());
        char best = ',';
        long most = 0;
        for (char candidate : new char[] {',', ';', '\t'}) {
            long count = line.chars().filter(each -> each == candidate).count();
            if (count > most) {
                best = candidate;
                most = count;
            }
        }
        return best;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** Ends the reading of a row that does not end, such as one with a quote that is never closed. */
    private static final class RowGuard extends FilterReader {
        private long chars;

        RowGuard(Reader in) {
            super(in);
        }

        void newRow() {
            chars = 0;
        }

        @Override
        public int read(char[] target, int offset, int length) throws IOException {
            if (chars > MAX_ROW_CHARS) {
                throw new IOException(
                        "the row is longer than " + MAX_ROW_CHARS + " characters; perhaps a quote is not closed");
            }
            int count = super.read(target, offset, length);
            chars += Math.max(0, count);
            return count;
        }
    }

    /** Bounds what a small compressed file may grow to. */
    private static final class BoundedStream extends java.io.FilterInputStream {
        private long left;

        BoundedStream(InputStream in, long limitBytes) {
            super(in);
            this.left = limitBytes;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            return value < 0 ? value : counted(1, value);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            return count < 0 ? count : counted(count, count);
        }

        private int counted(int bytes, int answer) throws IOException {
            left -= bytes;
            if (left < 0) {
                throw new IOException("the file is larger than " + (MAX_TEXT_BYTES >> 30) + " GiB");
            }
            return answer;
        }
    }
}
