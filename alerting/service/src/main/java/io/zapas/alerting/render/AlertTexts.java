package io.zapas.alerting.render;

import io.zapas.alerting.api.Alert;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts one alert into words: which sentences and details its type needs, in which order. */
final class AlertTexts {
    private static final List<String> PEOPLE = List.of("product", "owner", "handling", "note");

    private static final Map<Alert.Type, List<String>> DETAILS = Map.of(
            Alert.Type.OUT_OF_STOCK,
            List.of(
                    "stock",
                    "locations",
                    "velocity",
                    "signals",
                    "incoming",
                    "lastOrder",
                    "suggestion",
                    "why",
                    "margin",
                    "cause",
                    "channels",
                    "campaigns",
                    "lastSale",
                    "earlier"),
            Alert.Type.SHORTAGE,
            List.of(
                    "stock",
                    "locations",
                    "cover",
                    "velocity",
                    "signals",
                    "risk",
                    "incoming",
                    "lastOrder",
                    "suggestion",
                    "why",
                    "margin",
                    "cause",
                    "channels",
                    "campaigns",
                    "lastSale",
                    "earlier"),
            Alert.Type.OVERSOLD,
            List.of("orders", "stock", "locations", "cause", "incoming", "suggestion", "why", "channels"),
            Alert.Type.CAMPAIGN_RISK,
            List.of(
                    "campaign",
                    "demand",
                    "pastUplift",
                    "stock",
                    "locations",
                    "incoming",
                    "options",
                    "ads",
                    "margin",
                    "absorbs",
                    "channels"),
            Alert.Type.DESYNC,
            List.of("offer", "pushes", "healing", "openOrders", "stock", "cause", "evidence"),
            Alert.Type.UNKNOWN_SKU,
            List.of("offer", "order", "cause", "evidence"),
            Alert.Type.STALE_SOURCE,
            List.of("lastChange", "unusual", "channels", "heldList", "cause", "evidence"),
            Alert.Type.MASS_DROP,
            List.of("channels", "heldList", "cause", "evidence"));

    private final Wording wording;

    AlertTexts(Wording wording) {
        this.wording = wording;
    }

    AlertText text(Alert alert) {
        AlertValues values = AlertValues.of(alert, wording);
        String title = Titles.title(alert, wording, values);
        if (isResolved(alert)) {
            return new AlertText(alert, true, "✅", title, phrase("lead.resolved", values), List.of());
        }
        return new AlertText(alert, false, badge(alert), title, lead(alert, values), details(alert, values));
    }

    static boolean isResolved(Alert alert) {
        return alert.handling() == Alert.Handling.RESOLVED;
    }

    static String badge(Alert alert) {
        return switch (severity(alert)) {
            case CRITICAL -> "🔴";
            case HIGH -> "🟠";
            case MEDIUM -> "🟡";
            case LOW -> "🔵";
        };
    }

    static Alert.Severity severity(Alert alert) {
        return alert.severity() == null ? Alert.Severity.LOW : alert.severity();
    }

    private Line lead(Alert alert, AlertValues values) {
        List<Line> sentences = new ArrayList<>();
        sentences.add(Line.of(wording.text("urgency." + severity(alert))));
        sentences.add(firstSentence(alert, values));
        switch (alert.type()) {
            case OUT_OF_STOCK, SHORTAGE -> {
                sentences.add(loss(values));
                sentences.add(tooLate(values));
                sentences.add(action(alert, values));
                sentences.add(campaign(values));
            }
            case OVERSOLD -> {
                sentences.add(phrase("sentence.atStake", values));
                sentences.add(phrase("sentence.oversold", values));
            }
            case CAMPAIGN_RISK -> {
                sentences.add(loss(values));
                sentences.add(phrase("sentence.spend", values));
                sentences.add(phrase("sentence.decide", values));
            }
            case DESYNC -> {
                sentences.add(phrase("sentence.atStake", values));
                sentences.add(phrase("sentence.since", values));
                sentences.add(phrase("sentence.quarantine", values));
            }
            case STALE_SOURCE -> {
                sentences.add(phrase("sentence.affected", values));
                sentences.add(phrase("sentence.serving", values));
                sentences.add(phrase("sentence.held", values));
                sentences.add(phrase("sentence.atStake", values));
            }
            case MASS_DROP -> {
                sentences.add(phrase("sentence.held", values));
                sentences.add(phrase("sentence.atStake", values));
            }
            case UNKNOWN_SKU -> sentences.add(phrase(values.has("order") ? "sentence.find" : "sentence.link", values));
        }
        sentences.add(phrase("sentence.doubt", values));
        return Line.join(" ", sentences);
    }

    /** The first of the type's sentences whose facts are there; the last needs none. */
    private Line firstSentence(Alert alert, AlertValues values) {
        String key = "lead." + alert.type();
        for (String variant : List.of(".order", "", ".careful", ".cover", ".bare")) {
            Optional<Line> sentence =
                    wording.find(key + variant).flatMap(pattern -> Phrase.render(pattern, values.map()));
            if (sentence.isPresent()) {
                return sentence.get();
            }
        }
        return Line.EMPTY;
    }

    private Line loss(AlertValues values) {
        return phrase("sentence.loss", values);
    }

    private Line tooLate(AlertValues values) {
        return values.tooLateToOrder() ? phrase("sentence.tooLate", values) : Line.EMPTY;
    }

    private Line action(Alert alert, AlertValues values) {
        boolean expedite =
                values.has("purchaseOrder") && (alert.type() == Alert.Type.OUT_OF_STOCK || values.deliveryLeavesGap());
        if (expedite) {
            return phrase(values.has("suggested") ? "sentence.both" : "sentence.expedite", values);
        }
        return phrase("sentence.order", values);
    }

    private Line campaign(AlertValues values) {
        return phrase(values.has("nextCampaignStart") ? "sentence.campaignStarts" : "sentence.campaignRuns", values);
    }

    private List<Detail> details(Alert alert, AlertValues values) {
        List<String> keys = new ArrayList<>(DETAILS.get(alert.type()));
        keys.addAll(PEOPLE);
        return keys.stream()
                .flatMap(key -> wording
                        .phrase("detail." + key, values.map())
                        .map(value -> new Detail(wording.text("label." + key), value))
                        .stream())
                .toList();
    }

    private Line phrase(String key, AlertValues values) {
        return wording.phrase(key, values.map()).orElse(Line.EMPTY);
    }
}
