package io.zapas.alerting.render;

import io.zapas.alerting.api.Alert;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The one-line title of an alert. */
public final class Titles {
    private static final Map<Locale, Wording> WORDINGS = new ConcurrentHashMap<>();

    private Titles() {}

    /**
     * Such as "Brak za 7 dni (niedz. 29.11): LED-E27 – Żarówka LED". Plain text of one line, at most some 300 characters; reads well with any
     * fact missing. Never fails.
     */
    public static String title(Alert alert, Locale locale) {
        Wording wording = WORDINGS.computeIfAbsent(locale, language -> Wording.of(language, ZoneOffset.UTC));
        return title(alert, wording);
    }

    /** The title without what it is about, for tables that show that beside it: "Rozbieżność stanu w kanale Allegro". */
    public static String problem(Alert alert, Wording wording) {
        AlertValues values = AlertValues.ofTitle(alert, wording);
        String title = title(alert, wording, values);
        for (String what : List.of(values.item(), values.source())) {
            String end = ": " + what;
            if (title.endsWith(end)) {
                return title.substring(0, title.length() - end.length());
            }
        }
        return title;
    }

    /** The alert with its title, unless it has one. */
    public static Alert titled(Alert alert, Wording wording) {
        return alert.title() == null ? alert.titled(title(alert, wording)) : alert;
    }

    static String title(Alert alert, Wording wording) {
        return title(alert, wording, AlertValues.ofTitle(alert, wording));
    }

    static String title(Alert alert, Wording wording, AlertValues values) {
        String key = "title." + alert.type();
        if (alert.type() == Alert.Type.SHORTAGE && values.wholeDaysOfCover().isPresent()) {
            key += values.wholeDaysOfCover().getAsInt() == 0 ? ".today" : ".days";
        }
        if (ofUnknownOrder(alert, values)) {
            key += ".order";
        }
        return wording.phrase(key, values.map()).orElse(Line.of(values.item())).plain();
    }

    private static boolean ofUnknownOrder(Alert alert, AlertValues values) {
        return alert.type() == Alert.Type.UNKNOWN_SKU && values.has("order");
    }

    /** The subject of mails about it, constant while its name is: "[Braki] LED-E27 – Żarówka LED". */
    static String subject(Alert alert, Wording wording, AlertValues values) {
        String kind = "tag." + alert.type() + (ofUnknownOrder(alert, values) ? ".order" : "");
        String tag = "[" + wording.text(kind) + "] ";
        String sku = values.sku();
        return tag
                + switch (alert.type()) {
                    case DESYNC ->
                        sku
                                + values.find("channel")
                                        .map(channel -> " @ " + channel)
                                        .orElse("");
                    case CAMPAIGN_RISK ->
                        values.find("campaign").map(name -> name + " – ").orElse("") + sku;
                    case STALE_SOURCE, MASS_DROP -> values.source();
                    default -> values.item();
                };
    }
}
