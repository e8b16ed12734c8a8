package io.zapas.alerting.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The facts of the last two weeks, folded as they come: when which SKU was out of stock, or listed by a root cause instead of an alert of its own, which offer out of step, what is
 * known of every SKU, and which alerts there were that are kept no longer. Folding a fact again, or an older one, changes nothing. Bounds: one outlook per SKU, logs only of subjects
 * that had trouble, {@value #MAX_PAST} alerts. Not safe for concurrent use.
 */
public final class Observations {
    private static final String SKU = "sku/";
    private static final String DESYNC = "desync/";
    private static final String HELD = "held/";
    static final int MAX_PAST = 50_000;

    private final Map<String, EpisodeLog> logs = new HashMap<>();
    private final Map<String, SkuOutlook> outlooks = new HashMap<>();
    private final NavigableSet<PastAlert> past =
            new TreeSet<>(Comparator.comparing(PastAlert::resolvedAt).thenComparing(PastAlert::id));

    /** Takes over a log that was stored. */
    public void load(EpisodeLog log) {
        logs.put(log.subject(), log);
    }

    public void learn(SkuOutlook outlook) {
        outlooks.put(outlook.sku(), outlook);
    }

    public SkuOutlook outlook(String sku) {
        return outlooks.getOrDefault(sku, SkuOutlook.unknown(sku));
    }

    /** A SKU's stock as of a moment; answers its log if that changed. */
    public Optional<EpisodeLog> stock(String sku, boolean out, Instant at) {
        EpisodeLog log = logs.getOrDefault(SKU + sku, EpisodeLog.empty(SKU + sku));
        outlooks.putIfAbsent(sku, SkuOutlook.unknown(sku));
        return changed(log, out ? log.begun(at, null) : log.ended(at));
    }

    /** A desync that is open since {@code since}, or was until {@code closedAt}; answers its log if that changed. */
    public Optional<EpisodeLog> desync(String id, Instant since, Instant closedAt, String cause) {
        EpisodeLog log = logs.getOrDefault(DESYNC + id, EpisodeLog.empty(DESYNC + id));
        EpisodeLog begun = since == null ? log : log.begun(since, cause);
        boolean skewed = since != null && closedAt != null && closedAt.isBefore(since);
        return changed(log, closedAt == null ? begun : begun.ended(skewed ? since : closedAt));
    }

    /** A desync that is gone. */
    public Optional<EpisodeLog> desyncGone(String id, Instant now) {
        EpisodeLog log = logs.get(DESYNC + id);
        return log == null ? Optional.empty() : changed(log, log.ended(now));
    }

    /** Whether the alert of a root cause lists the SKU now; answers its log if that changed. */
    public Optional<EpisodeLog> held(String sku, boolean held, Instant now) {
        EpisodeLog log = logs.getOrDefault(HELD + sku, EpisodeLog.empty(HELD + sku));
        return changed(log, held ? log.begun(now, null) : log.ended(now));
    }

    /** An alert that is over and kept no longer. */
    public void past(PastAlert alert) {
        past.add(alert);
    }

    /** Ids of past alerts that are to be forgotten: they ended before {@code horizon}, or are too many. */
    public List<String> forgetPast(Instant horizon) {
        List<String> forgotten = new ArrayList<>();
        while (!past.isEmpty()
                && (past.size() > MAX_PAST || past.first().resolvedAt().isBefore(horizon))) {
            forgotten.add(past.pollFirst().id());
        }
        return forgotten;
    }

    /** Alerts that are kept no longer. */
    Collection<PastAlert> past() {
        return past;
    }

    /** Alerts that ended before may be missing; null: none is. */
    Instant pastFrom() {
        return past.size() < MAX_PAST ? null : past.first().resolvedAt();
    }

    private Optional<EpisodeLog> changed(EpisodeLog before, EpisodeLog after) {
        if (before.equals(after)) {
            return Optional.empty();
        }
        logs.put(after.subject(), after);
        return Optional.of(after);
    }

    /** Forgets what ended before {@code horizon}; answers the logs that changed, empty ones to be forgotten. */
    public List<EpisodeLog> forget(Instant horizon) {
        List<EpisodeLog> changed = List.copyOf(logs.values()).stream()
                .filter(log -> !log.since(horizon).equals(log))
                .map(log -> log.since(horizon))
                .toList();
        changed.forEach(log -> {
            if (log.episodes().isEmpty()) {
                logs.remove(log.subject());
            } else {
                logs.put(log.subject(), log);
            }
        });
        return changed;
    }

    Collection<SkuOutlook> outlooks() {
        return outlooks.values();
    }

    /** Stockouts by SKU. */
    Map<String, List<Episode>> stockouts() {
        return under(SKU);
    }

    /** Desyncs by id. */
    Map<String, List<Episode>> desyncs() {
        return under(DESYNC);
    }

    /** By SKU, when a root cause listed it. */
    Map<String, List<Episode>> held() {
        return under(HELD);
    }

    private Map<String, List<Episode>> under(String prefix) {
        Map<String, List<Episode>> found = new TreeMap<>();
        logs.forEach((subject, log) -> {
            if (subject.startsWith(prefix)) {
                found.put(subject.substring(prefix.length()), log.episodes());
            }
        });
        return found;
    }
}
