package io.zapas.alerting.slack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** The form behind "ordered": number of the purchase order, expected delivery, note. Each may be left empty. */
final class SlackModal {
    static final String CALLBACK = "ordered";

    private static final String PURCHASE_ORDER = "purchase-order";
    private static final String ETA = "eta";
    private static final String NOTE = "note";
    private static final String VALUE = "value";
    private static final int MAX_TITLE = 24;
    private static final int MAX_NUMBER = 128;
    private static final int MAX_NOTE = 2_000;

    private final SlackWords words;

    SlackModal(SlackWords words) {
        this.words = words;
    }

    /** @param channel where to answer if the form comes back too late */
    JsonObject view(String alertId, String channel) {
        return new JsonObject()
                .put("type", "modal")
                .put("callback_id", CALLBACK)
                .put("private_metadata", alertId + " " + channel)
                .put("title", plain(cut(words.text("modal.title"))))
                .put("submit", plain(cut(words.text("modal.submit"))))
                .put("close", plain(cut(words.text("modal.close"))))
                .put(
                        "blocks",
                        new JsonArray()
                                .add(input(PURCHASE_ORDER, text(MAX_NUMBER, false)))
                                .add(input(
                                        ETA,
                                        new JsonObject()
                                                .put("type", "datepicker")
                                                .put("action_id", VALUE)))
                                .add(input(NOTE, text(MAX_NOTE, true))));
    }

    /** What takes the form's place when there is nothing to do any more. */
    JsonObject closing(String text) {
        return new JsonObject()
                .put("response_action", "update")
                .put(
                        "view",
                        new JsonObject()
                                .put("type", "modal")
                                .put("title", plain(cut(words.text("modal.title"))))
                                .put("close", plain(cut(words.text("modal.close"))))
                                .put(
                                        "blocks",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("type", "section")
                                                        .put("text", plain(text)))));
    }

    /** Tells what is wrong with the date. */
    JsonObject wrongDate(String text) {
        return new JsonObject().put("response_action", "errors").put("errors", Map.of(ETA, text));
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
        String eta = value(values, ETA, "selected_date");
        try {
            return new Form(
                    memory[0],
                    value(values, PURCHASE_ORDER, VALUE),
                    eta == null ? null : LocalDate.parse(eta),
                    value(values, NOTE, VALUE));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("eta must be a date, was " + eta, e);
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
        return text.length() <= MAX_TITLE ? text : text.substring(0, MAX_TITLE);
    }

    /** The form as filled in; what was left empty is null. */
    record Form(String alertId, String purchaseOrder, LocalDate eta, String note) {}
}
