package io.zapas.testkit.slack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;

/**
 * Slack's limits on a message: 50 blocks, 150 characters of header, 3,000 of section, 25 actions, unique block ids of at most 255
 * characters, some 13,000 characters over all (undocumented, seen by many). Unknown block types are refused.
 */
public final class SlackLimits {
    private static final int MAX_BLOCKS = 50;
    private static final int MAX_HEADER = 150;
    private static final int MAX_SECTION = 3_000;
    private static final int MAX_BLOCK_ID = 255;
    private static final int MAX_ACTIONS = 25;
    private static final int MAX_BUTTON = 75;
    private static final int MAX_BUTTON_VALUE = 2_000;
    private static final int MAX_OPTIONS = 5;
    private static final int MAX_OPTION_VALUE = 150;
    private static final int MAX_PART = 24;
    private static final int MAX_VIEW_BLOCKS = 100;
    private static final int MAX_BLOCKS_TEXT = 13_000;
    private static final int MAX_TEXT = 40_000;
    private static final Set<String> TYPES =
            Set.of("header", "section", "context", "divider", "rich_text", "actions", "image", "table");

    private SlackLimits() {}

    /** Slack's error for this message, or null when it is fine. */
    public static String refusal(String text, JsonArray blocks) {
        if (text.isEmpty() && blocks.isEmpty()) {
            return "no_text";
        }
        if (text.length() > MAX_TEXT) {
            return "msg_too_long";
        }
        if (blocks.size() > MAX_BLOCKS) {
            return "invalid_blocks";
        }
        Set<String> ids = new HashSet<>();
        for (Object entry : blocks) {
            if (!(entry instanceof JsonObject block) || !fits(block)) {
                return "invalid_blocks";
            }
            String id = block.getString("block_id");
            if (id != null && (id.length() > MAX_BLOCK_ID || !ids.add(id))) {
                return "invalid_blocks";
            }
        }
        return characters(blocks) > MAX_BLOCKS_TEXT ? "msg_blocks_too_long" : null;
    }

    private static boolean fits(JsonObject block) {
        String type = block.getString("type", "");
        if (!TYPES.contains(type)) {
            return false;
        }
        return switch (type) {
            case "header" -> isPlain(block.getJsonObject("text")) && length(block) <= MAX_HEADER && length(block) > 0;
            case "section" -> length(block) <= MAX_SECTION && (length(block) > 0 || block.containsKey("fields"));
            case "actions" -> size(block) > 0 && size(block) <= MAX_ACTIONS && actionsFit(block);
            case "context", "rich_text" -> size(block) > 0 && noEmptyText(block);
            default -> true;
        };
    }

    private static boolean actionsFit(JsonObject block) {
        Set<String> ids = new HashSet<>();
        return block.getJsonArray("elements").stream()
                .map(JsonObject.class::cast)
                .allMatch(element -> ids.add(element.getString("action_id", ""))
                        && switch (element.getString("type", "")) {
                            case "button" -> labelled(element, MAX_BUTTON) && valued(element, MAX_BUTTON_VALUE);
                            case "overflow" -> optionsFit(element.getJsonArray("options", new JsonArray()));
                            default -> false;
                        });
    }

    private static boolean optionsFit(JsonArray options) {
        return !options.isEmpty()
                && options.size() <= MAX_OPTIONS
                && options.stream()
                        .map(JsonObject.class::cast)
                        .allMatch(option -> labelled(option, MAX_BUTTON) && valued(option, MAX_OPTION_VALUE));
    }

    private static boolean labelled(JsonObject element, int max) {
        return isPlain(element.getJsonObject("text")) && length(element) > 0 && length(element) <= max;
    }

    private static boolean valued(JsonObject element, int max) {
        return element.getString("value", "").length() <= max;
    }

    /** Title, submit (needed where there is an input) and close of at most 24 characters, 1 to 100 blocks, 3,000 characters of memory and of each section. */
    static boolean isModal(JsonObject view) {
        JsonArray blocks = view.getJsonArray("blocks", new JsonArray());
        boolean asks =
                blocks.stream().map(JsonObject.class::cast).anyMatch(block -> "input".equals(block.getString("type")));
        for (String part : new String[] {"title", "submit", "close"}) {
            JsonObject text = view.getJsonObject(part);
            if (text == null && part.equals("submit") && !asks) {
                continue;
            }
            if (!isPlain(text)
                    || text.getString("text", "").isEmpty()
                    || text.getString("text").length() > MAX_PART) {
                return false;
            }
        }
        return "modal".equals(view.getString("type"))
                && !blocks.isEmpty()
                && blocks.size() <= MAX_VIEW_BLOCKS
                && blocks.stream().map(JsonObject.class::cast).allMatch(block -> length(block) <= MAX_SECTION)
                && view.getString("private_metadata", "").length() <= MAX_SECTION;
    }

    private static boolean isPlain(JsonObject text) {
        return text != null && "plain_text".equals(text.getString("type"));
    }

    private static int length(JsonObject block) {
        JsonObject text = block.getJsonObject("text");
        return text == null ? 0 : text.getString("text", "").length();
    }

    private static int size(JsonObject block) {
        return block.getJsonArray("elements", new JsonArray()).size();
    }

    private static boolean noEmptyText(Object node) {
        if (node instanceof JsonObject object) {
            return !(object.getValue("text") instanceof String text && text.isEmpty())
                    && object.stream().allMatch(entry -> noEmptyText(entry.getValue()));
        }
        return !(node instanceof JsonArray array) || array.stream().allMatch(SlackLimits::noEmptyText);
    }

    private static int characters(Object node) {
        if (node instanceof JsonObject object) {
            return object.stream()
                    .mapToInt(entry -> entry.getKey().equals("text") && entry.getValue() instanceof String text
                            ? text.length()
                            : characters(entry.getValue()))
                    .sum();
        }
        return node instanceof JsonArray array
                ? array.stream().mapToInt(SlackLimits::characters).sum()
                : 0;
    }
}
