package io.zapas.stocksync.erp;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.erp.rows.Position;
import io.zapas.stocksync.erp.rows.RowChange;
import io.zapas.stocksync.erp.rows.RowChange.Kind;
import io.zapas.stocksync.erp.rows.UnusableRowException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Debezium's envelope of a change of a table in MS SQL: plain, with its schema, or as the data of a CloudEvent. Stateless. What does not fit throws {@link UnusableRowException} with the path.
 */
final class Envelope {
    private static final Pattern LSN = Pattern.compile("[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4}");
    /** Of the ids of Debezium's CloudEvents, where its position stands. */
    private static final Pattern ID_PART =
            Pattern.compile("(change_lsn|commit_lsn|event_serial_no):([0-9a-fA-F:]+|null)(?=;|$)");

    private static final int REGISTRY_MAGIC = 0;
    private static final int SHOWN_LENGTH = 64;

    private final int generation;
    private final int scale;

    /** @param scale decimals of numbers that come as bytes without a schema */
    Envelope(int generation, int scale) {
        this.generation = generation;
        this.scale = scale;
    }

    /** Empty: a tombstone, which only says that the row's key may be forgotten. */
    Optional<RowChange> read(byte[] value) {
        if (value == null || value.length == 0) {
            return Optional.empty();
        }
        if (value[0] == REGISTRY_MAGIC) {
            throw new UnusableRowException(
                    "body",
                    "begins with byte 0, as what the converter of a schema registry writes: use org.apache.kafka.connect.json.JsonConverter");
        }
        JsonNode root = tree(value);
        if (!root.isObject()) {
            throw new UnusableRowException("body", "must be a JSON object");
        }
        return root.has("specversion") ? cloudEvent(root) : plain(root, "");
    }

    private static JsonNode tree(byte[] value) {
        try {
            return Json.tree(value);
        } catch (UncheckedIOException e) {
            throw new UnusableRowException("body", "is not JSON");
        }
    }

    private Optional<RowChange> plain(JsonNode root, String path) {
        boolean wrapped = root.has("payload") && root.has("schema");
        JsonNode envelope = wrapped ? root.get("payload") : root;
        if (envelope.isNull()) {
            return Optional.empty();
        }
        JsonNode source = envelope.path("source");
        if (!source.isObject()) {
            throw new UnusableRowException(
                    path + "source", "is required: the whole envelope is needed, not the row alone");
        }
        Kind kind = kind(text(envelope, "op"), path + "op");
        return Optional.of(new RowChange(
                table(text(source, "schema"), text(source, "table"), path + "source."),
                kind,
                row(envelope, kind, path, wrapped ? root.get("schema") : null),
                position(
                        kind,
                        text(source, "commit_lsn"),
                        text(source, "change_lsn"),
                        text(source, "event_serial_no"),
                        path + "source."),
                millis(text(source, "ts_ms"), path + "source.ts_ms")));
    }

    private Optional<RowChange> cloudEvent(JsonNode event) {
        JsonNode data = event.path("data");
        boolean wrapped = data.has("payload") && data.has("schema");
        JsonNode rows = wrapped ? data.get("payload") : data;
        if (!rows.isObject()) {
            throw new UnusableRowException("data", "must be a JSON object");
        }
        Kind kind = kind(text(event, "iodebeziumop"), "iodebeziumop");
        Map<String, String> place = new HashMap<>();
        Matcher parts = ID_PART.matcher(String.valueOf(text(event, "id")));
        while (parts.find()) {
            if (!parts.group(2).equals("null")) {
                place.put(parts.group(1), parts.group(2));
            }
        }
        return Optional.of(new RowChange(
                table(text(event, "iodebeziumschema"), text(event, "iodebeziumtable"), "iodebezium"),
                kind,
                row(rows, kind, "data.", wrapped ? data.get("schema") : null),
                position(kind, place.get("commit_lsn"), place.get("change_lsn"), place.get("event_serial_no"), "id."),
                millis(text(event, "iodebeziumtsms"), "iodebeziumtsms")));
    }

    private static Kind kind(String op, String field) {
        return switch (String.valueOf(op)) {
            case "c", "u" -> Kind.WRITTEN;
            case "r" -> Kind.READ;
            case "d" -> Kind.DELETED;
            default -> throw new UnusableRowException(field, "must be c, u, d or r, was " + shown(op));
        };
    }

    private static String table(String schema, String table, String path) {
        required(schema, path + "schema");
        required(table, path + "table");
        return schema + "." + table;
    }

    private JsonRow row(JsonNode envelope, Kind kind, String path, JsonNode schema) {
        String side = kind == Kind.DELETED ? "before" : "after";
        JsonNode row = envelope.path(side);
        if (!row.isObject()) {
            throw new UnusableRowException(path + side, "is required");
        }
        return new JsonRow(row, path + side, types(schema, side), scale);
    }

    /** Null: there is no schema. */
    private static Map<String, JsonNode> types(JsonNode schema, String side) {
        if (schema == null || !schema.path("fields").isArray()) {
            return null;
        }
        for (JsonNode field : schema.get("fields")) {
            if (side.equals(field.path("field").textValue())) {
                Map<String, JsonNode> types = new HashMap<>();
                for (JsonNode column : field.path("fields")) {
                    types.put(column.path("field").asText(), column);
                }
                return types;
            }
        }
        return null;
    }

    private Position position(Kind kind, String commit, String change, String serial, String path) {
        String at = lsn(required(commit, path + "commit_lsn"), path + "commit_lsn");
        if (kind == Kind.READ) {
            // What an incremental snapshot puts there is the log's place while it read, not the row's.
            return new Position(generation, at, "", -1);
        }
        return new Position(
                generation,
                at,
                lsn(required(change, path + "change_lsn"), path + "change_lsn"),
                number(required(serial, path + "event_serial_no"), path + "event_serial_no"));
    }

    private static String lsn(String text, String field) {
        String lsn = text.toLowerCase(Locale.ROOT);
        if (!LSN.matcher(lsn).matches()) {
            throw new UnusableRowException(
                    field, "must be a log sequence number such as 00000027:00000ac0:0007, was " + shown(text));
        }
        return lsn;
    }

    private static long millis(String text, String field) {
        long millis = number(required(text, field), field);
        if (millis <= 0 || millis > MAX_MILLIS) {
            throw new UnusableRowException(field, "must be the milliseconds since 1970, was " + shown(text));
        }
        return millis;
    }

    /** The year 5138: a version that starts from it can still rise. */
    private static final long MAX_MILLIS = 100_000_000_000_000L;

    private static long number(String text, String field) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new UnusableRowException(field, "must be a whole number, was " + shown(text));
        }
        return Long.parseLong(text);
    }

    private static String required(String text, String field) {
        if (text == null) {
            throw new UnusableRowException(field, "is required");
        }
        return text;
    }

    /** Text or whole number; null: absent, null or something else. */
    private static String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value != null && (value.isTextual() || value.isIntegralNumber()) ? value.asText() : null;
    }

    private static String shown(String text) {
        return text == null
                ? "nothing"
                : '"' + (text.length() > SHOWN_LENGTH ? text.substring(0, SHOWN_LENGTH) + "…" : text) + '"';
    }
}
