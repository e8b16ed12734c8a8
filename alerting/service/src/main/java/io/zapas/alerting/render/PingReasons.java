package io.zapas.alerting.render;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why people are told of an alert again: what its history says last that is worth a ping. Immutable; safe on every thread. */
final class PingReasons {
    private static final int MAX_WORD = 60;
    private static final String WORSE = "WORSE";

    /** Why a snoozed alert woke up, as its history has it. */
    private static final Map<String, Pattern> WOKE = Map.of(
            "over", Pattern.compile("time is over"),
            "worse", Pattern.compile("worse: .*"),
            "earlier", Pattern.compile("runs out on (?<date>\\S+), not (?<before>\\S+)"),
            "slipped", Pattern.compile("delivery slipped to (?<date>\\S+)"),
            "short", Pattern.compile("delivery (?<order>.+) came, and it is still short"),
            "gone", Pattern.compile("delivery (?<order>.+) is not on its way any more"),
            "none", Pattern.compile("no delivery is on its way any more"));

    private final Wording wording;

    PingReasons(Wording wording) {
        this.wording = wording;
    }

    /** Such as "Wraca (dostawa przesunięta na 05.12.2026 (sob.))". */
    String reason(Alert alert) {
        List<Change> history = alert.history();
        for (int i = history.size() - 1; i >= 0; i--) {
            Optional<String> reason = reason(history.get(i));
            if (reason.isPresent()) {
                return reason.get();
            }
        }
        return wording.text("ping." + WORSE);
    }

    private Optional<String> reason(Change change) {
        Map<String, String> values = new HashMap<>();
        Optional.ofNullable(change.detail())
                .map(detail -> Names.clean(detail, MAX_WORD))
                .filter(detail -> !detail.isEmpty())
                .ifPresent(detail -> values.put("who", detail));
        woke(change.detail()).ifPresent(why -> values.put("why", why));
        return wording.find("ping." + change.what())
                .flatMap(pattern -> Phrase.render(pattern, values))
                .map(Line::plain);
    }

    private Optional<String> woke(String detail) {
        if (detail == null) {
            return Optional.empty();
        }
        for (Map.Entry<String, Pattern> known : WOKE.entrySet()) {
            Matcher matcher = known.getValue().matcher(detail);
            if (matcher.matches()) {
                return wording.phrase("woke." + known.getKey(), values(matcher, known.getValue()))
                        .map(Line::plain);
            }
        }
        return Optional.empty();
    }

    private Map<String, String> values(Matcher matcher, Pattern pattern) {
        Map<String, String> values = new HashMap<>();
        for (String name : List.of("date", "before", "order")) {
            if (pattern.pattern().contains("(?<" + name + ">")) {
                values.put(name, shown(matcher.group(name)));
            }
        }
        return values;
    }

    private String shown(String text) {
        return new Facts(Map.of("text", text), wording.zone())
                .date("text")
                .map(wording::date)
                .orElse(Names.clean(text, MAX_WORD));
    }
}
