package io.zapas.alerting.receiver;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.AlertLinks;
import io.zapas.alerting.render.AlertText;
import io.zapas.alerting.render.Detail;
import io.zapas.alerting.render.NoticeText;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.Span;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Notices as Adaptive Cards 1.4 in the envelope a Teams workflow takes. Teams refuses messages above 28 KB: where room ends details go first, then alerts,
 * which are counted then. Words from outside stand only in text runs, which Teams reads neither as Markdown nor as mentions.
 */
final class TeamsCards {
    static final int MAX_BYTES = 28 * 1024;
    private static final int MAX_ALERTS = 20;
    private static final int SAFE_BYTES = MAX_BYTES - 1024;

    private final NoticeTexts texts;
    private final AlertLinks links;

    /** @param dashboard null: no link */
    TeamsCards(NoticeTexts texts, URI dashboard) {
        this.texts = texts;
        this.links = new AlertLinks(dashboard);
    }

    /** At most {@value #MAX_BYTES} bytes of UTF-8. */
    JsonObject message(Notice notice) {
        for (int alerts = Math.min(MAX_ALERTS, notice.alerts().size()); alerts > 1; alerts--) {
            for (boolean details : new boolean[] {true, false}) {
                JsonObject message = envelope(card(texts.text(notice, alerts), notice, details));
                if (bytes(message) <= SAFE_BYTES) {
                    return message;
                }
            }
        }
        JsonObject message = envelope(card(texts.text(notice, 1), notice, true));
        return bytes(message) <= SAFE_BYTES ? message : envelope(card(texts.text(notice, 1), notice, false));
    }

    static int bytes(JsonObject message) {
        return message.encode().getBytes(StandardCharsets.UTF_8).length;
    }

    private JsonObject card(NoticeText text, Notice notice, boolean details) {
        JsonArray body = new JsonArray()
                .add(block(List.of(run(text.headline(), true, false).put("size", "Large"))));
        if (notice.kind() == Notice.Kind.WORSE) {
            body.add(block(List.of(run("⚠️ " + text.worse(), false, false))));
        }
        boolean single = text.alerts().size() == 1 && text.rest().isEmpty();
        for (AlertText alert : text.alerts()) {
            JsonArray items = new JsonArray();
            if (!single || alert.resolved()) {
                JsonObject title = run(alert.badge() + " " + alert.title(), true, alert.resolved());
                links.to(alert.alert()).ifPresent(address -> title.put("selectAction", open("open", address)));
                items.add(block(List.of(title)));
            }
            if (!alert.lead().isEmpty()) {
                items.add(block(runs(alert.lead().spans())));
            }
            if (details) {
                for (Detail detail : alert.details()) {
                    List<JsonObject> line = new ArrayList<>();
                    line.add(run(detail.label() + ": ", false, false).put("isSubtle", true));
                    line.addAll(runs(detail.value().spans()));
                    items.add(block(line).put("spacing", "None"));
                }
            }
            body.add(new JsonObject()
                    .put("type", "Container")
                    .put("separator", true)
                    .put("items", items));
        }
        if (!text.rest().isEmpty()) {
            body.add(block(List.of(run(text.rest().plain(), true, false))));
        }
        JsonObject card = new JsonObject()
                .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                .put("type", "AdaptiveCard")
                .put("version", "1.4")
                .put("msteams", new JsonObject().put("width", "Full"))
                .put("body", body);
        JsonArray actions = new JsonArray();
        links.to(notice).ifPresent(address -> actions.add(open("open", address)));
        if (!text.rest().isEmpty()) {
            links.table(notice).ifPresent(address -> actions.add(open("table", address)));
        }
        return actions.isEmpty() ? card : card.put("actions", actions);
    }

    private JsonObject open(String text, String address) {
        return new JsonObject()
                .put("type", "Action.OpenUrl")
                .put("title", texts.wording().text(text))
                .put("url", address);
    }

    private static JsonObject envelope(JsonObject card) {
        return new JsonObject()
                .put("type", "message")
                .put(
                        "attachments",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("contentType", "application/vnd.microsoft.card.adaptive")
                                        .putNull("contentUrl")
                                        .put("content", card)));
    }

    private static List<JsonObject> runs(List<Span> spans) {
        return spans.stream()
                .map(span -> run(span.text(), span.strong(), false))
                .toList();
    }

    private static JsonObject run(String text, boolean strong, boolean strike) {
        JsonObject run = new JsonObject().put("type", "TextRun").put("text", text);
        if (strong) {
            run.put("weight", "Bolder");
        }
        return strike ? run.put("strikethrough", true) : run;
    }

    private static JsonObject block(List<JsonObject> runs) {
        return new JsonObject().put("type", "RichTextBlock").put("inlines", new JsonArray(new ArrayList<Object>(runs)));
    }
}
