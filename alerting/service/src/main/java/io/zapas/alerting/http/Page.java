package io.zapas.alerting.http;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.AlertOrder;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The begin of a list, what to look at first in front.
 *
 * @param total how many there are beyond the limit, too
 */
record Page(List<Alert> items, int total) {

    /** Keeps no more than so many at a time, however many there are. */
    static Page first(Collection<Alert> all, Predicate<Alert> wanted, int limit) {
        PriorityQueue<Alert> first = new PriorityQueue<>(AlertOrder.MOST_URGENT_FIRST.reversed());
        int total = 0;
        for (Alert alert : all) {
            if (wanted.test(alert)) {
                total++;
                first.add(alert);
                if (first.size() > limit) {
                    first.poll();
                }
            }
        }
        return new Page(first.stream().sorted(AlertOrder.MOST_URGENT_FIRST).toList(), total);
    }

    Page map(UnaryOperator<Alert> change) {
        return new Page(items.stream().map(change).toList(), total);
    }
}
