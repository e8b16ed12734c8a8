package io.zapas.stocksync.stream;

import io.zapas.stocksync.stream.StreamEvent.Draft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The newest events in order, within a bound of events and bytes, and the newest event of each type and key. Sequence numbers have no gaps; the
 * epoch tells one life of the process from another. Availability is kept by {@link AvailabilityView}, which also says what of it is news; here stands which event told of it last.
 * Safe on every thread.
 */
final class EventLog {
    /** A snapshot may be this many events old: those who take it are sent the rest from the log. */
    private static final int SHARED_SNAPSHOT_AGE = 1_000;

    private record Key(StreamType type, String key) {}

    /** What is true now of a key, and which event told it. */
    private static final class State {
        private final Key key;
        private long seq;
        /** Null: availability, which the view keeps. */
        private Draft draft;

        private boolean gone;

        State(Key key) {
            this.key = key;
        }
    }

    /** Availability as the view has it, which is no older than what was appended here. */
    interface Shown {
        /** Null: none. */
        byte[] json(String sku);
    }

    private final String epoch;
    private final Shown shown;
    private final EventRing ring;
    private final long maxBytes;
    private final Map<Key, State> newest = new HashMap<>();
    private Snapshot shared;

    EventLog(String epoch, int maxEvents, long maxBytes, Shown shown) {
        this.epoch = epoch;
        this.ring = new EventRing(epoch, maxEvents);
        this.maxBytes = maxBytes;
        this.shown = shown;
    }

    String epoch() {
        return epoch;
    }

    /** State from before this process could be listened to: part of snapshots, not an event. */
    synchronized void load(Draft draft) {
        remember(0, draft);
    }

    /** Takes its place behind the last one; a state that says what is known already is no event. Answers whether it is one. */
    synchronized boolean append(Draft draft) {
        State known = newest.get(new Key(draft.type(), draft.key()));
        if (known != null && known.draft != null && known.draft.says(draft)) {
            return false;
        }
        if (ring.full()) {
            ring.dropFirst();
        }
        long seq = ring.add(draft);
        while (ring.bytes() > maxBytes && ring.first() < seq) {
            ring.dropFirst();
        }
        remember(seq, draft);
        return true;
    }

    private void remember(long seq, Draft draft) {
        if (!draft.type().hasState()) {
            return;
        }
        Key key = new Key(draft.type(), draft.key());
        if (draft.current()) {
            State state = newest.computeIfAbsent(key, State::new);
            state.seq = seq;
            if (draft.type() != StreamType.AVAILABILITY) {
                state.draft = draft;
            }
        } else {
            State gone = newest.remove(key);
            if (gone != null) {
                gone.gone = true;
            }
        }
    }

    synchronized StreamEvent newest(StreamType type, String key) {
        State state = newest.get(new Key(type, key));
        return state == null ? null : event(state);
    }

    /** Null: it is gone. */
    private StreamEvent event(State state) {
        if (state.gone) {
            return null;
        }
        if (state.draft != null) {
            return new StreamEvent(epoch, state.seq, state.draft);
        }
        String sku = state.key.key();
        byte[] json = shown.json(sku);
        return json == null
                ? null
                : new StreamEvent(epoch, state.seq, new Draft(state.key.type(), sku, sku, null, true, json));
    }

    synchronized long last() {
        return ring.last();
    }

    /** Whether everything behind {@code seq} is still here. */
    synchronized boolean resumable(long seq) {
        return seq >= ring.first() - 1 && seq <= ring.last();
    }

    /** Up to {@code limit} events from {@code from} on; null when some of them are gone. */
    synchronized List<StreamEvent> read(long from, int limit) {
        if (from < ring.first()) {
            return null;
        }
        List<StreamEvent> events = new ArrayList<>((int) Math.max(0, Math.min(limit, ring.last() - from + 1)));
        for (long seq = from; seq <= ring.last() && events.size() < limit; seq++) {
            events.add(ring.read(seq));
        }
        return events;
    }

    /** What was true as of an event, told without what has changed since: events behind {@link #seq} tell that. */
    final class Snapshot implements Iterable<StreamEvent> {
        private final long seq;
        private final List<State> states;

        private Snapshot(long seq, List<State> states) {
            this.seq = seq;
            this.states = states;
        }

        long seq() {
            return seq;
        }

        @Override
        public Iterator<StreamEvent> iterator() {
            return states.stream().map(this::event).filter(Objects::nonNull).iterator();
        }

        private StreamEvent event(State state) {
            synchronized (EventLog.this) {
                return state.seq > seq ? null : EventLog.this.event(state);
            }
        }
    }

    /** Shared by all who ask at about the same time. */
    synchronized Snapshot snapshot() {
        if (shared == null || ring.last() - shared.seq() > SHARED_SNAPSHOT_AGE || !resumable(shared.seq())) {
            shared = new Snapshot(ring.last(), List.copyOf(newest.values()));
        }
        return shared;
    }
}
