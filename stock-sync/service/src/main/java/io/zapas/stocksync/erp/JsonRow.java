package io.zapas.stocksync.erp;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.stocksync.erp.rows.Row;
import io.zapas.stocksync.erp.rows.UnusableRowException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A row as Debezium's JSON has it. Numbers are numbers, texts of numbers, or the bytes of an unscaled number in base64: the schema tells which; without one, a text that could be both
 * is refused, for a level that is guessed is worse than none. Times have no zone: their day is the one that the ERP wrote.
 */
final class JsonRow implements Row {
    private static final int SHOWN_LENGTH = 64;
    private static final int MAX_DIGITS = 40;
    private static final int MAX_BYTES = 32;
    private static final Pattern PLAIN = Pattern.compile("[+-]?[0-9]{1,30}(\\.[0-9]{1,20})?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final int BASE64_GROUP = 4;
    private static final String DECIMAL = "org.apache.kafka.connect.data.Decimal";
    /** Days, milliseconds, microseconds and nanoseconds since 1970 do not overlap between 1971 and 4700. */
    private static final long MAX_DAYS = 1_000_000L;

    private static final long MAX_MILLIS = 100_000_000_000_000L;
    private static final long MAX_MICROS = 100_000_000_000_000_000L;
    private static final long MICROS = 1_000L;
    private static final long NANOS = 1_000_000L;

    private final JsonNode node;
    private final String path;
    private final Map<String, JsonNode> types;
    private final int scale;

    /**
     * @param path the row's name in errors
     * @param types schemas of the columns; null: there is no schema
     * @param scale decimals of bytes without a schema
     */
    JsonRow(JsonNode node, String path, Map<String, JsonNode> types, int scale) {
        this.node = node;
        this.path = path;
        this.types = types;
        this.scale = scale;
    }

    @Override
    public String path(String column) {
        return path + "." + column;
    }

    @Override
    public String text(String column) {
        JsonNode value = get(column);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw invalid(column, "must be text or a whole number");
        }
        String text = value.asText().strip();
        return text.isEmpty() ? null : text;
    }

    @Override
    public BigDecimal decimal(String column) {
        JsonNode value = get(column);
        if (value == null) {
            return null;
        }
        if (value.isNumber()) {
            return bounded(column, value.decimalValue());
        }
        if (!value.isTextual()) {
            throw invalid(column, "must be a number, text of one, or base64");
        }
        String text = value.textValue().strip();
        if (types == null) {
            return withoutSchema(column, text);
        }
        JsonNode type = types.get(column);
        if (type != null && DECIMAL.equals(type.path("name").textValue())) {
            return unscaled(column, text, type.path("parameters").path("scale").asInt(scale));
        }
        return plain(column, text);
    }

    private BigDecimal withoutSchema(String column, String text) {
        if (DIGITS.matcher(text).matches() && text.length() % BASE64_GROUP == 0) {
            throw invalid(
                    column,
                    "could be a number or base64: set decimal.handling.mode=string and write decimals, or send schemas");
        }
        return PLAIN.matcher(text).matches() ? plain(column, text) : unscaled(column, text, scale);
    }

    private BigDecimal plain(String column, String text) {
        if (!PLAIN.matcher(text).matches()) {
            throw invalid(column, "must be a number");
        }
        return new BigDecimal(text);
    }

    private BigDecimal unscaled(String column, String text, int decimals) {
        if (text.length() % BASE64_GROUP != 0) {
            throw invalid(column, "must be a number or base64");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw invalid(column, "must be a number or base64");
        }
        if (bytes.length == 0 || bytes.length > MAX_BYTES || Math.abs(decimals) > MAX_DIGITS) {
            throw invalid(column, "must be base64 of 1 to " + MAX_BYTES + " bytes");
        }
        return bounded(column, new BigDecimal(new BigInteger(bytes), decimals));
    }

    /** 1E999999999 is a number of JSON, too. */
    private BigDecimal bounded(String column, BigDecimal number) {
        if (number.precision() > MAX_DIGITS * 2 || Math.abs((long) number.scale()) > MAX_DIGITS) {
            throw invalid(column, "must have at most " + MAX_DIGITS + " digits");
        }
        return number;
    }

    @Override
    public LocalDate day(String column) {
        JsonNode value = get(column);
        if (value == null) {
            return null;
        }
        try {
            if (value.isTextual()) {
                String text = value.textValue().strip();
                return LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
            }
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                return day(value.longValue());
            }
        } catch (DateTimeException e) {
            throw invalid(column, "must be a day");
        }
        throw invalid(column, "must be a day");
    }

    private static LocalDate day(long since1970) {
        long size = Math.abs(since1970);
        if (size < MAX_DAYS) {
            return LocalDate.ofEpochDay(since1970);
        }
        long millis = size < MAX_MILLIS ? since1970 : Math.floorDiv(since1970, size < MAX_MICROS ? MICROS : NANOS);
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }

    private JsonNode get(String column) {
        JsonNode value = node.get(column);
        return value == null || value.isNull() ? null : value;
    }

    private UnusableRowException invalid(String column, String rule) {
        String shown = String.valueOf(node.get(column));
        return new UnusableRowException(
                path(column),
                rule + ", was " + (shown.length() > SHOWN_LENGTH ? shown.substring(0, SHOWN_LENGTH) + "…" : shown));
    }
}
