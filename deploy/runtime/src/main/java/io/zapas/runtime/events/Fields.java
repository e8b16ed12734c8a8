package io.zapas.runtime.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Reads the fields of a JSON object one by one, each with its limits; what does not fit throws {@link InvalidFieldException} with the
 * path. Fields nobody asks for are ignored. A JSON null is the same as an absent field.
 */
public final class Fields {
    public static final int MAX_TEXT_LENGTH = 128;
    public static final long MAX_QUANTITY = 1_000_000_000L;
    private static final int SHOWN_LENGTH = 64;

    private final JsonNode node;
    private final String path;

    private Fields(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** @param path prefix of the names in errors, such as {@code data}; empty for the top */
    public static Fields of(JsonNode node, String path) {
        if (node == null || !node.isObject()) {
            throw new InvalidFieldException(path.isEmpty() ? "body" : path, "must be a JSON object" + was(node));
        }
        return new Fields(node, path);
    }

    public String requiredText(String name) {
        String value = text(name);
        if (value == null) {
            throw new InvalidFieldException(at(name), "is required");
        }
        return value;
    }

    /** Text of 1 to 128 characters, or null. */
    public String text(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(name, "must be text", value);
        }
        String text = value.textValue();
        if (text.isBlank()) {
            throw invalid(name, "must not be empty", value);
        }
        if (text.length() > MAX_TEXT_LENGTH && text.codePointCount(0, text.length()) > MAX_TEXT_LENGTH) {
            throw invalid(name, "must have at most " + MAX_TEXT_LENGTH + " characters", value);
        }
        if (hasControlCharacter(text)) {
            throw invalid(name, "must not contain control characters", value);
        }
        return text;
    }

    private static boolean hasControlCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    public long requiredInteger(String name, long min, long max) {
        Long value = integer(name, min, max);
        if (value == null) {
            throw new InvalidFieldException(at(name), "is required");
        }
        return value;
    }

    public Long integer(String name, long min, long max) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToLong()) {
            throw invalid(name, "must be a whole number from " + min + " to " + max, value);
        }
        long number = value.longValue();
        if (number < min || number > max) {
            throw invalid(name, "must be a whole number from " + min + " to " + max, value);
        }
        return number;
    }

    public Double number(String name, double min, double max) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || !(value.doubleValue() >= min && value.doubleValue() <= max)) {
            throw invalid(name, "must be a number from " + min + " to " + max, value);
        }
        return value.doubleValue();
    }

    /** A number that is not negative, kept exact. */
    public BigDecimal amount(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()
                || value.decimalValue().signum() < 0
                || value.decimalValue().precision() > 18) {
            throw invalid(name, "must be an amount of 0 or more", value);
        }
        return value.decimalValue();
    }

    public Boolean flag(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw invalid(name, "must be true or false", value);
        }
        return value.booleanValue();
    }

    /** An RFC 3339 time with offset, or null. */
    public Instant time(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException e) {
            throw invalid(name, "must be a time such as 2026-11-22T07:30:00Z", get(name));
        }
    }

    public LocalDate date(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return LocalDate.parse(value.length() > 10 && value.charAt(10) == 'T' ? value.substring(0, 10) : value);
        } catch (DateTimeParseException e) {
            throw invalid(name, "must be a date such as 2026-11-29", get(name));
        }
    }

    /** A constant of an enum, written in any case, or null. */
    public <E extends Enum<E>> E oneOf(String name, Class<E> type) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(value)) {
                return constant;
            }
        }
        StringBuilder allowed = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            allowed.append(allowed.isEmpty() ? "" : ", ").append(constant.name().toLowerCase(Locale.ROOT));
        }
        throw invalid(name, "must be one of " + allowed, get(name));
    }

    /** An object, or null. */
    public Fields object(String name) {
        JsonNode value = get(name);
        return value == null ? null : of(value, at(name));
    }

    /** A list of objects; empty when absent. */
    public <T> List<T> list(String name, int maxSize, BiFunction<Fields, Integer, T> item) {
        JsonNode value = get(name);
        List<T> items = new ArrayList<>();
        if (value == null) {
            return items;
        }
        if (!value.isArray() || value.size() > maxSize) {
            throw invalid(name, "must be a list of at most " + maxSize, value);
        }
        for (int i = 0; i < value.size(); i++) {
            items.add(item.apply(of(value.get(i), at(name) + "[" + i + "]"), i));
        }
        return items;
    }

    /** A list of texts; empty when absent. */
    public List<String> texts(String name, int maxSize) {
        JsonNode value = get(name);
        List<String> items = new ArrayList<>();
        if (value == null) {
            return items;
        }
        if (!value.isArray() || value.size() > maxSize) {
            throw invalid(name, "must be a list of at most " + maxSize, value);
        }
        for (int i = 0; i < value.size(); i++) {
            JsonNode wrapped = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                    .objectNode()
                    .set("[" + i + "]", value.get(i));
            items.add(new Fields(wrapped, at(name)).requiredText("[" + i + "]"));
        }
        return items;
    }

    /** An object whose names are free; empty when absent. */
    public <T> Map<String, T> map(String name, int maxSize, BiFunction<Fields, String, T> item) {
        JsonNode value = get(name);
        Map<String, T> items = new LinkedHashMap<>();
        if (value == null) {
            return items;
        }
        if (!value.isObject() || value.size() > maxSize) {
            throw invalid(name, "must be an object with at most " + maxSize + " members", value);
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            items.put(
                    entry.getKey(), item.apply(of(entry.getValue(), at(name) + "." + entry.getKey()), entry.getKey()));
        }
        return items;
    }

    private JsonNode get(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private String at(String name) {
        if (path.isEmpty()) {
            return name;
        }
        return name.startsWith("[") ? path + name : path + "." + name;
    }

    private InvalidFieldException invalid(String name, String rule, JsonNode value) {
        return new InvalidFieldException(at(name), rule + was(value));
    }

    private static String was(JsonNode value) {
        if (value == null || value.isMissingNode()) {
            return "";
        }
        String shown = value.toString();
        return ", was " + (shown.length() > SHOWN_LENGTH ? shown.substring(0, SHOWN_LENGTH) + "…" : shown);
    }
}
