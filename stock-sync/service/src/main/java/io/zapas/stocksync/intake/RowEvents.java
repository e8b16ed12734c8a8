package io.zapas.stocksync.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.json.Json;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows to events. Rows of one order that follow each other are one event; if one of them is bad, none of the order counts, for half an order would be a
 * wrong fact. One thread.
 */
final class RowEvents {
    private static final Pattern LINE_FIELD = Pattern.compile("data\\.lines\\[(\\d+)]\\.?(.*)");
    private static final List<String> LINE_COLUMNS = List.of("sku", "offerId", "quantity");

    /** Hears what becomes of the rows. */
    interface Sink {
        /** @param rows how many rows the event stands for */
        void event(OutgoingEvent event, int rows);

        /** @param field column, may be null */
        void rejected(long line, String field, String message);
    }

    private final ImportKind kind;
    private final String importId;
    private final String source;
    private final Instant startedAt;
    private final String boundChannel;
    private final boolean decimalComma;
    private final Sink sink;
    private Group group;

    /** @param boundChannel the only channel the rows may name, null: any */
    RowEvents(
            ImportKind kind,
            String importId,
            String source,
            Instant startedAt,
            String boundChannel,
            boolean decimalComma,
            Sink sink) {
        this.kind = kind;
        this.importId = importId;
        this.source = source;
        this.startedAt = startedAt;
        this.boundChannel = boundChannel;
        this.decimalComma = decimalComma;
        this.sink = sink;
    }

    void add(CsvRows.Row row) {
        if (kind == ImportKind.ORDERS) {
            addToOrder(row);
        } else {
            single(row);
        }
    }

    /** After the last row. */
    void end() {
        finishOrder();
    }

    private void single(CsvRows.Row row) {
        if (row.problem() != null) {
            sink.rejected(row.line(), null, row.problem());
            return;
        }
        try {
            ObjectNode data = json(row.cells(), List.copyOf(kind.columns().keySet()));
            Instant time = time(data, "time");
            sink.event(outgoing(row.line(), data, time == null ? startedAt : time), 1);
        } catch (InvalidFieldException e) {
            sink.rejected(row.line(), field(e), problem(e));
        }
    }

    private void addToOrder(CsvRows.Row row) {
        String key = row.cells().get("channel") + "\n" + row.cells().get("orderId") + "\n"
                + row.cells().get("status");
        if (group == null || !group.key.equals(key)) {
            finishOrder();
            group = new Group(key);
        }
        if (group.rows.size() > StockEventDecoder.MAX_LINES) {
            sink.rejected(row.line(), "orderId", "order has more than " + StockEventDecoder.MAX_LINES + " lines");
            return;
        }
        group.rows.add(row);
    }

    private void finishOrder() {
        if (group == null) {
            return;
        }
        List<CsvRows.Row> rows = group.rows;
        group = null;
        CsvRows.Row bad = null;
        String field = null;
        String problem = null;
        try {
            for (CsvRows.Row row : rows) {
                if (row.problem() != null) {
                    reject(rows, row, null, row.problem());
                    return;
                }
            }
            CsvRows.Row first = rows.get(0);
            ObjectNode data = order(rows);
            Instant time = time(data, "time");
            if (time == null) {
                time = time(data, "placedAt");
            }
            String channel = first.cells().get("channel");
            if (boundChannel != null && !boundChannel.equals(channel)) {
                throw new InvalidFieldException("data.channel", "must be " + boundChannel + " with this key");
            }
            sink.event(outgoing(first.line(), data, time == null ? startedAt : time), rows.size());
            return;
        } catch (InvalidFieldException e) {
            Matcher line = LINE_FIELD.matcher(e.field());
            boolean ofLine = line.matches() && Integer.parseInt(line.group(1)) < rows.size();
            bad = ofLine ? rows.get(Integer.parseInt(line.group(1))) : rows.get(0);
            field = ofLine ? line.group(2) : field(e);
            problem = problem(e);
        }
        reject(rows, bad, field, problem);
    }

    private void reject(List<CsvRows.Row> rows, CsvRows.Row bad, String field, String problem) {
        for (CsvRows.Row row : rows) {
            if (row.line() == bad.line()) {
                sink.rejected(row.line(), field, problem);
            } else {
                sink.rejected(
                        row.line(), "orderId", "belongs to an order that is rejected because of line " + bad.line());
            }
        }
    }

    private ObjectNode order(List<CsvRows.Row> rows) {
        List<String> ofOrder = new ArrayList<>(kind.columns().keySet());
        ofOrder.removeAll(LINE_COLUMNS);
        ObjectNode data = json(rows.get(0).cells(), ofOrder);
        ArrayNode lines = data.putArray("lines");
        rows.forEach(row -> lines.add(json(row.cells(), LINE_COLUMNS)));
        return data;
    }

    private OutgoingEvent outgoing(long line, ObjectNode data, Instant time) {
        data.remove("time");
        String subject =
                data.path(kind == ImportKind.ORDERS ? "orderId" : "sku").textValue();
        return OutgoingEvent.of(new InboundEvent(importId + "-" + line, source, kind.eventType(), subject, time, data));
    }

    private static Instant time(ObjectNode data, String name) {
        return Fields.of(data, "data").time(name);
    }

    private ObjectNode json(Map<String, String> cells, List<String> columns) {
        ObjectNode node = Json.mapper().createObjectNode();
        for (String column : columns) {
            String cell = cells.get(column);
            if (cell != null) {
                node.set(column, json(column, cell));
            }
        }
        return node;
    }

    private JsonNode json(String column, String cell) {
        return switch (Objects.requireNonNull(kind.columns().get(column))) {
            case TEXT -> TextNode.valueOf(cell);
            case NUMBER -> number(cell);
            case FLAG -> flag(cell);
            case JSON -> nested(column, cell);
        };
    }

    /** Text that is no number stays text: the decoder then says what it should have been. */
    private JsonNode number(String cell) {
        String plain = cell.replace("\u00a0", "").replace(" ", "");
        if (decimalComma) {
            plain = plain.replace(',', '.');
        }
        try {
            BigDecimal number = new BigDecimal(plain);
            if (number.precision() - number.scale() > 18 || Math.abs(number.scale()) > 18) {
                return TextNode.valueOf(cell);
            }
            if (number.signum() == 0 || number.stripTrailingZeros().scale() <= 0) {
                return number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                        ? LongNode.valueOf(number.longValueExact())
                        : BigIntegerNode.valueOf(number.toBigIntegerExact());
            }
            return DecimalNode.valueOf(number);
        } catch (NumberFormatException e) {
            return TextNode.valueOf(cell);
        }
    }

    private static JsonNode flag(String cell) {
        return switch (cell.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "tak" -> BooleanNode.TRUE;
            case "false", "0", "no", "nie" -> BooleanNode.FALSE;
            default -> TextNode.valueOf(cell);
        };
    }

    private static JsonNode nested(String column, String cell) {
        try {
            return Json.tree(cell.getBytes(StandardCharsets.UTF_8));
        } catch (UncheckedIOException e) {
            throw new InvalidFieldException("data." + column, "must be JSON");
        }
    }

    private static String field(InvalidFieldException e) {
        return e.field().startsWith("data.") ? e.field().substring("data.".length()) : e.field();
    }

    private static String problem(InvalidFieldException e) {
        return e.getMessage().substring(e.field().length() + 2);
    }

    /** Rows of the order being read; one more than an order may have is kept, to be refused. */
    private static final class Group {
        private final String key;
        private final List<CsvRows.Row> rows = new ArrayList<>();

        Group(String key) {
            this.key = key;
        }
    }
}
