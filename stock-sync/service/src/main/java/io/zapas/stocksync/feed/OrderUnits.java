package io.zapas.stocksync.feed;

import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.statement.LineName;
import io.zapas.stocksync.statement.OrderStatement;
import io.zapas.stocksync.statement.Statements;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The units of one order as they stand, and what they state: the order with what is wanted or has left, what has left, or that nothing is wanted any more.
 *
 * <p>When a unit left is said by the time its system changed it last, which moves when it is changed again. A parcel is known by its time, so units of a name are stated as shipped once all of them
 * have left: said again with another time, that is not more.
 */
final class OrderUnits {
    private final Map<LineName, Long> wanted = new LinkedHashMap<>();
    private final Map<LineName, Long> left = new LinkedHashMap<>();
    private final Map<LineName, Instant> leftAt = new LinkedHashMap<>();
    private final Map<LineName, Long> givenUp = new LinkedHashMap<>();

    /** Units that are to be sent. */
    void wanted(LineName name, long units) {
        add(wanted, name, units);
    }

    /** Units that are on their way, or further. */
    void left(LineName name, long units, Instant at) {
        if (units > 0) {
            add(wanted, name, units);
            add(left, name, units);
            leftAt.merge(name, at, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    /** Units that will not be sent. */
    void givenUp(LineName name, long units) {
        add(givenUp, name, units);
    }

    private static void add(Map<LineName, Long> units, LineName name, long more) {
        if (more > 0) {
            units.merge(name, more, Long::sum);
        }
    }

    /** Whether something is still to be sent. */
    boolean isOpen() {
        return !wanted.equals(left);
    }

    /**
     * States the order whole.
     *
     * @param time when it was so
     * @param payment how it stands; null: paid, or to be paid on delivery
     */
    void state(OrderStatement order, Statements statements, Instant time, Order.Payment payment) {
        if (wanted.isEmpty()) {
            if (!givenUp.isEmpty()) {
                order.state(statements, "cancelled", time, Order.Status.CANCELLED, givenUp, null, null);
            }
            return;
        }
        boolean paid = payment == null || !left.isEmpty();
        order.state(
                statements,
                paid ? "paid" : "placed",
                time,
                paid ? Order.Status.PAID : Order.Status.PLACED,
                wanted,
                paid ? null : payment,
                null);
        Map<Instant, Map<LineName, Long>> parcels = new TreeMap<>();
        left.forEach((name, units) -> {
            if (units.equals(wanted.get(name))) {
                parcels.computeIfAbsent(leftAt.get(name), at -> new LinkedHashMap<>())
                        .put(name, units);
            }
        });
        parcels.forEach(
                (at, units) -> order.state(statements, "shipped/" + at, at, Order.Status.SHIPPED, units, null, null));
    }
}
