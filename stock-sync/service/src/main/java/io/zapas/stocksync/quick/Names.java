package io.zapas.stocksync.quick;

import java.util.Comparator;

/** How the script writes and sorts names. */
final class Names {
    /** Between the parts of a key; in no name. */
    static final char SEPARATOR = '\u001f';

    /** Where units go while a SKU has no location yet. */
    static final String UNASSIGNED = "unassigned";

    /** Where units stand that are promised against deliveries. */
    static final String INCOMING = "~incoming";

    /** As their UTF-8 bytes sort, which is how Lua compares them. */
    static final Comparator<String> ORDER = Names::compare;

    private Names() {}

    static String joined(String first, String second) {
        return first + SEPARATOR + second;
    }

    private static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates stand for what lies behind all other characters.
                boolean far = Character.isSurrogate(x);
                return far == Character.isSurrogate(y) ? Character.compare(x, y) : far ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
