package io.zapas.alerting.condition;

import java.time.Duration;

/**
 * What is unusual of a source, and how long its symptoms may be held back. Every pair has a gap, so that a value that trembles opens and closes nothing.
 *
 * @param dropWindow levels that go to zero within this time belong together
 * @param dropMinSkus fewer are never a mass drop
 * @param dropOpenShare share of the source's levels with stock, 0 to 1, that opens a mass drop
 * @param dropCloseShare below it the mass drop may end
 * @param settle how long a stockout waits for the neighbours of its source to fall as well
 * @param maxHold how long at most a root cause holds back its symptoms
 */
public record SourceThresholds(
        Duration dropWindow,
        int dropMinSkus,
        double dropOpenShare,
        double dropCloseShare,
        Duration settle,
        Duration maxHold) {

    /** So many SKUs of one source that drop within {@link #SUSPICION} may be the beginning of a mass drop. */
    static final int SUSPECT_SKUS = 5;

    /** For so long it is waited whether they are. */
    static final Duration SUSPICION = Duration.ofMinutes(1);

    public static final SourceThresholds DEFAULT =
            new SourceThresholds(Duration.ofMinutes(10), 20, 0.30, 0.15, Duration.ofSeconds(1), Duration.ofHours(2));

    public SourceThresholds {
        if (!(dropCloseShare < dropOpenShare)) {
            throw new IllegalArgumentException(
                    "alert.mass-drop-close-share must be below alert.mass-drop-share, was " + dropCloseShare);
        }
    }
}
