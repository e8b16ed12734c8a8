package io.zapas.stocksync.stream;

import io.zapas.stocksync.stream.StreamEvent.Draft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest events in order, within a bound of events and bytes, and the newest event of each type and key. Sequence numbers have no gaps; the
 * epoch tells one life of the process from another. Safe on every thread.
 */
final class EventLog {
    /** A snapshot may be this many events old: those who take it are sent the rest from the log. */
    private static final int SHARED_SNAPSHOT_AGE = 1_000;

    private record Key(StreamType type, String key) {}

    /** The newest current event of each type and key, as of an event. */
    record Snapshot(long seq, List<StreamEvent> events) {}

    private final String epoch;
    private final StreamEvent[] ring;
    private final long maxBytes;
    private final Map<Key, StreamEvent> newest = new HashMap<>();
    private long first = 1;
    private long last;
    private long bytes;
    private Snapshot shared;

    EventLog(String epoch, int maxEvents, long maxBytes) {
        this.epoch = epoch;
        this.ring = new StreamEvent[maxEvents];
        this.maxBytes = maxBytes;
    }

    String epoch() {
        return epoch;
    }

    /** State from before this process could be listened to: part of snapshots, not an event. */
    synchronized void load(Draft draft) {
        remember(new StreamEvent(epoch, 0, draft));
    }

    /** Takes its place behind the last one; a state that says what is known already is no event. Null then. */
    synchronized StreamEvent append(Draft draft) {
        StreamEvent known = newest.get(new Key(draft.type(), draft.key()));
        if (known != null && known.says(draft)) {
            return null;
        }
        if (last - first + 1 >= ring.length) {
            dropFirst();
        }
        StreamEvent event = new StreamEvent(epoch, ++last, draft);
        ring[index(last)] = event;
        bytes += event.bytes();
        while (bytes > maxBytes && first < last) {
            dropFirst();
        }
        remember(event);
        return event;
    }

    private void dropFirst() {
        bytes -= ring[index(first)].bytes();
        ring[index(first)] = null;
        first++;
    }

    private void remember(StreamEvent event) {
        if (!event.type().hasState()) {
            return;
        }
        Key key = new Key(event.type(), event.key());
        if (event.current()) {
            newest.put(key, event);
        } else {
            newest.remove(key);
        }
    }

    synchronized StreamEvent newest(StreamType type, String key) {
        return newest.get(new Key(type, key));
    }

    synchronized long last() {
        return last;
    }

    /** Whether everything behind {@code seq} is still here. */
    synchronized boolean resumable(long seq) {
        return seq >= first - 1 && seq <= last;
    }

    /** Up to {@code limit} events from {@code from} on; null when some of them are gone. */
    synchronized List<StreamEvent> read(long from, int limit) {
        if (from < first) {
            return null;
        }
        List<StreamEvent> events = new ArrayList<>((int) Math.max(0, Math.min(limit, last - from + 1)));
        for (long seq = from; seq <= last && events.size() < limit; seq++) {
            events.add(ring[index(seq)]);
        }
        return events;
    }

    /** Shared by all who ask at about the same time. */
    synchronized Snapshot snapshot() {
        if (shared == null || last - shared.seq() > SHARED_SNAPSHOT_AGE || !resumable(shared.seq())) {
            shared = new Snapshot(last, List.copyOf(newest.values()));
        }
        return shared;
    }

    private int index(long seq) {
        return (int) (seq % ring.length);
    }
}
