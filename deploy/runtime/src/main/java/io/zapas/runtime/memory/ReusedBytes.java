package io.zapas.runtime.memory;

import java.util.Arrays;

/**
 * Bytes that replace one another, written over those before them. A new array for each would live until the next ones come: long enough to be copied by several collections, during
 * which everybody waits. Confined to one thread, or guarded by whoever keeps it.
 */
public final class ReusedBytes {
    private static final int ROUND = 64;
    private static final byte[] NONE = {};

    private byte[] place = NONE;
    private int length;

    /** Answers by how many bytes of memory it grew. */
    public int put(byte[] bytes) {
        int before = place.length;
        if (bytes.length > before) {
            place = new byte[(bytes.length + ROUND - 1) / ROUND * ROUND];
        }
        System.arraycopy(bytes, 0, place, 0, bytes.length);
        length = bytes.length;
        return place.length - before;
    }

    /** A copy. */
    public byte[] get() {
        return Arrays.copyOf(place, length);
    }

    /** Empties it; its memory stays. */
    public void clear() {
        length = 0;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public boolean same(byte[] bytes) {
        return Arrays.equals(place, 0, length, bytes, 0, bytes.length);
    }

    public boolean endsWith(byte[] end) {
        return length >= end.length && Arrays.equals(place, length - end.length, length, end, 0, end.length);
    }

    /** Bytes of memory it takes, whatever it holds. */
    public int capacity() {
        return place.length;
    }
}
