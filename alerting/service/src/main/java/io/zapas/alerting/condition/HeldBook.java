package io.zapas.alerting.condition;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Facts;
import io.zapas.alerting.domain.Finding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What root causes hold back at the moment, by the fingerprint of the cause's alert. Not safe for concurrent use. */
final class HeldBook {
    /** Most money first, ties: more units, then worse, then the SKU's name. */
    static final Comparator<Finding> MOST_MONEY_FIRST = Comparator.comparing(
                    Finding::lostValue, Comparator.nullsLast(Comparator.<BigDecimal>reverseOrder()))
            .thenComparing(Finding::lostUnits, Comparator.nullsLast(Comparator.<Double>reverseOrder()))
            .thenComparing(Finding::severity)
            .thenComparing(Finding::sku, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Finding::fingerprint);

    private static final int LISTED = 20;

    private final Map<String, Map<String, Finding>> byCause = new HashMap<>();
    private final Map<String, Map<String, String>> causesBySubject = new HashMap<>();

    /** Replaces all that is held of a subject: each finding with the cause's fingerprint. */
    void put(String subject, Map<Finding, String> held) {
        Map<String, String> before = causesBySubject.remove(subject);
        if (before != null) {
            before.forEach((fingerprint, cause) -> remove(cause, fingerprint));
        }
        if (held.isEmpty()) {
            return;
        }
        Map<String, String> causes = new HashMap<>();
        held.forEach((finding, cause) -> {
            byCause.computeIfAbsent(cause, c -> new LinkedHashMap<>()).put(finding.fingerprint(), finding);
            causes.put(finding.fingerprint(), cause);
        });
        causesBySubject.put(subject, causes);
    }

    private void remove(String cause, String fingerprint) {
        Map<String, Finding> findings = byCause.get(cause);
        if (findings != null && findings.remove(fingerprint) != null && findings.isEmpty()) {
            byCause.remove(cause);
        }
    }

    Collection<Finding> of(String cause) {
        return byCause.getOrDefault(cause, Map.of()).values();
    }

    /** Fingerprints of what holds something of a subject. */
    Collection<String> causesOf(String subject) {
        return causesBySubject.getOrDefault(subject, Map.of()).values();
    }

    /** Subjects of what a cause holds. */
    Set<String> subjects(String cause) {
        Set<String> subjects = new LinkedHashSet<>();
        of(cause).forEach(finding -> subjects.add(finding.subject()));
        return subjects;
    }

    /** What they are together worth, in the currency with the largest sum. */
    static Impact impact(Collection<Finding> findings) {
        Map<String, BigDecimal> sums = new TreeMap<>();
        double units = 0;
        boolean known = false;
        for (Finding finding : findings) {
            if (finding.lostValue() != null && finding.currency() != null) {
                sums.merge(finding.currency(), finding.lostValue(), BigDecimal::add);
            }
            if (finding.lostUnits() != null) {
                units += finding.lostUnits();
                known = true;
            }
        }
        Map.Entry<String, BigDecimal> most =
                sums.entrySet().stream().max(Map.Entry.comparingByValue()).orElse(null);
        return new Impact(
                known ? units : null, most == null ? null : most.getValue(), most == null ? null : most.getKey());
    }

    /** For the cause's alert: how many by type, and those that matter most. */
    static void describe(Facts facts, Collection<Finding> findings) {
        Map<String, Long> types = new TreeMap<>();
        findings.forEach(finding -> types.merge(finding.type().name(), 1L, Long::sum));
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(MOST_MONEY_FIRST);
        facts.put("suppressed", findings.size())
                .put("suppressedTypes", types)
                .put(
                        "suppressedAlerts",
                        sorted.stream().limit(LISTED).map(HeldBook::line).toList());
    }

    private static Map<String, Object> line(Finding finding) {
        return Facts.facts()
                .put("type", finding.type())
                .put("sku", finding.sku())
                .put("name", finding.name())
                .put("scope", finding.scope())
                .put("units", finding.lostUnits())
                .put("money", finding.lostValue())
                .put("currency", finding.currency())
                .map();
    }

    /** As alerts for the list in the cause's message: not opened, nobody was told. */
    static List<Alert> asAlerts(Alert cause, Collection<Finding> findings) {
        return findings.stream().map(finding -> alert(cause, finding)).toList();
    }

    private static Alert alert(Alert cause, Finding finding) {
        return new Alert(
                "held/" + finding.fingerprint(),
                finding.fingerprint(),
                cause.rev(),
                finding.type(),
                finding.severity(),
                Alert.Condition.PENDING,
                Alert.Handling.NEW,
                finding.sku(),
                finding.name(),
                finding.scope(),
                finding.name() == null ? finding.sku() : finding.sku() + " – " + finding.name(),
                finding.owner(),
                cause.group(),
                cause.openedAt(),
                // Never the newest of its message: it is not what got worse.
                cause.openedAt().minusMillis(1),
                null,
                finding.facts(),
                finding.lostUnits(),
                finding.lostValue(),
                finding.currency(),
                null,
                null,
                null,
                List.of());
    }
}
