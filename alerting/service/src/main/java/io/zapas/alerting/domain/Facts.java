package io.zapas.alerting.domain;

import io.zapas.alerting.api.FactMap;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The numbers behind an alert in one canonical form, so that facts computed now equal the same facts read back from the store: texts (dates and times
 * in ISO form), booleans, {@link Long} for whole numbers, {@link BigDecimal} without trailing zeros for the others (four decimals), lists and maps of
 * these. What is unknown is left out.
 */
public final class Facts {
    private static final int DECIMALS = 4;

    private static final int FIRST_SIZE = 16;

    private String[] names = new String[FIRST_SIZE];
    private Object[] values = new Object[FIRST_SIZE];
    private int size;

    private Facts() {}

    public static Facts facts() {
        return new Facts();
    }

    /** A null value is left out. */
    public Facts put(String name, Object value) {
        Object canonical = canonical(value);
        if (canonical != null) {
            if (size == names.length) {
                names = Arrays.copyOf(names, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            names[size] = name;
            values[size++] = canonical;
        }
        return this;
    }

    /** Immutable, in the order of the names. */
    public Map<String, Object> map() {
        return FactMap.of(names, values, size);
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
