package io.zapas.alerting.boot;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.condition.DesyncRules;
import io.zapas.alerting.condition.Diagnosis;
import io.zapas.alerting.condition.SkuFacts;
import io.zapas.alerting.condition.SourceBook;
import io.zapas.alerting.condition.SourceThresholds;
import io.zapas.alerting.condition.StockRules;
import io.zapas.alerting.domain.AlertOrder;
import io.zapas.alerting.domain.Facts;
import io.zapas.alerting.domain.Finding;
import io.zapas.alerting.domain.MessageView;
import io.zapas.alerting.eligibility.AdFacts;
import io.zapas.alerting.kafka.FactInbox.Fact;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Desync;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** The newest facts by subject. Older facts than those known are ignored. Bounded by the number of SKUs and open desyncs. On the engine's context. */
final class FactBook {
    private final SourceBook sources;
    private final Diagnosis diagnosis;
    private final Map<String, String> sourceOfSubject = new HashMap<>();
    private final Set<String> stirred = new LinkedHashSet<>();
    private final Map<String, SkuFacts> skus = new HashMap<>();
    private final Map<String, Desync> desyncs = new HashMap<>();
    private final Map<String, String> skuOfSubject = new HashMap<>();
    private AdAdvice advice = AdAdvice.NONE;

    /** @param open whether a subject has an alert with a fingerprint that is open */
    FactBook(SourceThresholds thresholds, BiPredicate<String, String> open) {
        sources = new SourceBook(thresholds);
        diagnosis = new Diagnosis(sources, open, this::sku);
    }

    /** Before anything is judged. */
    void agreeWith(AdAdvice feeds) {
        advice = feeds;
    }

    /** Answers the subject to judge; empty when this was known already, or is about a source: see {@link #stirred}. */
    Optional<String> learn(Fact fact, Instant now) {
        if (fact instanceof Fact.Stock stock) {
            return learn(stock, now);
        }
        if (fact instanceof Fact.Origin origin) {
            sources.learn(origin.sku(), origin.sources()).forEach(this::stirWell);
            return Optional.empty();
        }
        if (fact instanceof Fact.Heard heard) {
            sources.heard(heard.source(), heard.at());
            if (sourceOfSubject.containsKey(Diagnosis.subjectOf(heard.source()))) {
                stirWell(heard.source());
            }
            return Optional.empty();
        }
        if (fact instanceof Fact.Outlook outlook) {
            return learn(outlook);
        }
        return learn((Fact.Mismatch) fact);
    }

    private Optional<String> learn(Fact.Stock fact, Instant now) {
        SkuFacts known = sku(fact.sku());
        Availability before = known.availability();
        Availability newer = fact.availability();
        if (before != null && newer != null && newer.version() < before.version()) {
            return Optional.empty();
        }
        return remember(known.with(newer, now));
    }

    private Optional<String> learn(Fact.Outlook fact) {
        SkuFacts known = sku(fact.sku());
        DemandForecast before = known.forecast();
        DemandForecast now = fact.forecast();
        boolean older = before != null && now != null && now.asOf() != null && before.asOf() != null;
        if (older && now.asOf().isBefore(before.asOf())) {
            return Optional.empty();
        }
        return remember(known.with(now));
    }

    private Optional<String> remember(SkuFacts facts) {
        skus.put(facts.sku(), facts);
        String subject = StockRules.subject(facts.sku());
        skuOfSubject.put(subject, facts.sku());
        return Optional.of(subject);
    }

    private Optional<String> learn(Fact.Mismatch fact) {
        String subject = DesyncRules.subject(fact.id());
        Desync known = desyncs.get(subject);
        sourceNamed(fact.desync() == null ? known : fact.desync()).ifPresent(source -> {
            sources.reported(
                    source,
                    fact.desync() == null || fact.desync().state() == Desync.State.CLOSED ? null : fact.desync());
            stir(source);
        });
        if (fact.desync() == null || fact.desync().state() == Desync.State.CLOSED) {
            desyncs.remove(subject);
        } else {
            desyncs.put(subject, fact.desync());
        }
        return Optional.of(subject);
    }

    /** The source a report is about; its id tells when nothing else does. */
    private static Optional<String> sourceNamed(Desync desync) {
        if (desync == null || desync.kind() != Desync.Kind.STALE_SOURCE) {
            return Optional.empty();
        }
        return Optional.of(
                desync.evidence().get("source") instanceof String source ? source : Diagnosis.sourceOf(desync.id()));
    }

    /** One that is sick is looked at often enough without every entry of a storm. */
    private void stirWell(String source) {
        if (!diagnosis.isSick(source)) {
            stir(source);
        }
    }

    private void stir(String source) {
        String subject = Diagnosis.subjectOf(source);
        sourceOfSubject.put(subject, source);
        stirred.add(subject);
    }

    /** What bears on a SKU's ads. */
    AdFacts ads(String sku) {
        SkuFacts known = sku(sku);
        return new AdFacts(sku, known.availability(), known.forecast(), diagnosis.inDoubt(sku));
    }

    /** Every SKU anything was told of, also what was taken back since. */
    Set<String> skus() {
        return Set.copyOf(skus.keySet());
    }

    private SkuFacts sku(String sku) {
        return skus.getOrDefault(sku, SkuFacts.none(sku));
    }

    /** Subjects of sources to judge before any SKU: root causes come before their symptoms. Asked once. */
    Set<String> stirred() {
        Set<String> subjects = Set.copyOf(stirred);
        stirred.clear();
        return subjects;
    }

    /** Subjects to judge again, because what explained them is over. Asked once. */
    Set<String> released() {
        return diagnosis.released();
    }

    /** What the rules find about a subject now. */
    List<Finding> judge(String subject, Instant now) {
        String source = sourceOfSubject.get(subject);
        if (source != null) {
            return diagnosis.source(source, now);
        }
        String sku = skuOfSubject.get(subject);
        if (sku != null) {
            return diagnosis.sku(subject, sku, advised(sku, StockRules.judge(sku(sku), now), now), now);
        }
        Desync desync = desyncs.get(subject);
        return desync == null
                ? diagnosis.sku(subject, null, List.of(), now)
                : diagnosis.sku(subject, desync.sku(), DesyncRules.judge(desync, sku(desync.sku())), now);
    }

    /** A forecast says of each moment whether a campaign should advertise; where feeds are told something that rests, people are told that. */
    private List<Finding> advised(String sku, List<Finding> findings, Instant now) {
        return findings.stream()
                .map(finding -> finding.type() == Alert.Type.CAMPAIGN_RISK ? advised(sku, finding, now) : finding)
                .toList();
    }

    private Finding advised(String sku, Finding finding, Instant now) {
        return ads(sku).running(finding.scope(), now)
                .flatMap(campaign -> advice.of(sku, campaign.platform()))
                .map(row -> finding.naming(
                        "eligibility",
                        Facts.facts()
                                .put("state", row.state())
                                .put("share", row.share())
                                .put("until", row.until())
                                .put("hold", row.hold())
                                .map()))
                .orElse(finding);
    }

    /** The SKU a subject is about; empty: a source, or a listing. */
    Optional<String> skuOf(String subject) {
        return Optional.ofNullable(skuOfSubject.get(subject));
    }

    /** Whether the alert of a root cause lists something about the subject that has none of its own. */
    boolean isHeld(String subject) {
        return diagnosis.isHeld(subject);
    }

    /** When time alone may change the judgement; null: never. */
    Instant nextTurn(String subject, Instant now) {
        String source = sourceOfSubject.get(subject);
        if (source != null) {
            return diagnosis.nextTurnOfSource(source, now);
        }
        String sku = skuOfSubject.get(subject);
        Instant turn = sku == null ? null : sku(sku).nextTurn(now);
        Instant waits = diagnosis.nextTurn(subject);
        return turn == null || (waits != null && waits.isBefore(turn)) ? waits : turn;
    }

    /** The alerts a message shows, with those that its root causes hold back. */
    MessageView complete(MessageView view) {
        List<Alert> alerts = new ArrayList<>(view.alerts());
        for (Alert alert : view.alerts()) {
            if (alert.handling() != Alert.Handling.RESOLVED) {
                alerts.addAll(diagnosis.heldBy(alert));
            }
        }
        if (alerts.size() == view.alerts().size()) {
            return view;
        }
        alerts.sort(AlertOrder.MOST_URGENT_FIRST);
        return new MessageView(view.id(), view.group(), view.rev(), view.pingRev(), alerts, view.allResolved());
    }
}
