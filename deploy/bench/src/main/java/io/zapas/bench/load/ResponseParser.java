package io.zapas.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads HTTP/1.1 answers of one connection: the status, and as many bytes of body as {@code Content-Length} says, which are skipped. Answers without
 * a length (chunked ones) are refused: none of the measured calls gives one. Confined to one thread.
 */
final class ResponseParser {
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private final byte[] head = new byte[MAX_HEAD_BYTES];
    private int headLength;
    private int status;
    private long bodyLeft = -1;

    /** Status of the answer that was complete last. */
    int status() {
        return status;
    }

    /**
     * Takes what has arrived; answers true as soon as an answer is complete (more bytes may follow). Throws {@link IllegalStateException} for what is
     * no answer.
     */
    boolean feed(ByteBuffer in) {
        if (bodyLeft < 0 && !readHead(in)) {
            return false;
        }
        int skipped = (int) Math.min(bodyLeft, in.remaining());
        in.position(in.position() + skipped);
        bodyLeft -= skipped;
        if (bodyLeft > 0) {
            return false;
        }
        bodyLeft = -1;
        headLength = 0;
        return true;
    }

    private boolean readHead(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (headLength == MAX_HEAD_BYTES) {
                throw new IllegalStateException("the head of the answer has more than " + MAX_HEAD_BYTES + " bytes");
            }
            byte next = in.get();
            head[headLength++] = next;
            if (next == '\n' && headLength >= 4 && head[headLength - 3] == '\n' && head[headLength - 2] == '\r') {
                parseHead();
                return true;
            }
        }
        return false;
    }

    private void parseHead() {
        if (headLength < 12 || head[0] != 'H' || head[8] != ' ') {
            throw new IllegalStateException("no HTTP answer: " + headText());
        }
        status = digit(9) * 100 + digit(10) * 10 + digit(11);
        for (int line = 12; line < headLength; line++) {
            if (head[line - 1] == '\n' && startsWithLength(line)) {
                bodyLeft = number(line + LENGTH.length);
                return;
            }
        }
        if (status == 204 || status == 304) {
            bodyLeft = 0;
            return;
        }
        throw new IllegalStateException("an answer without Content-Length: " + headText());
    }

    private int digit(int index) {
        int value = head[index] - '0';
        if (value < 0 || value > 9) {
            throw new IllegalStateException("no HTTP status: " + headText());
        }
        return value;
    }

    private boolean startsWithLength(int from) {
        if (from + LENGTH.length > headLength) {
            return false;
        }
        for (int i = 0; i < LENGTH.length; i++) {
            int c = head[from + i];
            if (c >= 'A' && c <= 'Z') {
                c += 'a' - 'A';
            }
            if (c != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private long number(int from) {
        int i = from;
        while (head[i] == ' ') {
            i++;
        }
        long value = 0;
        while (head[i] >= '0' && head[i] <= '9') {
            value = value * 10 + head[i] - '0';
            i++;
        }
        return value;
    }

    private String headText() {
        return new String(head, 0, Math.min(headLength, 200), StandardCharsets.ISO_8859_1)
                .replaceAll("\\s+", " ")
                .toLowerCase(Locale.ROOT);
    }
}
