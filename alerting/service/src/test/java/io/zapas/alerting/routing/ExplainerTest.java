package io.zapas.alerting.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Decision;
import io.zapas.alerting.domain.Decision.Outcome;
import io.zapas.alerting.domain.Life;
import io.zapas.alerting.domain.Route;
import io.zapas.alerting.domain.Tracked;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final Instant AT = Instant.parse("2026-11-23T08:00:00Z");
    private static final Instant LATER = Instant.parse("2026-11-24T06:00:00Z");
    private final Explainer explainer =
            new Explainer(alert -> new Route("małe", List.of()), List.of("slack", "mail"), ZoneId.of("Europe/Warsaw"));

    @Test
    void everyOutcomeIsSaidInBothLanguages() {
        List<Decision> decisions = List.of(
                decision("OPENED", Outcome.QUIET_HOURS, null, List.of(), LATER, null),
                decision("OPENED", Outcome.TOLD, "default", null, null, "anna.k"),
                decision("OPENED", Outcome.TOLD, "default", List.of("mail"), null, null),
                decision("WORSE", Outcome.BUDGET, null, List.of(), LATER, null),
                decision("OPENED", Outcome.DIGEST_ONLY, "małe", List.of(), null, null),
                decision("REOPENED", Outcome.FLAPPING, null, null, null, null),
                decision("REOPENED", Outcome.SNOOZED, null, null, LATER, "jan"),
                decision("ABSORBED", Outcome.ABSORBED, null, null, null, "OUT_OF_STOCK"),
                decision("RESOLVED", Outcome.SHOWN, null, null, null, null));
        assertThat(decisions).extracting(Decision::outcome).contains(Outcome.values());
        assertThat(lines("en", decisions))
                .containsExactly(
                        "Brak: LED (01A)",
                        "23 Nov 2026 09:00: new alert - not told yet: quiet hours until 24 Nov 2026 07:00.",
                        "23 Nov 2026 09:00: new alert - told at slack, mail, by rule \"default\"; anna.k is asked.",
                        "23 Nov 2026 09:00: new alert - told at mail, by rule \"default\".",
                        "23 Nov 2026 09:00: got worse - not told yet: at most one notice an hour and three a day; possible from 24 Nov 2026 07:00.",
                        "23 Nov 2026 09:00: new alert - not told: rule \"małe\" leaves it to the digest.",
                        "23 Nov 2026 09:00: came back within a day - not told, only shown at slack, mail: it opens and closes too often, and people know.",
                        "23 Nov 2026 09:00: came back within a day - not told, only shown at slack, mail: jan snoozed it until 24 Nov 2026 07:00.",
                        "23 Nov 2026 09:00: another alert took over - not told: alert OUT_OF_STOCK of the same SKU says more.",
                        "23 Nov 2026 09:00: resolved - only shown in the message at slack, mail; an edit notifies nobody.",
                        "The next notice would only be in the digest, by rule \"małe\".");
        assertThat(lines("pl", decisions))
                .hasSize(decisions.size() + 2)
                .contains(
                        "23.11.2026 09:00: nowy alert - jeszcze bez powiadomienia: cisza do 24.11.2026 07:00.",
                        "23.11.2026 09:00: nowy alert - powiadomiono: slack, mail, według reguły „default”; reaguje anna.k.",
                        "23.11.2026 09:00: nowy alert - bez powiadomienia: reguła „małe” zostawia to zestawieniu.",
                        "Następne powiadomienie trafiłoby tylko do zestawienia, według reguły „małe”.")
                .noneMatch(line -> line.contains("{") || line.contains("null"));
    }

    @Test
    void aNameIsNeverReadAsPattern() {
        List<Decision> decisions = List.of(decision("REOPENED", Outcome.SNOOZED, null, null, LATER, "{until} {x}"));
        assertThat(lines("en", decisions)).anyMatch(line -> line.contains(": {until} {x} snoozed it"));
    }

    @Test
    void whatWasNotDecidedYetIsSaidToo() {
        assertThat(lines("en", List.of())).contains("Nothing has been decided yet about telling people.");
    }

    @Test
    void bothLanguagesHaveTheSameSentences() {
        assertThat(keys("explain_pl.properties")).isEqualTo(keys("explain_en.properties"));
    }

    private static List<String> keys(String name) {
        try (java.io.InputStream in = Explainer.class.getResourceAsStream(name)) {
            return Arrays.stream(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("\n"))
                    .map(line -> line.substring(0, line.indexOf('=')).strip())
                    .sorted()
                    .toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> lines(String locale, List<Decision> decisions) {
        Life life = new Life(
                "sku LED", AT, null, false, null, null, null, false, "m", AT, 1, 1, null, null, null, null, null, false,
                AT, 0, false, false, null, null, null, decisions);
        Tracked tracked =
                new Tracked(RouteBookTest.alert(Alert.Type.SHORTAGE, Severity.HIGH, "C", "anna.k", "anna.k"), life);
        return explainer.explain(tracked, Locale.forLanguageTag(locale)).lines();
    }

    private static Decision decision(
            String why, Outcome outcome, String rule, List<String> targets, Instant until, String detail) {
        return new Decision(AT, why, outcome, rule, targets, until, detail);
    }
}
