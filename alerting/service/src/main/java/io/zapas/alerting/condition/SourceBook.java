package io.zapas.alerting.condition;

import io.zapas.stocksync.api.Desync;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What is known of the sources that state levels: which SKUs they feed, what they took to zero, when they usually speak, and what stock-sync reports of
 * their silence. Bounded by the levels of the shop. Not safe for concurrent use.
 */
public final class SourceBook {
    private static final class Source {
        private final Set<String> skus = new HashSet<>();
        private final Drops drops = new Drops();
        private final Cadence cadence = new Cadence();
        private Desync reported;
        private Instant lastChange;
        private int fedLevels;
    }

    private final SourceThresholds thresholds;
    private final Map<String, Source> sources = new HashMap<>();
    private final Map<String, SkuSources> skus = new HashMap<>();
    private Instant newest = Instant.MIN;

    public SourceBook(SourceThresholds thresholds) {
        this.thresholds = thresholds;
    }

    public SourceThresholds thresholds() {
        return thresholds;
    }

    /** Takes over what the ledger says of a SKU; answers the sources whose levels it changes. */
    public Set<String> learn(String sku, SkuSources now) {
        SkuSources before = skus.put(sku, now);
        Map<String, SkuSources.Level> old = before == null ? Map.of() : before.levels();
        Set<String> touched = new LinkedHashSet<>();
        old.forEach((location, level) -> {
            if (!level.equals(now.levels().get(location))) {
                Source source = source(level.source());
                source.drops.remove(sku, location, level);
                source.fedLevels--;
                touched.add(level.source());
            }
        });
        now.levels().forEach((location, level) -> {
            if (!level.equals(old.get(location))) {
                Source source = source(level.source());
                source.drops.add(sku, location, level);
                source.fedLevels++;
                touched.add(level.source());
            }
        });
        for (String name : touched) {
            if (now.fedBy(name)) {
                source(name).skus.add(sku);
            } else {
                source(name).skus.remove(sku);
            }
        }
        return touched;
    }

    /** The ledger has an entry of this source, recorded at this time. */
    public void heard(String name, Instant at) {
        newest = at.isAfter(newest) ? at : newest;
        Source source = source(name);
        source.cadence.heard(at);
        source.lastChange = source.lastChange == null || at.isAfter(source.lastChange) ? at : source.lastChange;
    }

    /** @param open null: stock-sync hears it again */
    public void reported(String name, Desync open) {
        source(name).reported = open;
    }

    /** What is known of who feeds a SKU. */
    public SkuSources of(String sku) {
        return skus.getOrDefault(sku, SkuSources.none());
    }

    Set<String> skusOf(String name) {
        Source source = sources.get(name);
        return source == null ? Set.of() : source.skus;
    }

    Instant lastChange(String name) {
        Source source = sources.get(name);
        return source == null ? null : source.lastChange;
    }

    Desync reported(String name) {
        Source source = sources.get(name);
        return source == null ? null : source.reported;
    }

    /**
     * Unusual silence of a source that states levels, by what was learned; null: none. Looked at only up to the newest entry of the whole ledger: when nothing
     * at all arrives, it is not this source that is silent.
     */
    Cadence.Silence silence(String name, Instant now) {
        Source source = sources.get(name);
        if (source == null || source.fedLevels == 0) {
            return null;
        }
        return source.cadence.silence(now.isAfter(newest) ? newest : now);
    }

    Drops.Episode drop(String name, Instant now) {
        Source source = sources.get(name);
        return source == null ? null : source.drops.episode(thresholds, now);
    }

    /** Until when a SKU that its source has just dropped waits for the neighbours to fall as well; null: it need not. */
    Instant suspicious(SkuSources sku, Instant now) {
        Instant until = null;
        for (Map.Entry<String, SkuSources.Level> level : sku.levels().entrySet()) {
            Instant dropped = level.getValue().droppedAt();
            Source source = sources.get(level.getValue().source());
            if (dropped == null
                    || source == null
                    || !Objects.equals(sku.zeroBy(), level.getValue().source())) {
                continue;
            }
            Instant end = dropped.plus(SourceThresholds.SUSPICION);
            if (end.isAfter(now)
                    && source.drops.crowded(SourceThresholds.SUSPECT_SKUS, SourceThresholds.SUSPICION, now)) {
                until = until == null || end.isAfter(until) ? end : until;
            }
        }
        return until;
    }

    /** When a source should be looked at again, though nothing arrived. */
    Duration pace() {
        return Duration.ofMinutes(Cadence.SLOT_MINUTES);
    }

    private Source source(String name) {
        return sources.computeIfAbsent(name, n -> new Source());
    }
}
