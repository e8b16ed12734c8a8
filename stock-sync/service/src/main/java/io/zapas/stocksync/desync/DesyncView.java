package io.zapas.stocksync.desync;

import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.Desync.Kind;
import io.zapas.stocksync.api.Desync.State;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code stock.desync} says: every open desync and the last {@value #MAX_CLOSED} closed ones. Safe on every thread. */
public final class DesyncView {
    static final int MAX_CLOSED = 10_000;
    private static final Logger log = LoggerFactory.getLogger(DesyncView.class);

    private final Map<String, Desync> open = new HashMap<>();
    private final LinkedHashMap<String, Desync> closed = new LinkedHashMap<>();

    /** Takes over one record of the topic; null: forgotten. Returns it, or null when there is nothing to read. */
    Desync record(String id, byte[] value) {
        if (id == null) {
            return null;
        }
        Desync desync = null;
        if (value != null) {
            try {
                desync = Json.read(value, Desync.class);
            } catch (UncheckedIOException e) {
                log.atWarn().setCause(e).addKeyValue("id", id).log("Desync that cannot be read left out of the view");
                return null;
            }
        }
        put(id, desync);
        return desync;
    }

    private synchronized void put(String id, Desync desync) {
        open.remove(id);
        closed.remove(id);
        if (desync == null) {
            return;
        }
        if (desync.state() == State.OPEN) {
            open.put(id, desync);
            return;
        }
        closed.put(id, desync);
        if (closed.size() > MAX_CLOSED) {
            closed.remove(closed.keySet().iterator().next());
        }
    }

    synchronized Desync get(String id) {
        Desync found = open.get(id);
        return found == null ? closed.get(id) : found;
    }

    synchronized Collection<Desync> open() {
        return List.copyOf(open.values());
    }

    /** Matching desyncs, open ones first, newest first; a null filter lets all pass. */
    List<Desync> find(State state, Kind kind, String channel) {
        List<Desync> found = new ArrayList<>();
        synchronized (this) {
            if (state != State.CLOSED) {
                found.addAll(open.values());
            }
            if (state != State.OPEN) {
                found.addAll(closed.values());
            }
        }
        found.removeIf(desync ->
                (kind != null && desync.kind() != kind) || (channel != null && !channel.equals(desync.channel())));
        found.sort(Comparator.comparing(Desync::state)
                .thenComparing(
                        Desync::since,
                        Comparator.nullsFirst(Comparator.<java.time.Instant>naturalOrder())
                                .reversed())
                .thenComparing(Desync::id));
        return found;
    }
}
