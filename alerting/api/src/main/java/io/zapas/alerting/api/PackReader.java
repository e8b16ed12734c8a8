package io.zapas.alerting.api;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Reads what {@link PackWriter} wrote, in the same order. For one thread. */
public final class PackReader {
    private final byte[] bytes;
    private int at;
    private Instant last;

    public PackReader(byte[] bytes) {
        this(bytes, 0);
    }

    PackReader(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    int at() {
        return at;
    }

    void skipTag() {
        at++;
    }

    private long unsigned() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at++];
            value |= (long) (next & PackWriter.LOW_BITS) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    int length() {
        return (int) unsigned();
    }

    public long whole() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    public boolean flag() {
        return bytes[at++] == PackWriter.TRUE;
    }

    /** @param all values of the enum, in their order */
    public <T> T oneOf(T[] all) {
        int number = (int) whole();
        return number < 0 ? null : all[number];
    }

    public Instant moment() {
        if (bytes[at++] == PackWriter.NULL) {
            return null;
        }
        long seconds = whole();
        return Instant.ofEpochSecond(seconds, unsigned());
    }

    /** What {@link PackWriter#momentAgain} wrote. */
    public Instant momentAgain() {
        if (bytes[at] == PackWriter.SAME_MOMENT) {
            at++;
            return last;
        }
        Instant moment = moment();
        last = moment == null ? last : moment;
        return moment;
    }

    public String text() {
        if (bytes[at] == PackWriter.WORD) {
            at++;
            return Words.word(length());
        }
        return (String) value();
    }

    public String fingerprint() {
        if (!flag()) {
            return text();
        }
        String problem = text();
        byte[] digits = new byte[PackWriter.FINGERPRINT_DIGITS];
        for (int i = 0; i < digits.length; i += 2) {
            byte two = bytes[at++];
            digits[i] = PackWriter.DIGITS[(two >> 4) & 0xF];
            digits[i + 1] = PackWriter.DIGITS[two & 0xF];
        }
        return problem.concat(":").concat(new String(digits, StandardCharsets.ISO_8859_1));
    }

    /** Comes to the content of a {@link PackWriter#part}. */
    public PackReader part() {
        length();
        return this;
    }

    public History history() {
        int count = (int) whole();
        int length = length();
        at += length;
        return new History(bytes, at - length, at, count);
    }

    /** A map that was written as a value. */
    public FactMap facts() {
        return (FactMap) value();
    }

    /** Whether this map has its names before its values. */
    boolean isNamed() {
        return bytes[at] == PackWriter.MAP;
    }

    boolean isNull() {
        return bytes[at] == PackWriter.NULL;
    }

    /** What was written as a value; lists and maps cannot be changed. */
    public Object value() {
        byte tag = bytes[at];
        if (tag == PackWriter.MAP || tag == PackWriter.SHAPED_MAP) {
            int from = at;
            skip();
            return new FactMap(bytes, from, at);
        }
        at++;
        return switch (tag) {
            case PackWriter.NULL -> null;
            case PackWriter.TRUE -> true;
            case PackWriter.FALSE -> false;
            case PackWriter.WHOLE -> whole();
            case PackWriter.SMALL -> (int) whole();
            case PackWriter.FLOATING -> floating();
            case PackWriter.DECIMAL -> {
                int scale = (int) whole();
                yield BigDecimal.valueOf(whole(), scale);
            }
            case PackWriter.BIG_DECIMAL -> {
                int scale = (int) whole();
                int length = length();
                at += length;
                yield new BigDecimal(new BigInteger(Arrays.copyOfRange(bytes, at - length, at)), scale);
            }
            case PackWriter.TEXT -> {
                int length = length();
                at += length;
                yield new String(bytes, at - length, length, StandardCharsets.UTF_8);
            }
            case PackWriter.WIDE_TEXT -> wideText();
            case PackWriter.DIGITS_TEXT -> Long.toString(unsigned());
            case PackWriter.DATE_TEXT -> LocalDate.ofEpochDay(whole()).toString();
            case PackWriter.MOMENT_TEXT -> {
                long seconds = whole();
                yield Instant.ofEpochSecond(seconds, unsigned()).toString();
            }
            case PackWriter.WORD -> Words.word(length());
            case PackWriter.MOMENT -> {
                at--;
                yield moment();
            }
            case PackWriter.LIST -> list();
            default -> throw new IllegalStateException("no such tag: " + tag);
        };
    }

    private double floating() {
        long bits = 0;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bits |= (bytes[at++] & 0xFFL) << shift;
        }
        return Double.longBitsToDouble(bits);
    }

    private String wideText() {
        char[] units = new char[length() / 2];
        for (int i = 0; i < units.length; i++, at += 2) {
            units[i] = (char) ((bytes[at] << 8) | (bytes[at + 1] & 0xFF));
        }
        return new String(units);
    }

    private List<Object> list() {
        int length = length();
        int end = at + length;
        List<Object> values = new ArrayList<>();
        while (at < end) {
            values.add(value());
        }
        return Collections.unmodifiableList(values);
    }

    /** Passes a value. */
    void skip() {
        switch (bytes[at++]) {
            case PackWriter.NULL, PackWriter.TRUE, PackWriter.FALSE, PackWriter.SAME_MOMENT -> {}
            case PackWriter.WHOLE, PackWriter.SMALL, PackWriter.WORD, PackWriter.DATE_TEXT, PackWriter.DIGITS_TEXT ->
                skipNumber();
            case PackWriter.FLOATING -> at += Double.BYTES;
            case PackWriter.DECIMAL, PackWriter.MOMENT, PackWriter.MOMENT_TEXT -> {
                skipNumber();
                skipNumber();
            }
            case PackWriter.BIG_DECIMAL -> {
                skipNumber();
                skipBytes();
            }
            default -> skipBytes();
        }
    }

    private void skipBytes() {
        int length = length();
        at += length;
    }

    private void skipNumber() {
        while (bytes[at] < 0) {
            at++;
        }
        at++;
    }
}
