package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import java.util.List;

/**
 * What a group's living message should show now.
 *
 * @param id its {@link Notice#deliveryId()}
 * @param rev newest revision that may be sent
 * @param pingRev newest revision that has to tell people
 * @param alerts in the order of {@link AlertOrder}
 * @param allResolved nothing of it is open any more
 */
public record MessageView(String id, String group, long rev, long pingRev, List<Alert> alerts, boolean allResolved) {
    public MessageView {
        alerts = List.copyOf(alerts);
    }

    /** @param sentRev the revision a destination shows, null: none */
    public Notice notice(Long sentRev) {
        Notice.Kind kind;
        if (sentRev == null) {
            kind = Notice.Kind.NEW;
        } else if (allResolved) {
            kind = Notice.Kind.RESOLVED;
        } else {
            kind = pingRev > sentRev ? Notice.Kind.WORSE : Notice.Kind.UPDATE;
        }
        return new Notice(id, group, rev, kind, alerts);
    }
}
