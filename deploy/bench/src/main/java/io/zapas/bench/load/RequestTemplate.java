package io.zapas.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * A request whose bytes are made once; per request only digits of fixed width are filled in, so that its length never changes. Confined to one thread.
 */
public final class RequestTemplate implements RequestSource {
    private final byte[] bytes;
    private final List<Slot> slots;

    private RequestTemplate(byte[] bytes, List<Slot> slots) {
        this.bytes = bytes;
        this.slots = slots;
    }

    /** Begins a request with a body; {@code host} is host and port. */
    public static Builder post(String path, String host) {
        return new Builder("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\n");
    }

    /** Begins a request without a body, whose path goes on with what is added next. */
    public static Builder get(String pathBegin, String host) {
        Builder builder = new Builder("");
        builder.text("GET " + pathBegin);
        builder.afterPath = " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        return builder;
    }

    @Override
    public int maxBytes() {
        return bytes.length;
    }

    @Override
    public void write(long number, ByteBuffer into) {
        for (Slot slot : slots) {
            slot.fill(bytes, slot.value.applyAsLong(number));
        }
        into.put(bytes);
    }

    private record Slot(int offset, int width, char pad, LongUnaryOperator value) {
        void fill(byte[] bytes, long value) {
            long rest = value;
            for (int i = offset + width - 1; i >= offset; i--) {
                bytes[i] = (byte) (rest == 0 && i < offset + width - 1 ? pad : '0' + rest % 10);
                rest /= 10;
            }
            if (rest != 0 || value < 0) {
                throw new IllegalArgumentException(value + " has not " + width + " digits");
            }
        }
    }

    /** Collects the parts in order. Confined to one thread. */
    public static final class Builder {
        private static final String LENGTH = "Content-Length: ";

        private final StringBuilder head;
        private final StringBuilder body = new StringBuilder();
        private final List<Slot> headSlots = new ArrayList<>();
        private final List<Slot> bodySlots = new ArrayList<>();
        private String afterPath;

        private Builder(String head) {
            this.head = new StringBuilder(head);
        }

        /** A header whose value is a text followed by digits that {@code value} computes from the request's number. */
        public Builder header(String name, String text, int width, LongUnaryOperator value) {
            head.append(name).append(": ").append(text);
            headSlots.add(new Slot(head.length(), width, '0', value));
            head.append("0".repeat(width)).append("\r\n");
            return this;
        }

        /** More of the body, or of the path of a GET. ASCII. */
        public Builder text(String text) {
            body.append(text);
            return this;
        }

        /** Digits of fixed width in the body or the path, padded with zeros. */
        public Builder digits(int width, LongUnaryOperator value) {
            bodySlots.add(new Slot(body.length(), width, '0', value));
            body.append("0".repeat(width));
            return this;
        }

        /** A JSON number: digits of fixed width, padded with blanks. */
        public Builder number(int width, LongUnaryOperator value) {
            bodySlots.add(new Slot(body.length(), width, ' ', value));
            body.append("0".repeat(width));
            return this;
        }

        public RequestTemplate build() {
            String before = afterPath != null ? "" : head + LENGTH + body.length() + "\r\n\r\n";
            List<Slot> slots = new ArrayList<>(headSlots);
            for (Slot slot : bodySlots) {
                slots.add(new Slot(before.length() + slot.offset, slot.width, slot.pad, slot.value));
            }
            String all = before + body + (afterPath == null ? "" : afterPath);
            return new RequestTemplate(all.getBytes(StandardCharsets.US_ASCII), List.copyOf(slots));
        }
    }
}
