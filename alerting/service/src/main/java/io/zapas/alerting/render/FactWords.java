package io.zapas.alerting.render;

import io.zapas.alerting.api.Alert;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Facts of one alert on their way to being words: what all that make words of them share. A fact that is missing makes no word. */
abstract class FactWords {
    static final int MAX_SKU = 128;
    static final int MAX_NAME = 80;
    static final int MAX_WORD = 60;
    static final int MAX_TEXT = 200;
    static final int MAX_ITEMS = 8;
    static final String UNKNOWN = "–";

    final Alert alert;
    final Facts facts;
    final Wording wording;
    final Map<String, String> words;

    FactWords(Alert alert, Wording wording) {
        this.alert = alert;
        this.wording = wording;
        facts = new Facts(alert.facts(), wording.zone());
        words = new HashMap<>();
    }

    /** Adds to the words of another. */
    FactWords(FactWords other) {
        alert = other.alert;
        wording = other.wording;
        facts = other.facts;
        words = other.words;
    }

    final String channel(String id) {
        return wording.find("channel." + id).orElse(id);
    }

    final List<String> capped(List<String> items) {
        if (items.size() <= MAX_ITEMS) {
            return items;
        }
        List<String> shown = new ArrayList<>(items.subList(0, MAX_ITEMS));
        shown.add(andMore(items.size() - MAX_ITEMS));
        return shown;
    }

    final String andMore(int count) {
        return plain("andMore", Map.of("count", wording.number(BigDecimal.valueOf(count))));
    }

    final String plain(String key, Map<String, String> values) {
        return wording.phrase(key, values).map(Line::plain).orElse(UNKNOWN);
    }

    final void put(String word, Optional<String> value) {
        value.ifPresent(text -> words.put(word, text));
    }

    final void putList(String word, String separator, List<String> items) {
        put(word, join(separator, items));
    }

    static Optional<String> join(String separator, List<String> items) {
        return items.isEmpty() ? Optional.empty() : Optional.of(String.join(separator, items));
    }

    static Optional<String> clean(String text, int maxLength) {
        return Optional.ofNullable(text).map(raw -> Names.clean(raw, maxLength)).filter(shown -> !shown.isEmpty());
    }
}
