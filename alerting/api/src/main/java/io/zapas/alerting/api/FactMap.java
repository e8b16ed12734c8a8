package io.zapas.alerting.api;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The facts of an alert in a few bytes each, because a million alerts are kept: a map of texts, {@link Long}s, {@link java.math.BigDecimal}s, booleans, and lists and maps
 * of these, in the order of its names. Values are made anew each time they are asked for, so nobody should ask in a loop. Immutable.
 */
public final class FactMap extends AbstractMap<String, Object> {
    private final byte[] bytes;
    private final int from;
    private final int to;

    FactMap(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /**
     * An immutable copy: packed, or as it is when something in it has no packed form, such as a date.
     *
     * @throws NullPointerException a name or value is null
     */
    public static Map<String, Object> copyOf(Map<String, Object> facts) {
        if (facts instanceof FactMap) {
            return facts;
        }
        if (facts.isEmpty()) {
            return Map.of();
        }
        PackWriter out = new PackWriter();
        return out.value(facts) ? packed(out) : Map.copyOf(facts);
    }

    /**
     * A map of these names and values, of which every one has a packed form; of a name that stands there twice the last one counts.
     *
     * @param count how many of them there are; what is behind them is nothing
     * @throws IllegalArgumentException a value has no packed form, see {@link PackWriter#value}
     */
    public static Map<String, Object> of(String[] names, Object[] values, int count) {
        if (count == 0) {
            return Map.of();
        }
        PackWriter out = new PackWriter();
        if (!out.entries(names, values, count)) {
            throw new IllegalArgumentException("no packed form: " + Arrays.toString(values));
        }
        return packed(out);
    }

    private static FactMap packed(PackWriter out) {
        byte[] packed = out.bytes();
        return new FactMap(packed, 0, packed.length);
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    @Override
    public int size() {
        return new Entries().left;
    }

    @Override
    public Object get(Object name) {
        Entries entries = new Entries();
        return name instanceof String text && entries.find(text) ? entries.in.value() : null;
    }

    @Override
    public boolean containsKey(Object name) {
        return name instanceof String text && new Entries().find(text);
    }

    /** Equal bytes are equal facts. A word may have got its number after the other was packed: then the entries are compared. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof FactMap facts)) {
            return super.equals(other);
        }
        if (Arrays.equals(bytes, from, to, facts.bytes, facts.from, facts.to)) {
            return true;
        }
        Entries mine = new Entries();
        Entries theirs = facts.new Entries();
        if (mine.left != theirs.left) {
            return false;
        }
        boolean same = true;
        while (same && mine.hasNext()) {
            same = mine.name().equals(theirs.name()) && mine.value().equals(theirs.value());
        }
        return same;
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return FactMap.this.size();
            }

            @Override
            public Iterator<Entry<String, Object>> iterator() {
                return new Entries();
            }
        };
    }

    /** The entries in the order of their names, each of which is read before its value. */
    private final class Entries implements Iterator<Entry<String, Object>> {
        private final PackReader in = new PackReader(bytes, from);
        /** Null: the names stand before the values. */
        private final Shape shape;

        private final int count;
        private int left;

        Entries() {
            boolean named = in.isNamed();
            in.skipTag();
            in.length();
            int number = in.length();
            shape = named ? null : Shape.numbered(number);
            count = named ? number : shape.size();
            left = count;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        String name() {
            return shape == null ? in.text() : shape.name(count - left);
        }

        Object value() {
            left--;
            return in.value();
        }

        @Override
        public Entry<String, Object> next() {
            if (left == 0) {
                throw new NoSuchElementException();
            }
            String name = name();
            return Map.entry(name, value());
        }

        /** Goes to the value of this name, if there is one. */
        boolean find(String wanted) {
            if (shape == null) {
                for (; left > 0; left--) {
                    if (in.text().equals(wanted)) {
                        return true;
                    }
                    in.skip();
                }
                return false;
            }
            int index = shape.index(wanted);
            for (int i = 0; i < index; i++) {
                in.skip();
            }
            return index >= 0;
        }
    }
}
