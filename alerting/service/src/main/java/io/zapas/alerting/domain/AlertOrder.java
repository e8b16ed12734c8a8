package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Handling;
import java.util.Comparator;

/**
 * The order in which people should look at alerts, the same wherever alerts are listed: open before resolved, worst severity first, then most money at
 * stake, and what is not known in money after what is. Ties: more units, then older, then id, so that the order is total. Amounts are compared as they are: a
 * shop has one currency.
 */
public final class AlertOrder {
    public static final Comparator<Alert> MOST_URGENT_FIRST = Comparator.<Alert>comparingInt(
                    alert -> alert.handling() == Handling.RESOLVED ? 1 : 0)
            .thenComparing(Alert::severity, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Alert::lostValue, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Alert::lostUnits, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Alert::openedAt, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Alert::id, Comparator.nullsLast(Comparator.naturalOrder()));

    private AlertOrder() {}
}
