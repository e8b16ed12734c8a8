package io.zapas.stocksync.statement;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.json.Json;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * An object of somebody else's JSON, read as such systems write: ids are numbers of any size or texts, numbers may be texts, a text that is empty is none,
 * as is null. What does not fit throws {@link InvalidFieldException} with the path. Whether a text suits an event is the event's business.
 */
public final class Part {
    private static final int SHOWN_LENGTH = 64;

    private final JsonNode node;
    private final String path;

    private Part(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** A body that must be a JSON object. */
    public static Part of(byte[] body) {
        JsonNode tree;
        try {
            tree = Json.tree(body);
        } catch (UncheckedIOException e) {
            throw new InvalidFieldException("body", "is not JSON");
        }
        if (!tree.isObject()) {
            throw new InvalidFieldException("body", "must be a JSON object");
        }
        return new Part(tree, "");
    }

    /** Text or number as text, or null. */
    public String text(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw invalid(name, "must be text or a whole number");
        }
        String text = value.asText();
        return text.isBlank() ? null : text;
    }

    public String requiredText(String name) {
        String text = text(name);
        if (text == null) {
            throw invalid(name, "is required");
        }
        return text;
    }

    /** Units, as a number or text of one; null when absent. */
    public Long units(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isTextual() && value.textValue().matches("-?\\d{1,18}")) {
            return Long.valueOf(value.textValue());
        }
        throw invalid(name, "must be a whole number");
    }

    /** A number, as one or as text of one; null when absent. */
    public BigDecimal decimal(String name) {
        JsonNode value = get(name);
        if (value == null || (value.isTextual() && value.textValue().isBlank())) {
            return null;
        }
        if (value.isNumber()) {
            return value.decimalValue();
        }
        if (value.isTextual() && value.textValue().matches("-?\\d{1,18}(\\.\\d{1,9})?")) {
            return new BigDecimal(value.textValue());
        }
        throw invalid(name, "must be a number");
    }

    public long requiredUnits(String name) {
        Long units = units(name);
        if (units == null) {
            throw invalid(name, "is required");
        }
        return units;
    }

    /** Whether it is there and true. */
    public boolean is(String name) {
        JsonNode value = get(name);
        return value != null && value.isBoolean() && value.booleanValue();
    }

    /** Whether it is there and false. */
    public boolean isNot(String name) {
        JsonNode value = get(name);
        return value != null && value.isBoolean() && !value.booleanValue();
    }

    /** A time with offset, or null. */
    public Instant time(String name) {
        String text = text(name);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw invalid(name, "must be a time with an offset");
        }
    }

    /** A time without offset that is UTC, or null. */
    public Instant utc(String name) {
        String text = text(name);
        try {
            return text == null ? null : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw invalid(name, "must be a time without an offset");
        }
    }

    /** Seconds since 1970. */
    public Instant requiredSeconds(String name) {
        long seconds = requiredUnits(name);
        if (seconds < 0 || seconds > Integer.MAX_VALUE * 100L) {
            throw invalid(name, "must be the seconds since 1970");
        }
        return Instant.ofEpochSecond(seconds);
    }

    public <T> T required(String name, T value) {
        if (value == null) {
            throw invalid(name, "is required");
        }
        return value;
    }

    /** Null when absent. */
    public Part object(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            throw invalid(name, "must be an object");
        }
        return new Part(value, at(name));
    }

    /** Objects; none when absent. */
    public List<Part> list(String name) {
        JsonNode value = get(name);
        List<Part> parts = new ArrayList<>();
        if (value == null) {
            return parts;
        }
        if (!value.isArray()) {
            throw invalid(name, "must be a list");
        }
        for (int i = 0; i < value.size(); i++) {
            String path = at(name) + "[" + i + "]";
            if (!value.get(i).isObject()) {
                throw new InvalidFieldException(path, "must be an object");
            }
            parts.add(new Part(value.get(i), path));
        }
        return parts;
    }

    public List<Part> requiredList(String name) {
        required(name, get(name));
        return list(name);
    }

    public boolean has(String name) {
        return get(name) != null;
    }

    /** The value itself, or null. */
    public JsonNode get(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    public InvalidFieldException invalid(String name, String rule) {
        JsonNode value = get(name);
        String was = "";
        if (value != null) {
            String shown = value.toString();
            was = ", was " + (shown.length() > SHOWN_LENGTH ? shown.substring(0, SHOWN_LENGTH) + "…" : shown);
        }
        return new InvalidFieldException(at(name), rule + was);
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
