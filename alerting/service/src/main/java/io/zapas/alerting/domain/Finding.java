package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import java.math.BigDecimal;
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
        facts = Map.copyOf(facts);
    }

    /** How sure the rule is. Two thresholds for every rule: what opens an alert is not what keeps it open. */
    public enum Level {
        /** Opens an alert, or brings a recovering one back. */
        ENTER,
        /** Between the thresholds: keeps an open alert open, opens none. */
        HOLD
    }
}
