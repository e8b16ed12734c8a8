package io.zapas.alerting.api;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The facts of an alert in some 10 bytes each, because a million alerts are kept: a map of texts, {@link Long}s, {@link java.math.BigDecimal}s, booleans, and lists and maps
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
        if (!out.value(facts)) {
            return Map.copyOf(facts);
        }
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

    private PackReader entries() {
        PackReader in = new PackReader(bytes, from);
        in.skipTag();
        in.length();
        return in;
    }

    @Override
    public int size() {
        return entries().length();
    }

    @Override
    public Object get(Object name) {
        int wanted = name instanceof String text ? Words.known(text) : -1;
        PackReader in = entries();
        for (int left = in.length(); left > 0; left--) {
            int start = in.at();
            int number = in.skipName();
            boolean found = number >= 0
                    ? number == wanted
                    : new PackReader(bytes, start).text().equals(name);
            if (found) {
                return in.value();
            }
            in.skip();
        }
        return null;
    }

    @Override
    public boolean containsKey(Object name) {
        return get(name) != null;
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
        PackReader mine = entries();
        PackReader theirs = facts.entries();
        int left = mine.length();
        if (left != theirs.length()) {
            return false;
        }
        while (left > 0 && mine.text().equals(theirs.text()) && mine.value().equals(theirs.value())) {
            left--;
        }
        return left == 0;
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

    private final class Entries implements Iterator<Entry<String, Object>> {
        private final PackReader in = entries();
        private int left = in.length();

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public Entry<String, Object> next() {
            if (left == 0) {
                throw new NoSuchElementException();
            }
            left--;
            String name = in.text();
            return Map.entry(name, in.value());
        }
    }
}
