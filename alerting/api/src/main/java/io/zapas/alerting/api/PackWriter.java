package io.zapas.alerting.api;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes values in the few bytes in which they are kept in memory; {@link PackReader} reads them. Names of facts, codes and what else comes again and again are numbers of
 * {@link Words}, which differ from process to process: never store or send these bytes.
 *
 * <p>Form: numbers have a variable length (zigzag); what may be null has a tag in front; texts, lists and maps have their length in bytes after it, so that they can be
 * skipped. Maps have the number of their {@link Shape} next, and their values in the order of its names; or, if there were too many shapes, the number of their entries, and these in the
 * order of their names. For one thread.
 */
public final class PackWriter {
    static final byte NULL = 0;
    static final byte TRUE = 1;
    static final byte FALSE = 2;
    static final byte WHOLE = 3;
    static final byte DECIMAL = 4;
    static final byte BIG_DECIMAL = 5;
    static final byte TEXT = 6;
    static final byte WIDE_TEXT = 7;
    static final byte WORD = 8;
    static final byte MOMENT = 9;
    static final byte LIST = 10;
    static final byte MAP = 11;
    static final byte SMALL = 12;
    static final byte FLOATING = 13;
    static final byte DATE_TEXT = 14;
    static final byte MOMENT_TEXT = 15;
    static final byte DIGITS_TEXT = 16;
    static final byte SAME_MOMENT = 17;
    static final byte SHAPED_MAP = 18;
    static final int LOW_BITS = 0x7F;

    static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
    static final int FINGERPRINT_DIGITS = 20;
    static final int HALF_BITS = 40;

    private static final int MORE = 0x80;
    private static final int MAX_NUMBER_BYTES = 10;
    private static final int MIN_CODE = 3;
    private static final int MAX_CODE = 24;
    private static final int FIRST_BYTES = 512;

    private byte[] bytes;
    private int size;
    private Instant last;

    public PackWriter() {
        this(FIRST_BYTES);
    }

    PackWriter(int expectedBytes) {
        bytes = new byte[expectedBytes];
    }

    /** What was written so far. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Begins anew, in the same space. */
    public PackWriter clear() {
        size = 0;
        last = null;
        return this;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }

    private void put(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void put(byte[] more, int from, int to) {
        room(to - from);
        System.arraycopy(more, from, bytes, size, to - from);
        size += to - from;
    }

    private void unsigned(long value) {
        room(MAX_NUMBER_BYTES);
        long left = value;
        while ((left & ~LOW_BITS) != 0) {
            bytes[size++] = (byte) ((left & LOW_BITS) | MORE);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
    }

    /** Read by {@link PackReader#whole}. */
    public PackWriter whole(long value) {
        unsigned((value << 1) ^ (value >> 63));
        return this;
    }

    public PackWriter flag(boolean value) {
        put(value ? TRUE : FALSE);
        return this;
    }

    /** By its place among all, which stays while the process lives. Null is allowed. */
    @SuppressWarnings("EnumOrdinal")
    public PackWriter oneOf(Enum<?> value) {
        return whole(value == null ? -1 : value.ordinal());
    }

    /** Null is allowed. */
    public PackWriter moment(Instant value) {
        if (value == null) {
            put(NULL);
        } else {
            put(MOMENT);
            whole(value.getEpochSecond());
            unsigned(value.getNano());
        }
        return this;
    }

    /** The same in one byte when it is the moment that the last call wrote, which most of an alert are. Read by {@link PackReader#momentAgain}, all of them in order. */
    public PackWriter momentAgain(Instant value) {
        if (value == null || !value.equals(last)) {
            last = value == null ? last : value;
            return moment(value);
        }
        put(SAME_MOMENT);
        return this;
    }

    /** Null is allowed. */
    public PackWriter text(String value) {
        if (value == null) {
            put(NULL);
        } else {
            text(value, isCode(value));
        }
        return this;
    }

    /** A text that many have, such as a person's name: kept once. Null is allowed. */
    public PackWriter often(String value) {
        if (value == null) {
            put(NULL);
        } else {
            text(value, true);
        }
        return this;
    }

    /** A problem's name with a hash in hexadecimal after its last colon, or any other text. */
    public PackWriter fingerprint(String value) {
        int colon = value.lastIndexOf(':');
        int digits = value.length() - colon - 1;
        long high = colon < 0 || digits != FINGERPRINT_DIGITS ? -1 : number(value, colon + 1);
        long low = high < 0 ? -1 : number(value, colon + 1 + FINGERPRINT_DIGITS / 2);
        if (low < 0) {
            return flag(false).text(value);
        }
        flag(true).often(value.substring(0, colon));
        for (int shift = HALF_BITS - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            put((int) (high >>> shift));
        }
        for (int shift = HALF_BITS - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            put((int) (low >>> shift));
        }
        return this;
    }

    /** Half a hash; -1: it is none. */
    private static long number(String text, int from) {
        long number = 0;
        for (int i = from; i < from + FINGERPRINT_DIGITS / 2; i++) {
            char c = text.charAt(i);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }

    /** What may be taken over by {@link #partOf} from then on; passed by {@link PackReader#part}. Nothing in it is written by {@link #momentAgain}. */
    public PackWriter part(Consumer<PackWriter> content) {
        int start = size;
        content.accept(this);
        lengthBefore(start);
        return this;
    }

    /** The same part that these bytes begin with. */
    public PackWriter partOf(byte[] packed) {
        PackReader in = new PackReader(packed);
        int length = in.length();
        put(packed, 0, in.at() + length);
        return this;
    }

    public PackWriter history(History history) {
        whole(history.size());
        int start = size;
        put(history.bytes(), history.from(), history.to());
        lengthBefore(start);
        return this;
    }

    /**
     * Null, a boolean, a {@link Long}, {@link Integer}, {@link Double}, {@link BigDecimal}, {@link String} or {@link Instant}, or a list or map of these.
     *
     * @return false: there is something in it that has no packed form, and what was written so far is useless
     */
    public boolean value(Object value) {
        if (value instanceof String text) {
            text(text);
        } else if (value instanceof Long number) {
            put(WHOLE);
            whole(number);
        } else if (value instanceof BigDecimal number) {
            decimal(number);
        } else if (value instanceof Boolean flag) {
            flag(flag);
        } else if (value instanceof Integer number) {
            put(SMALL);
            whole(number);
        } else if (value instanceof Double number) {
            put(FLOATING);
            long bits = Double.doubleToRawLongBits(number);
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                put((int) (bits >>> shift));
            }
        } else if (value == null) {
            put(NULL);
        } else if (value instanceof Instant moment) {
            moment(moment);
        } else if (value instanceof Map<?, ?> map) {
            return map(map);
        } else {
            return value instanceof List<?> list && list(list);
        }
        return true;
    }

    private void text(String text, boolean repeats) {
        int word = repeats ? Words.number(text) : -1;
        if (word >= 0) {
            put(WORD);
            unsigned(word);
            return;
        }
        if (number(text)) {
            return;
        }
        // Halves of characters have no form in UTF-8.
        boolean wide = hasSurrogates(text);
        byte[] encoded = wide ? units(text) : text.getBytes(StandardCharsets.UTF_8);
        put(wide ? WIDE_TEXT : TEXT);
        unsigned(encoded.length);
        put(encoded, 0, encoded.length);
    }

    /** A text that a number says as well. */
    private boolean number(String text) {
        long digits = Texts.digits(text);
        if (digits >= 0) {
            put(DIGITS_TEXT);
            unsigned(digits);
            return true;
        }
        long day = Texts.day(text);
        if (day != Texts.NONE) {
            put(DATE_TEXT);
            whole(day);
            return true;
        }
        long second = Texts.second(text);
        if (second != Texts.NONE) {
            put(MOMENT_TEXT);
            whole(second);
            unsigned(Texts.nanos(text));
            return true;
        }
        return false;
    }

    private static boolean hasSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static byte[] units(String text) {
        byte[] units = new byte[2 * text.length()];
        for (int i = 0; i < text.length(); i++) {
            units[2 * i] = (byte) (text.charAt(i) >> 8);
            units[2 * i + 1] = (byte) text.charAt(i);
        }
        return units;
    }

    private void decimal(BigDecimal number) {
        BigInteger unscaled = number.unscaledValue();
        boolean small = unscaled.bitLength() < Long.SIZE;
        put(small ? DECIMAL : BIG_DECIMAL);
        whole(number.scale());
        if (small) {
            whole(unscaled.longValue());
        } else {
            byte[] digits = unscaled.toByteArray();
            unsigned(digits.length);
            put(digits, 0, digits.length);
        }
    }

    private boolean list(Collection<?> values) {
        put(LIST);
        int start = size;
        for (Object value : values) {
            if (!value(value)) {
                return false;
            }
        }
        lengthBefore(start);
        return true;
    }

    private boolean map(Map<?, ?> map) {
        if (map instanceof FactMap packed) {
            put(packed.bytes(), packed.from(), packed.to());
            return true;
        }
        String[] names = new String[map.size()];
        Object[] values = new Object[map.size()];
        int count = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                return false;
            }
            names[count] = name;
            values[count++] = entry.getValue();
        }
        return entries(names, values, count);
    }

    /**
     * A map of these names and values, read as a value. Of a name that stands there twice the last one counts.
     *
     * @return false: a value has no packed form or is null, and what was written so far is useless
     */
    boolean entries(String[] names, Object[] values, int count) {
        Shape.Order order = Shape.order(names, count);
        boolean named = order.shape() == null;
        put(named ? MAP : SHAPED_MAP);
        int start = size;
        unsigned(named ? order.size() : order.shape().number());
        for (int i = 0; i < order.size(); i++) {
            Object value = values[order.place(i)];
            if (named) {
                text(order.name(i), true);
            }
            if (value == null || !value(value)) {
                return false;
            }
        }
        lengthBefore(start);
        return true;
    }

    /** Puts the length of what was written since {@code start} in front of it. */
    private void lengthBefore(int start) {
        int length = size - start;
        int prefix = 1;
        for (int left = length >>> 7; left != 0; left >>>= 7) {
            prefix++;
        }
        room(prefix);
        System.arraycopy(bytes, start, bytes, start + prefix, length);
        size = start;
        unsigned(length);
        size += length;
    }

    /** Written by programs, so there are few of them: worth a number. */
    private static boolean isCode(String text) {
        if (text.length() < MIN_CODE || text.length() > MAX_CODE) {
            return false;
        }
        boolean small = text.charAt(0) >= 'a';
        char first = small ? 'a' : 'A';
        char last = small ? 'z' : 'Z';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < first || c > last) && c != '_' && c != '.') {
                return false;
            }
        }
        return true;
    }
}
