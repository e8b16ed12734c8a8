package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Handling;
import java.util.Comparator;

/** The order in which people should look at alerts: open before resolved, worst first, then most money, most units, oldest. */
public final class AlertOrder {
    public static final Comparator<Alert> MOST_URGENT_FIRST = Comparator.<Alert>comparingInt(
                    alert -> alert.handling() == Handling.RESOLVED ? 1 : 0)
            .thenComparing(Alert::severity)
            .thenComparing(Alert::lostValue, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Alert::lostUnits, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Alert::openedAt)
            .thenComparing(Alert::id);

    private AlertOrder() {}
}
