package io.zapas.alerting.digest;

import static io.zapas.alerting.render.SampleAlerts.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Change;
import io.zapas.alerting.digest.Digest.Section;
import io.zapas.alerting.render.SampleAlerts;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DigesterTest {
    private static final Instant FROM = Instant.parse("2026-11-20T06:30:00Z");
    private static final Instant TO = Instant.parse("2026-11-23T06:30:00Z");
    private static final Instant BEFORE = FROM.minusSeconds(60);
    private static final Instant WITHIN = FROM.plusSeconds(60);
    private static final DigestRun MONDAY = new DigestRun(LocalDate.of(2026, 11, 23), FROM, TO, false);
    private final Digester digester = new Digester(ZoneId.of("Europe/Warsaw"));

    @Test
    void everyAlertStandsInOneSection() {
        Digest digest = digester.digest(
                List.of(
                        alert("untaken", Map.of("openedAt", BEFORE)),
                        alert("fresh", Map.of("openedAt", WITHIN)),
                        alert("taken-new", Map.of("openedAt", WITHIN, "handling", "ACKNOWLEDGED")),
                        alert(
                                "taken-worse",
                                Map.of("openedAt", BEFORE, "handling", "ACKNOWLEDGED", "history", worse(WITHIN))),
                        alert(
                                "taken-old",
                                Map.of("openedAt", BEFORE, "handling", "ACKNOWLEDGED", "history", worse(BEFORE))),
                        alert("mild-old", Map.of("openedAt", BEFORE, "severity", "MEDIUM")),
                        alert(
                                "mild-unanswered",
                                Map.of("openedAt", BEFORE, "severity", "MEDIUM", "handling", "ESCALATED")),
                        alert("mild-new", Map.of("openedAt", WITHIN, "severity", "MEDIUM")),
                        alert("over", Map.of("openedAt", BEFORE, "handling", "RESOLVED", "resolvedAt", WITHIN)),
                        alert("over-before", Map.of("openedAt", BEFORE, "handling", "RESOLVED", "resolvedAt", BEFORE)),
                        alert("back", snoozed("2026-11-29T22:59:00Z")),
                        alert("later", snoozed("2026-11-29T23:00:00Z"))),
                MONDAY);
        assertThat(ids(digest))
                .isEqualTo(Map.of(
                        Section.DECIDE, List.of("untaken", "fresh", "mild-unanswered"),
                        Section.NEW, List.of("taken-new", "mild-new"),
                        Section.WORSE, List.of("taken-worse"),
                        Section.RESOLVED, List.of("over"),
                        Section.BACK, List.of("back")));
        assertThat(digest.fresh()).isEqualTo(Map.of("fresh", Section.NEW));
        assertThat(digest.due()).isTrue();
    }

    @Test
    void theSpanIncludesItsEndAndNotItsBegin() {
        assertThat(ids(digester.digest(List.of(alert("a", Map.of("openedAt", FROM, "severity", "LOW"))), MONDAY)))
                .isEmpty();
        assertThat(ids(digester.digest(List.of(alert("a", Map.of("openedAt", TO, "severity", "LOW"))), MONDAY)))
                .isEqualTo(Map.of(Section.NEW, List.of("a")));
        DigestRun tuesday = MONDAY.finished().next(LocalDate.of(2026, 11, 24), TO.plusSeconds(86_400));
        assertThat(ids(digester.digest(List.of(alert("a", Map.of("openedAt", TO, "severity", "LOW"))), tuesday)))
                .as("told once")
                .isEmpty();
    }

    @Test
    void whatWasKeptBackUntilItHadLastedIsNewWhenPeopleMaySeeIt() {
        Map<String, Object> fields = Map.of(
                "openedAt", BEFORE, "severity", "LOW", "history", List.of(new Change(WITHIN, "OPENED", null, "LOW")));
        assertThat(ids(digester.digest(List.of(alert("a", fields)), MONDAY)))
                .isEqualTo(Map.of(Section.NEW, List.of("a")));
    }

    @Test
    void theFirstDigestTellsWhatWasThereAtTheFirstStart() {
        DigestRun first = DigestRun.first(LocalDate.of(2026, 11, 20), FROM);
        DigestRun next = first.next(MONDAY.day(), TO);
        Map<String, Object> atTheStart = Map.of("openedAt", FROM, "severity", "LOW");
        Map<String, Object> ended = Map.of(
                "openedAt",
                FROM.minusSeconds(200_000),
                "handling",
                "RESOLVED",
                "resolvedAt",
                FROM.minusSeconds(90_000));
        assertThat(ids(digester.digest(List.of(alert("a", atTheStart), alert("b", ended)), next)))
                .isEqualTo(Map.of(Section.NEW, List.of("a")));
    }

    @Test
    void theMostExpensiveComesFirst() {
        Digest digest = digester.digest(
                List.of(
                        alert("none", Map.of("openedAt", BEFORE)),
                        alert("much", Map.of("openedAt", BEFORE, "lostValue", new BigDecimal("900.5"))),
                        alert("more", Map.of("openedAt", BEFORE, "lostValue", new BigDecimal("1000")))),
                MONDAY);
        assertThat(ids(digest).get(Section.DECIDE)).containsExactly("more", "much", "none");
    }

    @Test
    void noMailWhenNothingChangedAndNothingIsDue() {
        assertThat(digester.digest(List.of(), MONDAY).due()).isFalse();
        assertThat(digester.digest(List.of(alert("a", snoozed("2026-11-27T12:00:00Z"))), MONDAY)
                        .due())
                .as("back this week, but not today")
                .isFalse();
        assertThat(digester.digest(List.of(alert("a", snoozed("2026-11-23T12:00:00Z"))), MONDAY)
                        .due())
                .as("back today")
                .isTrue();
        assertThat(digester.digest(List.of(alert("a", Map.of("openedAt", BEFORE, "handling", "ACKNOWLEDGED"))), MONDAY)
                        .due())
                .isFalse();
    }

    @Test
    void aDecisionDueTodayIsDueWhoeverHasTheAlert() {
        Map<String, Object> facts = new TreeMap<>(Map.of("decideBy", "2026-11-23T11:00:00Z"));
        Alert alert = alert("a", Map.of("openedAt", BEFORE, "handling", "ACKNOWLEDGED", "facts", facts));
        assertThat(ids(digester.digest(List.of(alert), MONDAY))).containsOnlyKeys(Section.DECIDE);
        facts.put("decideBy", "2026-11-24T11:00:00Z");
        assertThat(ids(digester.digest(
                        List.of(alert("a", Map.of("openedAt", BEFORE, "handling", "ACKNOWLEDGED", "facts", facts))),
                        MONDAY)))
                .isEmpty();
    }

    private static Map<String, Object> snoozed(String until) {
        return Map.of("openedAt", BEFORE, "handling", "SNOOZED", "snoozedUntil", Instant.parse(until));
    }

    private static List<Change> worse(Instant at) {
        return List.of(new Change(at, "WORSE", null, "HIGH to CRITICAL"));
    }

    private static Alert alert(String id, Map<String, Object> fields) {
        Map<String, Object> all = new TreeMap<>(Map.of("id", id));
        Alert base = SampleAlerts.alert(Alert.Type.SHORTAGE, Alert.Severity.HIGH, Map.of(), null, null);
        all.putAll(fields);
        return with(base, all);
    }

    private static Map<Section, List<String>> ids(Digest digest) {
        Map<Section, List<String>> ids = new TreeMap<>();
        digest.sections()
                .forEach((section, alerts) ->
                        ids.put(section, alerts.stream().map(Alert::id).toList()));
        return ids;
    }
}
