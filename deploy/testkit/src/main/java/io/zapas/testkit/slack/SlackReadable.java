package io.zapas.testkit.slack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Block Kit as plain lines, near enough to what Slack shows to be read by a person. */
final class SlackReadable {
    private SlackReadable() {}

    static String message(SlackMessage message) {
        if (message.blocks().isEmpty()) {
            return unescape(message.text());
        }
        return objects(message.blocks())
                .map(SlackReadable::block)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static String block(JsonObject block) {
        return switch (block.getString("type", "")) {
            case "header" -> "# " + text(block.getJsonObject("text"));
            case "section" -> section(block);
            case "context" ->
                objects(block.getJsonArray("elements")).map(SlackReadable::text).collect(Collectors.joining(" "));
            case "divider" -> "----";
            case "rich_text" -> richText(block);
            case "actions" ->
                objects(block.getJsonArray("elements"))
                        .map(button -> button.containsKey("options")
                                ? "[...]"
                                : "[" + text(button.getJsonObject("text")) + "]")
                        .collect(Collectors.joining(" "));
            default -> "";
        };
    }

    private static String section(JsonObject block) {
        List<String> lines = new ArrayList<>();
        if (block.containsKey("text")) {
            lines.add(text(block.getJsonObject("text")));
        }
        objects(block.getJsonArray("fields", new JsonArray()))
                .map(SlackReadable::text)
                .forEach(lines::add);
        return String.join("\n", lines);
    }

    private static String richText(JsonObject block) {
        return objects(block.getJsonArray("elements"))
                .map(part -> switch (part.getString("type", "")) {
                    case "rich_text_list" ->
                        objects(part.getJsonArray("elements"))
                                .map(item -> "- " + inline(item))
                                .collect(Collectors.joining("\n"));
                    default -> inline(part);
                })
                .collect(Collectors.joining("\n"));
    }

    private static String inline(JsonObject section) {
        StringBuilder line = new StringBuilder();
        objects(section.getJsonArray("elements", new JsonArray())).forEach(element -> {
            JsonObject style = element.getJsonObject("style", new JsonObject());
            String mark = style.getBoolean("strike", false) ? "~" : style.getBoolean("bold", false) ? "*" : "";
            line.append(mark).append(shown(element)).append(mark);
        });
        return line.toString();
    }

    private static String shown(JsonObject element) {
        return switch (element.getString("type", "")) {
            case "link" -> element.getString("text", "") + " <" + element.getString("url") + ">";
            case "emoji" -> ":" + element.getString("name") + ":";
            default -> element.getString("text", "");
        };
    }

    private static String text(JsonObject text) {
        String value = text.getString("text", "");
        return "mrkdwn".equals(text.getString("type")) ? unescape(value) : value;
    }

    private static String unescape(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    private static java.util.stream.Stream<JsonObject> objects(JsonArray array) {
        return array.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }
}
