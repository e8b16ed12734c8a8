package io.zapas.stocksync.stream;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One event, encoded once for everybody, when somebody first asks for it: subscribers share its buffers. Immutable but for what it keeps encoded; safe on
 * every thread.
 */
final class StreamEvent {
    private static final int MAX_CACHED_CHANNELS = 32;

    /**
     * What is known of an event before it has its place in the log.
     *
     * @param key the newest event of a type and key stands for all before it
     * @param sku null: about no SKU in particular
     * @param channel null: about no channel in particular
     * @param current whether it belongs into a snapshot (an open alert does, a closed one does not)
     * @param json one JSON document, UTF-8; do not change it
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Draft(StreamType type, String key, String sku, String channel, boolean current, byte[] json) {

        boolean says(Draft other) {
            return current == other.current && Arrays.equals(json, other.json);
        }
    }

    private final long seq;
    private final Draft draft;
    private final String epoch;
    private volatile Buffer frame;
    private final Map<String, Buffer> channelFrames = new ConcurrentHashMap<>(2);

    StreamEvent(String epoch, long seq, Draft draft) {
        this.epoch = epoch;
        this.seq = seq;
        this.draft = draft;
    }

    static String idLine(String epoch, long seq) {
        return "id: " + epoch + "-" + seq + "\n";
    }

    private Buffer encoded() {
        Buffer known = frame;
        if (known == null) {
            known = Buffer.buffer(idLine(epoch, seq)).appendBuffer(body(draft.type(), draft.json()));
            frame = known;
        }
        return known;
    }

    private static Buffer body(StreamType type, byte[] json) {
        byte[] line = json.clone();
        for (int i = 0; i < line.length; i++) {
            // Outside of JSON strings, where they are escaped, line breaks are white space; in SSE they would end the
            // field.
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return Buffer.buffer(line.length + 40)
                .appendString("event: " + type.wireName() + "\ndata: ")
                .appendBytes(line)
                .appendString("\n\n");
    }

    long seq() {
        return seq;
    }

    StreamType type() {
        return draft.type();
    }

    String key() {
        return draft.key();
    }

    String sku() {
        return draft.sku();
    }

    String channel() {
        return draft.channel();
    }

    boolean current() {
        return draft.current();
    }

    /** Do not change it. */
    byte[] json() {
        return draft.json();
    }

    /** The event as this filter may see it, without its id: for snapshots, from which nobody can resume half-way. */
    Buffer body(StreamFilter filter) {
        Buffer whole = frame(filter);
        return whole.slice(idLine(epoch, seq).length(), whole.length());
    }

    /** The event with its id. */
    Buffer frame(StreamFilter filter) {
        if (filter.channel() == null || type() != StreamType.AVAILABILITY) {
            return encoded();
        }
        Buffer cached = channelFrames.get(filter.channel());
        if (cached != null) {
            return cached;
        }
        Buffer reduced = Buffer.buffer(idLine(epoch, seq))
                .appendBuffer(body(type(), ChannelExposure.reduce(draft.json(), filter.channel())));
        if (channelFrames.size() < MAX_CACHED_CHANNELS) {
            channelFrames.put(filter.channel(), reduced);
        }
        return reduced;
    }
}
