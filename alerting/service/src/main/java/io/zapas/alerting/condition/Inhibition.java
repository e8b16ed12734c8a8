package io.zapas.alerting.condition;

import io.zapas.alerting.api.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which root cause holds back which symptom.
 *
 * <table>
 * <caption>Inhibition, strongest first</caption>
 * <tr><th>root cause</th><th>holds back, of its SKUs</th></tr>
 * <tr><td>MASS_DROP</td><td>STALE_SOURCE of the same source, OUT_OF_STOCK, OVERSOLD, SHORTAGE, CAMPAIGN_RISK, DESYNC</td></tr>
 * <tr><td>STALE_SOURCE</td><td>OUT_OF_STOCK, SHORTAGE, CAMPAIGN_RISK, DESYNC</td></tr>
 * </table>
 *
 * What is held back opens no alert, is listed by the root cause, and is let go when that ends, at the latest {@code maxHold} after that, or the symptom, began; from then on, while
 * the cause lasts, it is told with low confidence. A zero that another, live source reported is never held. Within one SKU, OUT_OF_STOCK and
 * CAMPAIGN_RISK absorb SHORTAGE without a bound: they tell the same loss. Pure functions.
 */
final class Inhibition {
    private static final Map<Alert.Type, Set<Alert.Type>> HOLDS = Map.of(
            Alert.Type.MASS_DROP,
            EnumSet.of(
                    Alert.Type.STALE_SOURCE,
                    Alert.Type.OUT_OF_STOCK,
                    Alert.Type.OVERSOLD,
                    Alert.Type.SHORTAGE,
                    Alert.Type.CAMPAIGN_RISK,
                    Alert.Type.DESYNC),
            Alert.Type.STALE_SOURCE,
            EnumSet.of(Alert.Type.OUT_OF_STOCK, Alert.Type.SHORTAGE, Alert.Type.CAMPAIGN_RISK, Alert.Type.DESYNC));

    private static final Comparator<RootCause> STRONGEST_FIRST = Comparator.comparing(
                    (RootCause cause) -> cause.type() != Alert.Type.MASS_DROP)
            .thenComparing(RootCause::since)
            .thenComparing(RootCause::source);

    private Inhibition() {}

    /** What becomes of a finding. */
    enum Fate {
        TELL,
        TELL_WITH_LOW_CONFIDENCE,
        HOLD
    }

    /**
     * @param cause why; null: TELL
     * @param until when a HOLD is over at the latest
     */
    record Verdict(Fate fate, RootCause cause, Instant until) {
        static final Verdict TELL = new Verdict(Fate.TELL, null, null);
    }

    /**
     * What is to be told, or not.
     *
     * @param sku null for a source
     * @param source of a STALE_SOURCE; null for a SKU
     * @param available null while unknown
     * @param zeroBy the source that reported that nothing is available; null: not known, or there is something
     * @param since when it began; null while that is not known
     */
    record Symptom(Alert.Type type, String sku, String source, Long available, String zeroBy, Instant since) {}

    static Verdict judge(Symptom symptom, Collection<RootCause> causes, Duration maxHold, Instant now) {
        if (reportedByALiveSource(symptom, causes)) {
            return Verdict.TELL;
        }
        Optional<RootCause> strongest =
                causes.stream().filter(cause -> holds(cause, symptom)).min(STRONGEST_FIRST);
        if (strongest.isEmpty()) {
            return Verdict.TELL;
        }
        // The bound counts from what began first: one cause after the other does not add up.
        Instant began = Stream.concat(
                        causes.stream().filter(cause -> holds(cause, symptom)).map(RootCause::since),
                        Stream.ofNullable(symptom.since()))
                .min(Instant::compareTo)
                .orElseThrow();
        Instant until = began.plus(maxHold);
        return until.isAfter(now)
                ? new Verdict(Fate.HOLD, strongest.get(), until)
                : new Verdict(Fate.TELL_WITH_LOW_CONFIDENCE, strongest.get(), null);
    }

    private static boolean holds(RootCause cause, Symptom symptom) {
        return HOLDS.get(cause.type()).contains(symptom.type())
                && (symptom.sku() == null
                        ? Objects.equals(cause.source(), symptom.source())
                        : cause.skus().contains(symptom.sku()));
    }

    /** Also when it is not known who reported the zero: better one message too many than a stockout nobody hears of. */
    private static boolean reportedByALiveSource(Symptom symptom, Collection<RootCause> causes) {
        return symptom.sku() != null
                && symptom.available() != null
                && symptom.available() <= 0
                && causes.stream().noneMatch(cause -> cause.source().equals(symptom.zeroBy()));
    }
}
