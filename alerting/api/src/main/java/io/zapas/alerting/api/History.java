package io.zapas.alerting.api;

import io.zapas.alerting.api.Alert.Change;
import java.time.Instant;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * What happened to an alert, newest last, in some 15 bytes each: an alert that flaps has a hundred of them, and gets one more with every turn, which copies no others. Changes
 * are made anew each time they are asked for; walk through it with its iterator. Immutable.
 */
public final class History extends AbstractList<Change> {
    /** What stands for steps that were left out: how many is its detail. */
    public static final String OMITTED = "OMITTED";

    static final History NONE = new History(new byte[0], 0, 0, 0);
    private static final int ENTRY_BYTES = 64;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final int count;

    History(byte[] bytes, int from, int to, int count) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.count = count;
    }

    public static History copyOf(Collection<Change> changes) {
        if (changes instanceof History history) {
            return history;
        }
        PackWriter out = new PackWriter();
        changes.forEach(change -> write(out, change));
        byte[] packed = out.bytes();
        return new History(packed, 0, packed.length, changes.size());
    }

    private static void write(PackWriter out, Change change) {
        out.moment(change.at()).often(change.what()).text(change.by()).text(change.detail());
    }

    /**
     * With one more. Of more than {@code max} the oldest that nobody did is left out, or the oldest but the first: how it began, and what people did, is kept longest. Where steps were
     * left out, one {@link #OMITTED} after the first says how many, and when the last of them was.
     *
     * @param max at least 3
     */
    public History plus(Change change, int max) {
        if (count >= max) {
            return withoutOldest().plus(change, max);
        }
        PackWriter out = new PackWriter(to - from + ENTRY_BYTES);
        out.put(bytes, from, to);
        write(out, change);
        byte[] packed = out.bytes();
        return new History(packed, 0, packed.length, count + 1);
    }

    private History withoutOldest() {
        PackReader in = new PackReader(bytes, from);
        skip(in);
        int firstTo = in.at();
        Change second = read(in);
        boolean marked = OMITTED.equals(second.what());
        int restFrom = marked ? in.at() : firstTo;
        in = new PackReader(bytes, restFrom);
        int gapFrom = restFrom;
        boolean system = skip(in);
        int gapTo = in.at();
        for (int i = marked ? 3 : 2; i < count && !system; i++) {
            int start = in.at();
            system = skip(in);
            if (system) {
                gapFrom = start;
                gapTo = in.at();
            }
        }
        Instant left = read(new PackReader(bytes, gapFrom)).at();
        long omitted = 1 + (marked ? Long.parseLong(second.detail()) : 0);
        PackWriter out = new PackWriter(to - from + ENTRY_BYTES);
        out.put(bytes, from, firstTo);
        write(out, new Change(marked && second.at().isAfter(left) ? second.at() : left, OMITTED, null, "" + omitted));
        out.put(bytes, restFrom, gapFrom);
        out.put(bytes, gapTo, to);
        byte[] packed = out.bytes();
        return new History(packed, 0, packed.length, marked ? count - 1 : count);
    }

    /** Passes one; answers whether nobody did it. */
    private static boolean skip(PackReader in) {
        in.skip();
        in.skip();
        boolean system = in.isNull();
        in.skip();
        in.skip();
        return system;
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
        return count;
    }

    @Override
    public Change get(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException(index);
        }
        PackReader in = new PackReader(bytes, from);
        for (int i = 0; i < index; i++) {
            skip(in);
        }
        return read(in);
    }

    private static Change read(PackReader in) {
        return new Change(in.moment(), in.text(), in.text(), in.text());
    }

    @Override
    public Iterator<Change> iterator() {
        PackReader in = new PackReader(bytes, from);
        return new Iterator<>() {
            private int left = count;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public Change next() {
                if (left == 0) {
                    throw new NoSuchElementException();
                }
                left--;
                return read(in);
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        return (other instanceof History history
                        && Arrays.equals(bytes, from, to, history.bytes, history.from, history.to))
                || super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
