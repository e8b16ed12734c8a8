package io.zapas.stocksync.poll;

import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.FeedState;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code stock.feeds} says: how far each feed was read. Safe on every thread. */
final class FeedView {
    private static final Logger log = LoggerFactory.getLogger(FeedView.class);

    private final Map<String, FeedState> byId = new ConcurrentSkipListMap<>();

    /** Takes over one record of the topic; null: forgotten. */
    void record(String id, byte[] value) {
        if (id == null) {
            return;
        }
        if (value == null) {
            byId.remove(id);
            return;
        }
        try {
            byId.put(id, Json.read(value, FeedState.class));
        } catch (UncheckedIOException e) {
            log.atWarn().setCause(e).addKeyValue("id", id).log("Record that cannot be read left out of the view");
        }
    }

    /** Null: it was never read. */
    FeedState find(String system, String feed) {
        return byId.get(FeedState.id(system, feed));
    }

    /** By system and feed. */
    List<FeedState> all() {
        return List.copyOf(byId.values());
    }
}
