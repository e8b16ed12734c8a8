package io.zapas.stocksync.stream;

import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.InvalidFieldException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads query parameters, each with its limits; what does not fit throws {@link InvalidFieldException} naming the parameter. */
public final class Query {
    private static final int MAX_TEXT_LENGTH = 128;

    private final RoutingContext request;

    public Query(RoutingContext request) {
        this.request = request;
    }

    /** Null when absent or blank. */
    public String text(String name) {
        List<String> values = request.queryParam(name);
        if (values.isEmpty() || values.get(0).isBlank()) {
            return null;
        }
        return checked(name, values.get(0).strip());
    }

    /** A list with commas, parameter repeatable; empty when absent. */
    public List<String> texts(String name, int maxSize) {
        List<String> texts = new ArrayList<>();
        for (String value : request.queryParam(name)) {
            for (String text : value.split(",")) {
                if (!text.isBlank()) {
                    texts.add(checked(name, text.strip()));
                }
                if (texts.size() > maxSize) {
                    throw new InvalidFieldException(name, "must have at most " + maxSize + " elements");
                }
            }
        }
        return texts;
    }

    public int integer(String name, int defaultValue, int min, int max) {
        String text = text(name);
        if (text == null) {
            return defaultValue;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw new InvalidFieldException(name, "must be a whole number from " + min + " to " + max + ", was " + text);
    }

    public boolean flag(String name) {
        String text = text(name);
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw new InvalidFieldException(name, "must be true or false, was " + text);
    }

    /** A constant of an enum, in any case, or null. */
    public <E extends Enum<E>> E oneOf(String name, Class<E> type) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        List<String> allowed = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text)) {
                return constant;
            }
            allowed.add(constant.name().toLowerCase(Locale.ROOT));
        }
        throw new InvalidFieldException(name, "must be one of " + String.join(", ", allowed) + ", was " + text);
    }

    private static String checked(String name, String text) {
        if (text.codePointCount(0, text.length()) > MAX_TEXT_LENGTH) {
            throw new InvalidFieldException(name, "must have at most " + MAX_TEXT_LENGTH + " characters");
        }
        return text;
    }
}
