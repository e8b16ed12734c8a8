package io.zapas.bench.events;

import java.nio.charset.StandardCharsets;

/** Finds single numbers in JSON documents without parsing them: the reader stands beside the measured server and must be cheap. */
final class JsonNumbers {
    private JsonNumbers() {}

    /** A field's name as it stands in a document. */
    static byte[] field(String name) {
        return ("\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    /** The first number with that name; throws {@link IllegalArgumentException} when there is none. */
    static long first(byte[] document, byte[] field) {
        int at = indexBehind(document, field);
        boolean negative = at >= 0 && at < document.length && document[at] == '-';
        int i = negative ? at + 1 : at;
        if (at < 0 || i >= document.length || document[i] < '0' || document[i] > '9') {
            throw new IllegalArgumentException("no number " + new String(field, StandardCharsets.US_ASCII) + " in "
                    + new String(document, StandardCharsets.UTF_8));
        }
        long value = 0;
        while (i < document.length && document[i] >= '0' && document[i] <= '9') {
            value = value * 10 + document[i] - '0';
            i++;
        }
        return negative ? -value : value;
    }

    /** Index behind the first occurrence; -1: none. */
    static int indexBehind(byte[] document, byte[] field) {
        int last = document.length - field.length;
        for (int from = 0; from <= last; from++) {
            int i = 0;
            while (i < field.length && document[from + i] == field[i]) {
                i++;
            }
            if (i == field.length) {
                return from + i;
            }
        }
        return -1;
    }
}
