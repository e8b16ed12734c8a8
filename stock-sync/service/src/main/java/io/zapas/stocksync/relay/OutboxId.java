package io.zapas.stocksync.relay;

import java.util.Comparator;

/** Order of outbox ids: numbers joined by dashes ({@code 1763800000000-3}, or just {@code 17}), compared part by part. */
final class OutboxId {
    static final Comparator<String> ORDER = OutboxId::compare;

    private OutboxId() {}

    private static int compare(String left, String right) {
        String[] a = left.split("-");
        String[] b = right.split("-");
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
            int difference = Long.compare(part(a, i), part(b, i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static long part(String[] parts, int i) {
        return i < parts.length ? Long.parseLong(parts[i]) : 0;
    }
}
