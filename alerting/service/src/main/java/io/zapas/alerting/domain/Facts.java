package io.zapas.alerting.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers behind an alert in one canonical form, so that facts computed now equal the same facts read back from the store: texts (dates and times
 * in ISO form), booleans, {@link Long} for whole numbers, {@link BigDecimal} without trailing zeros for the others (four decimals), lists and maps of
 * these. What is unknown is left out.
 */
public final class Facts {
    private static final int DECIMALS = 4;

    private final Map<String, Object> values = new LinkedHashMap<>();

    private Facts() {}

    public static Facts facts() {
        return new Facts();
    }

    /** A null value is left out. */
    public Facts put(String name, Object value) {
        Object canonical = canonical(value);
        if (canonical != null) {
            values.put(name, canonical);
        }
        return this;
    }

    public Map<String, Object> map() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The canonical form of facts that were read from somewhere. */
    public static Map<String, Object> canonicalMap(Map<?, ?> facts) {
        Facts canonical = facts();
        facts.forEach((name, value) -> canonical.put(String.valueOf(name), value));
        return canonical.map();
    }

    private static Object canonical(Object value) {
        if (value == null || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Number number) {
            return canonicalNumber(number);
        }
        if (value instanceof Map<?, ?> map) {
            return canonicalMap(map);
        }
        if (value instanceof Collection<?> items) {
            List<Object> list = new ArrayList<>(items.size());
            for (Object item : items) {
                Object canonical = canonical(item);
                if (canonical != null) {
                    list.add(canonical);
                }
            }
            return Collections.unmodifiableList(list);
        }
        return value.toString();
    }

    private static Object canonicalNumber(Number number) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return number.longValue();
        }
        if ((number instanceof Double || number instanceof Float) && !Double.isFinite(number.doubleValue())) {
            return null;
        }
        BigDecimal decimal = new BigDecimal(number.toString())
                .setScale(DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return decimal.scale() <= 0 ? (Object) decimal.longValue() : decimal;
    }
}
