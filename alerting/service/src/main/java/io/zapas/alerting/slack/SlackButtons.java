package io.zapas.alerting.slack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Handling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The buttons of an alert: at most three in sight, the others in an overflow menu; only those that make sense for it now. */
final class SlackButtons {
    /** What the buttons of one alert may add to a message's characters at most. */
    static final int MAX_CHARACTERS = 100;

    private static final int VISIBLE = 3;

    private final SlackWords words;

    SlackButtons(SlackWords words) {
        this.words = words;
    }

    /** @param visible how many stand in sight, at most {@value #VISIBLE} */
    JsonArray of(Alert alert, int visible) {
        List<SlackAction> actions = actions(alert);
        int shown = Math.min(Math.min(visible, VISIBLE), actions.size());
        JsonArray elements = new JsonArray();
        for (SlackAction action : actions.subList(0, shown)) {
            elements.add(new JsonObject()
                    .put("type", "button")
                    .put("action_id", action.key())
                    .put("text", plain(words.text("button." + action.key())))
                    .put("value", action.value(alert.id(), alert.rev())));
        }
        if (shown < actions.size()) {
            JsonArray options = new JsonArray();
            for (SlackAction action : actions.subList(shown, actions.size())) {
                options.add(new JsonObject()
                        .put("text", plain(words.text("button." + action.key())))
                        .put("value", action.value(alert.id(), alert.rev())));
            }
            elements.add(new JsonObject()
                    .put("type", "overflow")
                    .put("action_id", "more")
                    .put("options", options));
        }
        return elements;
    }

    private static List<SlackAction> actions(Alert alert) {
        List<SlackAction> actions = new ArrayList<>();
        boolean untaken = alert.handling() != Handling.ACKNOWLEDGED && alert.handling() != Handling.SNOOZED;
        if (untaken) {
            actions.add(SlackAction.TAKE);
        }
        boolean delivery = alert.facts().get("incoming") instanceof List<?> incoming
                && incoming.stream().anyMatch(next -> next instanceof Map<?, ?> fields && fields.get("eta") != null);
        if (delivery) {
            actions.add(SlackAction.SNOOZE_DELIVERY);
        }
        boolean buying =
                switch (alert.type()) {
                    case OUT_OF_STOCK, SHORTAGE, OVERSOLD, CAMPAIGN_RISK -> true;
                    case DESYNC, STALE_SOURCE, MASS_DROP, UNKNOWN_SKU -> false;
                };
        if (buying) {
            actions.add(SlackAction.ORDERED);
        }
        actions.add(SlackAction.SNOOZE);
        actions.add(SlackAction.FALSE_ALARM);
        actions.add(SlackAction.HISTORY);
        return actions;
    }

    private static JsonObject plain(String text) {
        return new JsonObject().put("type", "plain_text").put("text", text).put("emoji", false);
    }
}
