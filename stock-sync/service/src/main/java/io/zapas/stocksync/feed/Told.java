package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.statement.Statements;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a feed told of late, so that what it reads twice for safety is told once. That a page arrived is known when the next one is asked for with its cursor, and not before: a page that was lost
 * is told again. Kept in memory; what was forgotten is told once more, which does no harm.
 */
final class Told {
    private static final int MAX_PARTS = 20_000;

    /** By what they are about, the hash of what they held. */
    private final Map<String, String> arrived = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX_PARTS;
        }
    };

    private final Map<String, String> page = new HashMap<>();
    private String next;

    /** A page is begun. */
    void begin(String cursor) {
        if (next != null && next.equals(cursor)) {
            arrived.putAll(page);
        }
        page.clear();
        next = null;
    }

    /** Whether a part holds something it was not told with. */
    boolean isNews(String id, JsonNode part) {
        String hash = Statements.hashed(id, Json.bytes(part));
        if (hash.equals(arrived.get(id))) {
            return false;
        }
        page.put(id, hash);
        return true;
    }

    /** Whether the page holds any news: its cursor must then be another one than that of the page before. */
    boolean hasNews() {
        return !page.isEmpty();
    }

    /** The page is read. */
    void end(String cursor) {
        next = cursor;
    }
}
