package io.zapas.alerting.slack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zapas.alerting.api.Alert;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What opens over the channel: the form behind "ordered" (number of the purchase order, expected delivery, note; each may be left empty), the one behind "snooze" (a day, note), and
 * the history of an alert.
 */
final class SlackModal {
    static final String ORDERED = "ordered";
    static final String SNOOZE = "snooze";

    private static final String PURCHASE_ORDER = "purchase-order";
    private static final String ETA = "eta";
    private static final String UNTIL = "until";
    private static final String NOTE = "note";
    private static final String VALUE = "value";
    private static final int MAX_TITLE = 24;
    private static final int MAX_NUMBER = 128;
    private static final int MAX_NOTE = 2_000;
    private static final int MAX_STEPS = 50;
    private static final int STEPS_PER_BLOCK = 10;
    private static final int MAX_STEP = 250;

    private final SlackWords words;

    SlackModal(SlackWords words) {
        this.words = words;
    }

    /** @param channel where to answer if the form comes back too late */
    JsonObject ordered(String alertId, String channel) {
        return form(
                ORDERED,
                alertId,
                channel,
                new JsonArray()
                        .add(input(PURCHASE_ORDER, text(MAX_NUMBER, false)))
                        .add(input(ETA, day()))
                        .add(input(NOTE, text(MAX_NOTE, true))));
    }

    /**
     * @param channel see {@link #ordered}
     * @param proposed the day that stands there at first
     */
    JsonObject snooze(String alertId, String channel, LocalDate proposed) {
        return form(
                SNOOZE,
                alertId,
                channel,
                new JsonArray()
                        .add(input(UNTIL, day().put("initial_date", proposed.toString()))
                                .put("optional", false))
                        .add(input(NOTE, text(MAX_NOTE, true))));
    }

    private JsonObject form(String callback, String alertId, String channel, JsonArray blocks) {
        return modal(callback, blocks)
                .put("callback_id", callback)
                .put("private_metadata", alertId + " " + channel)
                .put("submit", plain(cut(words.text("modal.submit"))));
    }

    /** @param name of the title among the words */
    private JsonObject modal(String name, JsonArray blocks) {
        return new JsonObject()
                .put("type", "modal")
                .put("title", plain(cut(words.text("modal.title." + name))))
                .put("close", plain(cut(words.text("modal.close"))))
                .put("blocks", blocks);
    }

    /** Its newest steps, newest first. */
    JsonObject history(Alert alert) {
        List<String> lines = new ArrayList<>();
        alert.history().forEach(change -> lines.add(line(change)));
        Collections.reverse(lines);
        JsonArray blocks = new JsonArray();
        blocks.add(section(cut(alert.title() == null ? alert.id() : alert.title(), MAX_STEP)));
        int shown = Math.min(lines.size(), MAX_STEPS);
        for (int from = 0; from < shown; from += STEPS_PER_BLOCK) {
            blocks.add(section(String.join("\n", lines.subList(from, Math.min(shown, from + STEPS_PER_BLOCK)))));
        }
        if (shown < lines.size()) {
            blocks.add(section(words.text("line.more", Map.of("count", Integer.toString(lines.size() - shown)))));
        }
        return modal("history", blocks);
    }

    private String line(Alert.Change change) {
        StringBuilder line = new StringBuilder(words.wording().moment(change.at()))
                .append(" – ")
                .append(words.find("step." + change.what()).orElse(change.what()));
        if (change.by() != null) {
            line.append(", ").append(change.by());
        }
        if (change.detail() != null) {
            line.append(" (").append(change.detail()).append(')');
        }
        return cut(line.toString(), MAX_STEP);
    }

    /** What takes the form's place when there is nothing to do any more. */
    JsonObject closing(String form, String text) {
        return new JsonObject()
                .put("response_action", "update")
                .put("view", modal(form, new JsonArray().add(section(text))));
    }

    /** Tells what is wrong with the day of a form. */
    JsonObject wrongDate(String form, String text) {
        return new JsonObject()
                .put("response_action", "errors")
                .put("errors", Map.of(form.equals(SNOOZE) ? UNTIL : ETA, text));
    }

    /**
     * Reads what came back.
     *
     * @throws IllegalArgumentException when it is not this form
     */
    static Form read(JsonObject view) {
        String[] memory = view.getString("private_metadata", "").split(" ", 2);
        if (memory.length != 2 || memory[0].isEmpty()) {
            throw new IllegalArgumentException("view.private_metadata is not ours");
        }
        JsonObject values = view.getJsonObject("state", new JsonObject()).getJsonObject("values", new JsonObject());
        String name = view.getString("callback_id", "");
        LocalDate day = date(values, name.equals(SNOOZE) ? UNTIL : ETA);
        if (name.equals(SNOOZE) && day == null) {
            throw new IllegalArgumentException(UNTIL + " is missing");
        }
        return new Form(name, memory[0], value(values, PURCHASE_ORDER, VALUE), day, value(values, NOTE, VALUE));
    }

    private static LocalDate date(JsonObject values, String block) {
        String given = value(values, block, "selected_date");
        try {
            return given == null ? null : LocalDate.parse(given);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(block + " must be a date, was " + given, e);
        }
    }

    private static String value(JsonObject values, String block, String field) {
        String given = values.getJsonObject(block, new JsonObject())
                .getJsonObject(VALUE, new JsonObject())
                .getString(field);
        return given == null || given.isBlank() ? null : given.strip();
    }

    private JsonObject input(String block, JsonObject element) {
        return new JsonObject()
                .put("type", "input")
                .put("block_id", block)
                .put("optional", true)
                .put("label", plain(words.text("modal." + (block.equals(PURCHASE_ORDER) ? "purchaseOrder" : block))))
                .put("element", element);
    }

    private static JsonObject day() {
        return new JsonObject().put("type", "datepicker").put("action_id", VALUE);
    }

    private static JsonObject section(String text) {
        return new JsonObject().put("type", "section").put("text", plain(text));
    }

    private static JsonObject text(int maxLength, boolean multiline) {
        return new JsonObject()
                .put("type", "plain_text_input")
                .put("action_id", VALUE)
                .put("max_length", maxLength)
                .put("multiline", multiline);
    }

    private static JsonObject plain(String text) {
        return new JsonObject().put("type", "plain_text").put("text", text);
    }

    private static String cut(String text) {
        return cut(text, MAX_TITLE);
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }

    /**
     * A form as filled in; what was left empty is null.
     *
     * @param name {@value #ORDERED} or {@value #SNOOZE}
     * @param day when the delivery is expected, or until when to snooze, which is never null
     */
    record Form(String name, String alertId, String purchaseOrder, LocalDate day, String note) {}
}
