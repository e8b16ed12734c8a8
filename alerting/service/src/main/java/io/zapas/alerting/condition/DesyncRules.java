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
 * is judged by {@link SourceRules}. An order nobody can
 * book, or that somebody paid for and nobody told of: HIGH.
 */
public final class DesyncRules {
    private DesyncRules() {}

    public static String subject(String desyncId) {
        return "desync " + desyncId;
    }

    /** @param sku facts of the SKU it names, for name and owner */
    public static List<Finding> judge(Desync desync, SkuFacts sku) {
        if (desync.state() != Desync.State.OPEN || desync.kind() == Desync.Kind.STALE_SOURCE) {
            return List.of();
        }
        boolean listing = desync.kind() == Desync.Kind.OFFER;
        Alert.Type type = listing ? Alert.Type.DESYNC : Alert.Type.UNKNOWN_SKU;
        Impact impact =
                listing && desync.delta() != null ? Impact.of(sku, Math.abs((double) desync.delta())) : Impact.UNKNOWN;
        return List.of(new Finding(
                Level.ENTER,
                subject(desync.id()),
                Fingerprint.of(type, desync.sku(), desync.id()),
                type,
                listing ? Severities.ofListing(desync.delta()) : Severity.HIGH,
                desync.sku(),
                sku.name(),
                scope(desync),
                sku.owner(),
                Groups.ofChannel(type, desync.channel()),
                FactMaps.ofDesync(desync, sku, impact),
                impact.units(),
                impact.money(),
                impact.currency()));
    }

    private static String scope(Desync desync) {
        if (desync.kind() == Desync.Kind.UNKNOWN_ORDER) {
            return desync.channel() + "/" + desync.evidence().get("order");
        }
        if (desync.channel() == null) {
            return desync.offerId() == null ? desync.id() : desync.offerId();
        }
        return desync.offerId() == null ? desync.channel() : desync.channel() + "/" + desync.offerId();
    }
}
