package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.api.FactMap;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * What a rule says of one possible problem, given the facts of this moment. No finding at all means that the exit threshold is met.
 *
 * @param level whether the enter threshold is met, or only the (lower) exit threshold is not
 * @param subject whose facts were judged: all findings of a subject are told together, and what is missing among them has ended
 * @param fingerprint of the problem, see {@link Fingerprint}
 * @param group alerts of one group share a message
 * @param facts canonical, see {@link Facts}
 */
public record Finding(
        Level level,
        String subject,
        String fingerprint,
        Alert.Type type,
        Severity severity,
        String sku,
        String name,
        String scope,
        String owner,
        String group,
        Map<String, Object> facts,
        Double lostUnits,
        BigDecimal lostValue,
        String currency) {

    public Finding {
        facts = FactMap.copyOf(facts);
    }

    /** The same, but it opens nothing: something else explains it. */
    public Finding held() {
        return with(Level.HOLD, facts);
    }

    /** The same, to be told with low confidence because of a source. */
    public Finding doubtful(String source) {
        Map<String, Object> marked = new HashMap<>(facts);
        marked.put("confidence", "LOW");
        marked.put("doubtfulSource", source);
        return with(level, marked);
    }

    /** The same with one fact more, in canonical form. */
    public Finding naming(String fact, Object value) {
        Map<String, Object> more = new HashMap<>(facts);
        more.putAll(Facts.facts().put(fact, value).map());
        return with(level, more);
    }

    private Finding with(Level newLevel, Map<String, Object> newFacts) {
        return new Finding(
                newLevel,
                subject,
                fingerprint,
                type,
                severity,
                sku,
                name,
                scope,
                owner,
                group,
                newFacts,
                lostUnits,
                lostValue,
                currency);
    }

    /** How sure the rule is. Two thresholds for every rule: what opens an alert is not what keeps it open. */
    public enum Level {
        /** Opens an alert, or brings a recovering one back. */
        ENTER,
        /** Between the thresholds: keeps an open alert open, opens none. */
        HOLD
    }
}
