package io.zapas.stocksync.quick;

/** Versions of levels, as the script compares them: it knows no 64-bit integers. */
public final class Versions {
    private static final int DIGITS = 20;

    private Versions() {}

    /** Text of fixed width that sorts like the number; null stays null. */
    public static String comparable(Long version) {
        if (version == null) {
            return null;
        }
        String digits = Long.toUnsignedString(version ^ Long.MIN_VALUE);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** What {@link #comparable} was made of. */
    public static long version(String comparable) {
        return Long.parseUnsignedLong(comparable) ^ Long.MIN_VALUE;
    }
}
