package io.zapas.stocksync.stream;

import io.zapas.stocksync.stream.StreamEvent.Draft;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Events behind one another, as bytes in a few large arrays that are used again: thousands of objects a second, each of which lives for seconds, would be copied by one collection after
 * another. Those read lately are kept as objects, too, so that all subscribers share one. Guarded by {@link EventLog}.
 */
final class EventRing {
    private static final int SEGMENT_BYTES = 1 << 18;
    /** Subscribers that keep up read the same events at about the same time. */
    private static final int SHARED = 256;

    private final String epoch;
    /** By sequence number modulo their length: where an event begins, in which segment, and its type. */
    private final Segment[] segments;

    private final int[] begins;
    private final StreamType[] types;
    private final StreamEvent[] shared = new StreamEvent[SHARED];
    private final Deque<Segment> unused = new ArrayDeque<>();
    private Segment newest;
    private long first = 1;
    private long last;
    private long bytes;

    /** The events written into one array; it can be used again when the last of them is dropped. */
    private static final class Segment {
        private final ByteBuffer bytes;
        private long lastSeq;

        Segment(int size) {
            bytes = ByteBuffer.allocate(size);
        }
    }

    EventRing(String epoch, int maxEvents) {
        this.epoch = epoch;
        this.segments = new Segment[maxEvents];
        this.begins = new int[maxEvents];
        this.types = new StreamType[maxEvents];
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    /** Of all events that are here. */
    long bytes() {
        return bytes;
    }

    boolean full() {
        return last - first + 1 >= segments.length;
    }

    /** Answers the number of the event. There must be room. */
    long add(Draft draft) {
        byte[][] texts = {utf8(draft.key()), utf8(draft.sku()), utf8(draft.channel())};
        int size = 1 + Integer.BYTES * (texts.length + 1) + draft.json().length;
        for (byte[] text : texts) {
            size += text == null ? 0 : text.length;
        }
        Segment segment = segment(size);
        last++;
        segments[index(last)] = segment;
        begins[index(last)] = segment.bytes.position();
        types[index(last)] = draft.type();
        segment.lastSeq = last;
        bytes += size;
        ByteBuffer out = segment.bytes;
        out.put((byte) (draft.current() ? 1 : 0));
        for (byte[] text : texts) {
            out.putInt(text == null ? -1 : text.length);
            if (text != null) {
                out.put(text);
            }
        }
        out.putInt(draft.json().length).put(draft.json());
        return last;
    }

    private Segment segment(int size) {
        if (newest == null || newest.bytes.remaining() < size) {
            Segment next = size > SEGMENT_BYTES ? new Segment(size) : unused.poll();
            newest = next == null ? new Segment(SEGMENT_BYTES) : next;
        }
        return newest;
    }

    /** The event, which must be here. */
    StreamEvent read(long seq) {
        int place = (int) (seq % SHARED);
        StreamEvent known = shared[place];
        if (known == null || known.seq() != seq) {
            known = unpacked(seq);
            shared[place] = known;
        }
        return known;
    }

    private StreamEvent unpacked(long seq) {
        ByteBuffer in = segments[index(seq)].bytes.duplicate();
        in.limit(in.capacity()).position(begins[index(seq)]);
        boolean current = in.get() == 1;
        String key = text(in);
        String sku = text(in);
        String channel = text(in);
        return new StreamEvent(epoch, seq, new Draft(types[index(seq)], key, sku, channel, current, bytes(in)));
    }

    void dropFirst() {
        bytes -= size(first);
        Segment segment = segments[index(first)];
        segments[index(first)] = null;
        if (segment.lastSeq == first && segment != newest && segment.bytes.capacity() == SEGMENT_BYTES) {
            segment.bytes.clear();
            unused.add(segment);
        }
        first++;
    }

    private int size(long seq) {
        ByteBuffer in = segments[index(seq)].bytes;
        int begin = begins[index(seq)];
        int at = begin + 1;
        for (int text = 0; text < 4; text++) {
            at += Integer.BYTES + Math.max(0, in.getInt(at));
        }
        return at - begin;
    }

    private int index(long seq) {
        return (int) (seq % segments.length);
    }

    private static byte[] utf8(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer in) {
        byte[] text = bytes(in);
        return text == null ? null : new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
