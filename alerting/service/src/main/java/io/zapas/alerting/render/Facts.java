package io.zapas.alerting.render;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Facts of an alert, read with their types. They come from our own records or back from JSON, so a date may be a {@link LocalDate} or a
 * string and a number any kind of number. What is missing or cannot be read is empty: a text never fails for a fact.
 *
 * @param zone in which a moment is a day
 */
record Facts(Map<String, Object> values, ZoneId zone) {

    Optional<BigDecimal> number(String name) {
        return asNumber(values.get(name));
    }

    Optional<LocalDate> date(String name) {
        Object value = values.get(name);
        if (value instanceof LocalDate date) {
            return Optional.of(date);
        }
        if (value instanceof String text && text.length() == "2026-11-29".length()) {
            try {
                return Optional.of(LocalDate.parse(text));
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        }
        return instant(name).map(moment -> LocalDate.ofInstant(moment, zone));
    }

    Optional<Instant> instant(String name) {
        Object value = values.get(name);
        if (value instanceof Instant moment) {
            return Optional.of(moment);
        }
        if (value instanceof String text) {
            try {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** A text that says something: not blank. Numbers are taken as text too. */
    Optional<String> text(String name, int maxLength) {
        return asText(values.get(name), maxLength);
    }

    boolean flag(String name) {
        Object value = values.get(name);
        return Boolean.TRUE.equals(value) || "true".equals(value);
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    /** The objects of a list; what is not an object is left out. */
    List<Facts> list(String name) {
        List<Facts> items = new ArrayList<>();
        if (values.get(name) instanceof Collection<?> list) {
            list.forEach(item -> {
                if (item instanceof Map<?, ?> map) {
                    items.add(new Facts(named(map), zone));
                }
            });
        }
        return List.copyOf(items);
    }

    /** The texts of a list, or the one text given instead of a list. */
    List<String> texts(String name, int maxLength) {
        Object value = values.get(name);
        Collection<?> list = value instanceof Collection<?> many ? many : value == null ? List.of() : List.of(value);
        return list.stream().flatMap(item -> asText(item, maxLength).stream()).toList();
    }

    /** An object's fields by name; empty when it is none. */
    Facts object(String name) {
        return new Facts(values.get(name) instanceof Map<?, ?> map ? named(map) : Map.of(), zone);
    }

    private static Map<String, Object> named(Map<?, ?> map) {
        Map<String, Object> named = new TreeMap<>();
        map.forEach((key, value) -> {
            if (key != null && value != null) {
                named.put(key.toString(), value);
            }
        });
        return named;
    }

    private static Optional<BigDecimal> asNumber(Object value) {
        if (value instanceof BigDecimal number) {
            return Optional.of(number);
        }
        if (value instanceof Number number) {
            double size = number.doubleValue();
            return Double.isNaN(size) || Double.isInfinite(size)
                    ? Optional.empty()
                    : Optional.of(new BigDecimal(number.toString()));
        }
        return Optional.empty();
    }

    private static Optional<String> asText(Object value, int maxLength) {
        if (value instanceof Map || value instanceof Collection || value == null) {
            return Optional.empty();
        }
        String clean = Names.clean(value.toString(), maxLength);
        return clean.isEmpty() ? Optional.empty() : Optional.of(clean);
    }
}
