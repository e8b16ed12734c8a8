package io.zapas.stocksync.stream;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One event, encoded once for everybody: subscribers share its buffers. Immutable but for the cache of channel frames; safe on every thread.
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
     * @param json one JSON document, UTF-8
     */
    record Draft(StreamType type, String key, String sku, String channel, boolean current, Buffer json) {}

    private final long seq;
    private final Draft draft;
    private final Buffer frame;
    private final int idLength;
    private final Map<String, Buffer> channelFrames = new ConcurrentHashMap<>(2);

    StreamEvent(String epoch, long seq, Draft draft) {
        this.seq = seq;
        this.draft = draft;
        byte[] id = idLine(epoch, seq).getBytes(StandardCharsets.UTF_8);
        this.idLength = id.length;
        this.frame = Buffer.buffer(id).appendBuffer(body(draft.type(), draft.json()));
    }

    static String idLine(String epoch, long seq) {
        return "id: " + epoch + "-" + seq + "\n";
    }

    private static Buffer body(StreamType type, Buffer json) {
        byte[] line = json.getBytes();
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

    int bytes() {
        return frame.length() + draft.json().length();
    }

    boolean says(Draft other) {
        return draft.current() == other.current() && draft.json().equals(other.json());
    }

    /** The event as this filter may see it, without its id: for snapshots, from which nobody can resume half-way. */
    Buffer body(StreamFilter filter) {
        return frame(filter).slice(idLength, frame(filter).length());
    }

    /** The event with its id. */
    Buffer frame(StreamFilter filter) {
        if (filter.channel() == null || type() != StreamType.AVAILABILITY) {
            return frame;
        }
        Buffer cached = channelFrames.get(filter.channel());
        if (cached != null) {
            return cached;
        }
        Buffer reduced = frame.getBuffer(0, idLength)
                .appendBuffer(body(
                        type(),
                        Buffer.buffer(ChannelExposure.reduce(draft.json().getBytes(), filter.channel()))));
        if (channelFrames.size() < MAX_CACHED_CHANNELS) {
            channelFrames.put(filter.channel(), reduced);
        }
        return reduced;
    }
}
