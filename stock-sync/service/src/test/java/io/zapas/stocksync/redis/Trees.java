package io.zapas.stocksync.redis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Unpacked values as text that can be compared: maps sorted, what is empty alike (to Lua an empty list is an empty map). */
final class Trees {
    private Trees() {}

    static String sorted(JsonNode node) {
        if (node.isContainerNode() && node.isEmpty()) {
            return "{}";
        }
        if (node.isObject()) {
            Map<String, String> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return fields.toString();
        }
        if (node.isArray()) {
            List<String> elements = new ArrayList<>();
            node.forEach(element -> elements.add(sorted(element)));
            return elements.toString();
        }
        return node.toString();
    }
}
