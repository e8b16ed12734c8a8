package io.zapas.alerting.condition;

import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.LedgerEntry.Reason;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Who says what of a SKU: folded from its entries of {@code stock.ledger}, in their order. An entry that comes twice changes nothing.
 *
 * @param levels by location, what a source stated last
 * @param zeroBy the source whose entry left nothing available; null while something is, or when that is not known
 * @param version of the SKU after the newest entry
 */
public record SkuSources(Map<String, Level> levels, String zeroBy, long version) {
    private static final SkuSources NONE = new SkuSources(Map.of(), null, -1);

    public SkuSources {
        levels = Map.copyOf(levels);
    }

    /**
     * A stated level.
     *
     * @param droppedAt when this source took it from above zero to zero; null when it did not, or stated more since
     */
    public record Level(String source, long onHand, Instant droppedAt) {}

    public static SkuSources none() {
        return NONE;
    }

    public SkuSources with(LedgerEntry entry) {
        if (entry.skuVersion() < version) {
            return this;
        }
        Map<String, Level> next = levels;
        if (entry.location() != null) {
            Level stated = stated(entry, levels.get(entry.location()));
            if (stated != null) {
                next = new HashMap<>(levels);
                next.put(entry.location(), stated);
            }
        }
        return new SkuSources(next, zeroBy(entry), entry.skuVersion());
    }

    private static Level stated(LedgerEntry entry, Level before) {
        if (entry.reason() == Reason.LEVEL && entry.source() != null) {
            boolean drops = entry.onHandBefore() > 0 && entry.onHandAfter() <= 0;
            boolean stays = before != null && before.onHand() <= 0 && entry.onHandAfter() <= 0;
            Instant dropped = drops ? entry.recordedAt() : stays ? before.droppedAt() : null;
            return new Level(entry.source(), entry.onHandAfter(), dropped);
        }
        if (before == null || before.onHand() == entry.onHandAfter()) {
            return null;
        }
        return new Level(before.source(), entry.onHandAfter(), entry.onHandAfter() > 0 ? null : before.droppedAt());
    }

    private String zeroBy(LedgerEntry entry) {
        if (entry.availableAfter() > 0) {
            return null;
        }
        // What is kept back because a source is silent is no zero that anybody reported.
        return zeroBy != null || entry.reason() == Reason.FRESHNESS ? zeroBy : entry.source();
    }

    boolean fedBy(String source) {
        return levels.values().stream().anyMatch(level -> level.source().equals(source));
    }

    /** When this source dropped it to zero, latest; null: it did not. */
    Instant droppedBy(String source) {
        return levels.values().stream()
                .filter(level -> level.source().equals(source) && level.droppedAt() != null)
                .map(Level::droppedAt)
                .max(Instant::compareTo)
                .orElse(null);
    }
}
