package io.zapas.alerting.condition;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.condition.Inhibition.Fate;
import io.zapas.alerting.condition.Inhibition.Symptom;
import io.zapas.alerting.condition.Inhibition.Verdict;
import io.zapas.alerting.domain.Finding;
import io.zapas.alerting.domain.Finding.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Tells root causes from symptoms: what the rules find of SKUs and listings is held back while a source explains it ({@link Inhibition}). What is held is a
 * finding of level HOLD: it keeps an alert open that people know of, and opens none. Everything can be worked out again from the facts, so a restart
 * loses no hold and prolongs none.
 *
 * <p>A cause counts from when its alert is open until its finding is gone or a person resolves the alert; then everything it held is to be judged again
 * ({@link #released()}). Not safe for concurrent use.
 */
public final class Diagnosis {
    /** How often the list of a root cause is brought up to date. */
    static final Duration LIST_INTERVAL = Duration.ofSeconds(5);

    private static final Set<Alert.Type> STOCKOUTS = EnumSet.of(Alert.Type.OUT_OF_STOCK, Alert.Type.OVERSOLD);

    private final SourceBook book;
    private final BiPredicate<String, String> open;
    private final Function<String, SkuFacts> skus;
    private final HeldBook held = new HeldBook();
    private final Map<String, List<RootCause>> causes = new HashMap<>();
    private final Set<String> holding = new LinkedHashSet<>();
    private final Map<String, Instant> turns = new HashMap<>();
    private final Set<String> released = new LinkedHashSet<>();

    /**
     * @param open whether a subject has an alert with a fingerprint that is open: the condition lasts, and nobody resolved it
     * @param skus what is known of a SKU
     */
    public Diagnosis(SourceBook book, BiPredicate<String, String> open, Function<String, SkuFacts> skus) {
        this.book = book;
        this.open = open;
        this.skus = skus;
    }

    /** The subject of all findings about a source. */
    public static String subjectOf(String source) {
        return SourceRules.subject(source);
    }

    /** The source that a desync id names; the id itself when it names none. */
    public static String sourceOf(String desyncId) {
        return SourceRules.sourceOf(desyncId);
    }

    /** What is wrong with a source now. */
    public List<Finding> source(String name, Instant now) {
        String subject = SourceRules.subject(name);
        List<Finding> findings = new ArrayList<>();
        List<RootCause> found = new ArrayList<>();
        Drops.Episode drop = book.drop(name, now);
        SourceRules.massDrop(name, book, skus, heldBy(Alert.Type.MASS_DROP, name), now)
                .ifPresent(finding -> {
                    findings.add(finding);
                    found.add(new RootCause(
                            Alert.Type.MASS_DROP, name, finding.fingerprint(), drop.since(), drop.skus()));
                });
        SourceRules.silence(name, book, skus, heldBy(Alert.Type.STALE_SOURCE, name), now)
                .ifPresent(finding -> {
                    findings.add(finding);
                    found.add(new RootCause(
                            Alert.Type.STALE_SOURCE,
                            name,
                            finding.fingerprint(),
                            Instant.parse(finding.facts().get("since").toString()),
                            book.skusOf(name)));
                });
        if (found.isEmpty()) {
            causes.remove(name);
        } else {
            causes.put(name, found);
        }
        release(name);
        return check(subject, null, name, findings, now);
    }

    private Collection<Finding> heldBy(Alert.Type type, String name) {
        return held.of(SourceRules.fingerprint(type, name));
    }

    /** Lets go what causes held that count no more. */
    private void release(String name) {
        Set<String> counting = new LinkedHashSet<>();
        active().forEach(cause -> counting.add(cause.fingerprint()));
        for (Alert.Type type : List.of(Alert.Type.MASS_DROP, Alert.Type.STALE_SOURCE)) {
            String fingerprint = SourceRules.fingerprint(type, name);
            if (!counting.contains(fingerprint) && holding.remove(fingerprint)) {
                released.addAll(held.subjects(fingerprint));
            }
        }
    }

    private List<RootCause> active() {
        List<RootCause> active = new ArrayList<>();
        for (List<RootCause> ofSource : causes.values()) {
            for (RootCause cause : ofSource) {
                if (open.test(SourceRules.subject(cause.source()), cause.fingerprint())) {
                    active.add(cause);
                }
            }
        }
        return active;
    }

    /** Something is wrong with it, so that it is looked at every {@link #LIST_INTERVAL} anyway. */
    public boolean isSick(String name) {
        return causes.containsKey(name);
    }

    /** Whether an open alert about a source says that a SKU's numbers are doubtful. */
    public boolean inDoubt(String sku) {
        return active().stream().anyMatch(cause -> cause.skus().contains(sku));
    }

    /** What of the findings about a SKU, or a listing of it, may be told. */
    public List<Finding> sku(String subject, String sku, List<Finding> findings, Instant now) {
        return check(subject, sku, null, findings, now);
    }

    private List<Finding> check(String subject, String sku, String source, List<Finding> findings, Instant now) {
        List<RootCause> active = findings.isEmpty() ? List.of() : active();
        List<Finding> told = new ArrayList<>(findings.size());
        Map<Finding, String> back = new LinkedHashMap<>();
        turns.remove(subject);
        for (Finding finding : findings) {
            if (finding.level() != Level.ENTER) {
                told.add(finding);
                continue;
            }
            Verdict verdict = Inhibition.judge(
                    symptom(finding, sku, source), active, book.thresholds().maxHold(), now);
            if (open.test(finding.subject(), finding.fingerprint())) {
                told.add(
                        verdict.fate() == Fate.TELL_WITH_LOW_CONFIDENCE
                                ? finding.doubtful(verdict.cause().source())
                                : finding);
            } else if (verdict.fate() == Fate.HOLD) {
                turn(subject, verdict.until());
                back.put(finding, verdict.cause().fingerprint());
                holding.add(verdict.cause().fingerprint());
                told.add(finding.held());
            } else if (verdict.fate() == Fate.TELL_WITH_LOW_CONFIDENCE) {
                told.add(finding.doubtful(verdict.cause().source()));
            } else {
                told.add(waits(subject, sku, finding, back, now) ? finding.held() : finding);
            }
        }
        held.put(subject, back);
        return told;
    }

    private Symptom symptom(Finding finding, String sku, String source) {
        SkuFacts facts = sku == null ? null : skus.apply(sku);
        Long available = facts == null || facts.availability() == null
                ? null
                : (Long) facts.availability().available();
        return new Symptom(
                finding.type(),
                sku,
                source,
                available,
                sku == null ? null : book.of(sku).zeroBy(),
                facts == null || !STOCKOUTS.contains(finding.type()) ? null : facts.zeroSince());
    }

    /** A stockout waits a moment for the neighbours of its source to fall too, and longer while they do. */
    private boolean waits(String subject, String sku, Finding finding, Map<Finding, String> back, Instant now) {
        if (sku == null || !STOCKOUTS.contains(finding.type())) {
            return false;
        }
        Instant zeroSince = skus.apply(sku).zeroSince();
        Instant settled =
                zeroSince == null ? now : zeroSince.plus(book.thresholds().settle());
        if (settled.isAfter(now)) {
            turn(subject, settled);
            return true;
        }
        SkuSources sources = book.of(sku);
        Instant until = book.thresholds().settle().isZero() ? null : book.suspicious(sources, now);
        if (until == null) {
            return false;
        }
        turn(subject, until);
        back.put(finding, SourceRules.fingerprint(Alert.Type.MASS_DROP, sources.zeroBy()));
        return true;
    }

    private void turn(String subject, Instant at) {
        turns.merge(subject, at, (one, other) -> one.isBefore(other) ? one : other);
    }

    /** Whether an open root cause lists what was found of the subject when it was last judged. */
    public boolean isHeld(String subject) {
        return held.causesOf(subject).stream().anyMatch(holding::contains);
    }

    /** When a subject should be judged again because of what it waits for; null: nothing. */
    public Instant nextTurn(String subject) {
        return turns.get(subject);
    }

    /** The same for a source: soon while something is wrong with it. */
    public Instant nextTurnOfSource(String name, Instant now) {
        return now.plus(causes.containsKey(name) ? LIST_INTERVAL : book.pace());
    }

    /** Subjects that wait no more, to be judged again. */
    public Set<String> released() {
        Set<String> subjects = Set.copyOf(released);
        released.clear();
        return subjects;
    }

    /** What an alert holds back, as alerts that were not opened; in no order. */
    public List<Alert> heldBy(Alert cause) {
        return HeldBook.asAlerts(cause, held.of(cause.fingerprint()));
    }
}
