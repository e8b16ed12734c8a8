package io.zapas.stocksync.domain;

import java.time.Duration;

/**
 * What is declared for a source that falls silent.
 *
 * @param maxAge the longest silence before its SKUs count as stale
 * @param keptBack units of each of its SKUs that are then not sold: 0 keeps selling what was known last, {@link #ALL} sells nothing
 */
public record Silence(Duration maxAge, long keptBack) {
    /** More than any SKU has. */
    public static final long ALL = 1_000_000_000_000_000L;
}
