package io.zapas.alerting.condition;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Finding;
import io.zapas.alerting.domain.Finding.Level;
import io.zapas.alerting.domain.Fingerprint;
import io.zapas.stocksync.api.Desync;
import java.util.List;

/**
 * What stock-sync reports as out of step. The two thresholds are its own (changes in flight are waited out before a desync opens, agreement closes it); here an
 * open one is a finding. A channel that shows too much sells what is not there: CRITICAL. One that shows too little only loses sales: MEDIUM. A silent source
 * or an order nobody can book makes every number doubtful: HIGH.
 */
public final class DesyncRules {
    private DesyncRules() {}

    public static String subject(String desyncId) {
        return "desync " + desyncId;
    }

    /** @param sku facts of the SKU it names, for name and owner */
    public static List<Finding> judge(Desync desync, SkuFacts sku) {
        if (desync.state() != Desync.State.OPEN) {
            return List.of();
        }
        Alert.Type type =
                switch (desync.kind()) {
                    case OFFER -> Alert.Type.DESYNC;
                    case STALE_SOURCE -> Alert.Type.STALE_SOURCE;
                    case UNKNOWN_SKU -> Alert.Type.UNKNOWN_SKU;
                };
        return List.of(new Finding(
                Level.ENTER,
                subject(desync.id()),
                Fingerprint.of(type, desync.sku(), desync.id()),
                type,
                severity(desync),
                desync.sku(),
                sku.name(),
                scope(desync),
                sku.owner(),
                Groups.ofChannel(type, desync.channel()),
                FactMaps.ofDesync(desync),
                null,
                null,
                null));
    }

    private static Severity severity(Desync desync) {
        if (desync.kind() != Desync.Kind.OFFER) {
            return Severity.HIGH;
        }
        return desync.delta() != null && desync.delta() > 0 ? Severity.CRITICAL : Severity.MEDIUM;
    }

    private static String scope(Desync desync) {
        if (desync.channel() == null) {
            return desync.offerId() == null ? desync.id() : desync.offerId();
        }
        return desync.offerId() == null ? desync.channel() : desync.channel() + "/" + desync.offerId();
    }
}
