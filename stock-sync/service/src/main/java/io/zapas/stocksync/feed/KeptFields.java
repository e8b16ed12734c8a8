package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.json.Json;

/**
 * What is kept of an answer whose system does not let one choose: who bought, and where to, is nobody's business here, and must not lie in a queue of what could not be used.
 */
final class KeptFields {
    private KeptFields() {}

    /** A copy with these fields alone; what is no object, as it is. */
    static JsonNode of(JsonNode part, String... names) {
        if (!(part instanceof ObjectNode object)) {
            return part;
        }
        ObjectNode kept = Json.mapper().createObjectNode();
        for (String name : names) {
            if (object.has(name)) {
                kept.set(name, object.get(name).deepCopy());
            }
        }
        return kept;
    }

    /** The same of each part of a list; what is no list, as it is. */
    static JsonNode ofEach(JsonNode parts, String... names) {
        if (!(parts instanceof ArrayNode list)) {
            return parts;
        }
        ArrayNode kept = Json.mapper().createArrayNode();
        list.forEach(part -> kept.add(of(part, names)));
        return kept;
    }
}
