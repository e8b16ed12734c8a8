package io.zapas.alerting.condition;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Facts;
import io.zapas.alerting.domain.Finding;
import io.zapas.alerting.domain.Finding.Level;
import io.zapas.alerting.domain.Fingerprint;
import io.zapas.stocksync.api.Desync;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What can be wrong with a source of levels.
 *
 * <table>
 * <caption>Rules</caption>
 * <tr><th>type</th><th>opens</th><th>closes</th></tr>
 * <tr><td>STALE_SOURCE</td><td>stock-sync reports it silent for longer than declared; or, with nothing reported, silent as its own weeks make it unlikely: phi
 * &ge; 3, see {@link Cadence}</td><td>heard again; phi below 2</td></tr>
 * <tr><td>MASS_DROP</td><td>within the window it took at least so many SKUs, and such a share of its levels, to zero</td><td>share of those that are still there
 * below the lower threshold, or a day is over</td></tr>
 * </table>
 */
final class SourceRules {
    private static final String PREFIX = "source:";

    private SourceRules() {}

    /** Of everything about one source; the name stock-sync gives its report. */
    static String subject(String source) {
        return DesyncRules.subject(id(source));
    }

    private static String id(String source) {
        return PREFIX + source.replace("%", "%25").replace(":", "%3A");
    }

    static String sourceOf(String id) {
        return id.startsWith(PREFIX)
                ? id.substring(PREFIX.length()).replace("%3A", ":").replace("%25", "%")
                : id;
    }

    static String fingerprint(Alert.Type type, String source) {
        return Fingerprint.of(type, null, id(source));
    }

    static Optional<Finding> massDrop(
            String source, SourceBook book, Function<String, SkuFacts> skus, Collection<Finding> held, Instant now) {
        Drops.Episode drop = book.drop(source, now);
        if (drop == null) {
            return Optional.empty();
        }
        Reach reach = Reach.of(drop.skus(), skus);
        Impact impact = HeldBook.impact(held);
        Facts facts = Facts.facts()
                .put("source", source)
                .put("since", drop.since())
                .put("lastDropAt", drop.until())
                .put("skus", drop.skus().size())
                .put("share", drop.share())
                .put("windowMinutes", book.thresholds().dropWindow().toMinutes());
        reach.put(facts);
        common(facts, impact, Cause.likely("FEED_BROKEN"), held);
        return Optional.of(finding(
                drop.opens() ? Level.ENTER : Level.HOLD,
                Alert.Type.MASS_DROP,
                Severity.CRITICAL,
                source,
                facts,
                impact));
    }

    static Optional<Finding> silence(
            String source, SourceBook book, Function<String, SkuFacts> skus, Collection<Finding> held, Instant now) {
        Desync reported = book.reported(source);
        Cadence.Silence learned = book.silence(source, now);
        if (reported == null && learned == null) {
            return Optional.empty();
        }
        boolean dead = reported != null || learned.phi() >= Cadence.DEAD;
        Level level = reported != null || learned.phi() >= Cadence.LATE ? Level.ENTER : Level.HOLD;
        Reach reach = Reach.of(book.skusOf(source), skus);
        Impact impact = HeldBook.impact(held);
        Facts facts = Facts.facts()
                .put("source", source)
                .put("since", silentSince(reported, learned))
                .put("state", dead ? "DEAD" : "LATE")
                .put(
                        "lastContact",
                        reported == null
                                ? learned.lastHeard()
                                : reported.evidence().get("lastContact"))
                .put("slaSeconds", reported == null ? null : reported.evidence().get("maxAgeSeconds"))
                .put("lastChange", book.lastChange(source))
                .put("skus", book.skusOf(source).size())
                .put("articlesA", reach.articlesA)
                .put("serving", reach.serving());
        if (learned != null) {
            facts.put("usualGapMinutes", learned.usualGapMinutes()).put("phi", learned.phi());
        }
        reach.put(facts);
        common(facts, impact, Cause.certain("STALE_SOURCE"), held);
        return Optional.of(finding(
                level, Alert.Type.STALE_SOURCE, Severities.ofSilence(dead, reach.articlesA), source, facts, impact));
    }

    /** Since when its numbers are in doubt. */
    private static Instant silentSince(Desync reported, Cadence.Silence learned) {
        if (reported == null) {
            return learned.since();
        }
        return reported.since();
    }

    private static void common(Facts facts, Impact impact, Cause cause, Collection<Finding> held) {
        HeldBook.describe(facts, held);
        FactMaps.putCauses(facts, List.of(cause));
        facts.put("impact", impact.map()).put("actions", List.of("ACKNOWLEDGE", "SNOOZE", "RESOLVE", "FALSE_ALARM"));
    }

    private static Finding finding(
            Level level, Alert.Type type, Severity severity, String source, Facts facts, Impact impact) {
        return new Finding(
                level,
                subject(source),
                fingerprint(type, source),
                type,
                severity,
                null,
                null,
                source,
                null,
                type + "/" + source,
                facts.map(),
                impact.units(),
                impact.money(),
                impact.currency());
    }

    /** Whom it touches. */
    private static final class Reach {
        private final Set<String> channels = new TreeSet<>();
        private long articlesA;
        private long sold;
        private long withheld;

        static Reach of(Collection<String> names, Function<String, SkuFacts> skus) {
            Reach reach = new Reach();
            names.forEach(name -> reach.add(skus.apply(name)));
            return reach;
        }

        private void add(SkuFacts sku) {
            if (sku.forecast() != null && "A".equalsIgnoreCase(sku.forecast().abc())) {
                articlesA++;
            }
            if (sku.availability() != null) {
                channels.addAll(sku.availability().channels().keySet());
                boolean keptBack = StockRules.keptBack(sku.availability());
                sold += sku.availability().available() > 0 ? 1 : 0;
                withheld += sku.availability().available() <= 0 && keptBack ? 1 : 0;
            }
        }

        /** What is served meanwhile, as the SKUs show it; null when none of them has anything. */
        String serving() {
            if (withheld > 0) {
                return sold > 0 ? "PARTLY_WITHHELD" : "WITHHELD";
            }
            return sold > 0 ? "LAST_KNOWN" : null;
        }

        void put(Facts facts) {
            facts.put("channels", channels.isEmpty() ? null : new ArrayList<>(channels));
        }
    }
}
