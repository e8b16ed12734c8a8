package io.zapas.alerting.routing;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Decision;
import io.zapas.alerting.domain.Life;
import io.zapas.alerting.domain.Route;
import io.zapas.alerting.domain.Router;
import io.zapas.alerting.domain.Tracked;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/** Puts recorded decisions into words, in Polish or English. Immutable; safe on every thread. */
public final class Explainer {
    private static final ResourceBundle POLISH = bundle("explain_pl.properties");
    private static final ResourceBundle ENGLISH = bundle("explain_en.properties");

    private final Router router;
    private final List<String> destinations;
    private final ZoneId zone;

    /** @param destinations names of all there are */
    public Explainer(Router router, List<String> destinations, ZoneId zone) {
        this.router = router;
        this.destinations = List.copyOf(destinations);
        this.zone = zone;
    }

    /** @param locale Polish, or anything else for English */
    public Explanation explain(Tracked tracked, Locale locale) {
        boolean polish = "pl".equals(locale.getLanguage());
        Words words = new Words(polish ? POLISH : ENGLISH, polish ? "dd.MM.yyyy HH:mm" : "d MMM yyyy HH:mm");
        Alert alert = tracked.alert();
        Life life = tracked.life();
        List<Explanation.Entry> entries =
                life.decisions().stream().map(words::entry).toList();
        Route route = router.route(alert);
        List<String> targets = route.targets() == null ? destinations : route.targets();
        List<String> lines = new ArrayList<>();
        lines.add(words.say("head", Map.of("title", alert.title(), "id", alert.id())));
        entries.forEach(entry -> lines.add(entry.text()));
        if (entries.isEmpty()) {
            lines.add(words.say("none", Map.of()));
        }
        if (life.pingWanted()) {
            lines.add(words.say(
                    "waiting", Map.of("why", words.why(life.pingReason()), "since", words.time(life.pingSince()))));
        }
        lines.add(words.say(
                targets.isEmpty() ? "next.digest" : "next",
                Map.of("rule", words.rule(route.rule()), "targets", String.join(", ", targets))));
        List<String> shown =
                life.message() == null ? List.of() : life.targets() == null ? destinations : life.targets();
        return new Explanation(
                alert.id(),
                alert.title(),
                alert.condition(),
                alert.handling(),
                alert.flapping(),
                alert.owner(),
                alert.assignee(),
                shown,
                new Explanation.Where(route.rule(), targets),
                entries,
                polish ? "pl" : "en",
                lines);
    }

    private static ResourceBundle bundle(String name) {
        try (InputStreamReader in =
                new InputStreamReader(Explainer.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
            return new PropertyResourceBundle(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Words {
        private final ResourceBundle bundle;
        private final DateTimeFormatter format;

        Words(ResourceBundle bundle, String format) {
            this.bundle = bundle;
            this.format = DateTimeFormatter.ofPattern(format, Locale.ENGLISH).withZone(zone);
        }

        Explanation.Entry entry(Decision decision) {
            List<String> targets = decision.targets() == null ? destinations : decision.targets();
            String shape = decision.outcome()
                    + (decision.outcome() == Decision.Outcome.TOLD && decision.detail() != null ? ".person" : "");
            String text = say(
                    "outcome." + shape,
                    Map.of(
                            "at", time(decision.at()),
                            "why", why(decision.why()),
                            "rule", rule(decision.rule()),
                            "targets", targets.isEmpty() ? "-" : String.join(", ", targets),
                            "until", decision.until() == null ? "-" : time(decision.until()),
                            "detail", orDash(decision.detail())));
            return new Explanation.Entry(
                    decision.at(),
                    decision.why(),
                    decision.outcome(),
                    decision.rule(),
                    targets,
                    decision.until(),
                    decision.detail(),
                    text);
        }

        /** A rule by its name; the defaults say what they are. */
        String rule(String name) {
            String key = "rule." + name;
            return bundle.containsKey(key) ? bundle.getString(key) : orDash(name);
        }

        String why(String why) {
            String key = "why." + (why == null ? "OPENED" : why);
            return bundle.containsKey(key) ? bundle.getString(key) : why;
        }

        String time(Instant at) {
            return format.format(at);
        }

        /** Values are put in once and never read as pattern. */
        String say(String key, Map<String, String> values) {
            String pattern = bundle.getString(key);
            StringBuilder text = new StringBuilder();
            int position = 0;
            for (int open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', position)) {
                int close = pattern.indexOf('}', open);
                text.append(pattern, position, open).append(values.get(pattern.substring(open + 1, close)));
                position = close + 1;
            }
            return text.append(pattern.substring(position)).toString();
        }

        private static String orDash(String text) {
            return text == null ? "-" : text;
        }
    }
}
