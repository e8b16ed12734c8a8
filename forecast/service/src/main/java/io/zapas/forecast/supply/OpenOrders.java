package io.zapas.forecast.supply;

import io.zapas.forecast.api.DemandForecast.LastOrder;
import io.zapas.forecast.domain.Delivery;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.api.SupplyExpected;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The purchase orders of one SKU that are under way, one line each, and what their receipts teach. Bounded: at most {@value #MAX_OPEN} lines (the one
 * expected earliest is given up first) and {@value #REMEMBERED} of what is over, so an event costs the same whatever came before it. Confined to one thread.
 *
 * <p>The lead time runs from the oldest statement of a purchase order to the moment at which half of the most that was ever stated has come. A
 * receipt belongs to the purchase order that its document names, else to the one expected first that is due within {@value #EARLY_DAYS} days and not
 * overdue for more than {@value #LATE_DAYS}: what nobody ever closed does not pass for a delivery that took a year. A
 * line set to 0 before anything came is cancelled and teaches nothing; one that is over does not come back with an older statement.
 * A receipt told twice (same source and id) counts once, as long as no {@value #REMEMBERED} others came between.
 */
final class OpenOrders {
    private static final int MAX_OPEN = 100;
    private static final int REMEMBERED = 32;
    private static final int EARLY_DAYS = 30;
    private static final int LATE_DAYS = 60;
    private static final double MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

    private final Map<String, Line> open;
    private final Map<String, Instant> over;
    private final Deque<String> receipts;
    private LastOrder last;

    /**
     * One line as stored.
     *
     * @param since the oldest statement's time, {@code statedAt} the newest one's
     * @param ordered the most units ever stated
     * @param received units that came
     * @param learnt its lead time is told already
     */
    record Line(
            Instant since,
            Instant statedAt,
            LocalDate eta,
            boolean confirmed,
            long ordered,
            long received,
            boolean learnt) {
        private Line stated(Instant at, SupplyExpected supply) {
            Instant oldest = at.isBefore(since) ? at : since;
            long most = Math.max(ordered, supply.quantity());
            return at.isBefore(statedAt)
                    ? new Line(oldest, statedAt, eta, confirmed, most, received, learnt)
                    : new Line(oldest, at, supply.eta(), confirms(supply), most, received, learnt);
        }

        private Line with(long nowReceived, boolean nowLearnt) {
            return new Line(since, statedAt, eta, confirmed, ordered, nowReceived, nowLearnt);
        }
    }

    /**
     * As stored. {@code over}: purchase orders that are done, with the time of their end; {@code receipts}: the newest told; {@code last}: the order stated
     * first after all others, open or done, null: none yet.
     */
    record State(Map<String, Line> open, Map<String, Instant> over, List<String> receipts, LastOrder last) {
        static final State EMPTY = new State(Map.of(), Map.of(), List.of(), null);
    }

    OpenOrders(State state) {
        this.open = new TreeMap<>(state.open());
        this.over = new TreeMap<>(state.over());
        this.receipts = new ArrayDeque<>(state.receipts());
        this.last = state.last() == null ? newest(open) : state.last();
    }

    State state() {
        return new State(Map.copyOf(open), Map.copyOf(over), List.copyOf(receipts), last);
    }

    /** Null: none was stated yet. */
    LastOrder last() {
        return last;
    }

    /** A purchase order as somebody states it, {@code at} the time of the event. */
    void stated(SupplyExpected supply, Instant at) {
        String order = supply.purchaseOrder();
        Instant end = over.get(order);
        if (end != null && !at.isAfter(end)) {
            return;
        }
        Line line = open.get(order);
        if (supply.quantity() == 0) {
            if (line == null || !at.isBefore(line.statedAt())) {
                close(order, at);
                cancelled(order);
            }
            return;
        }
        Line now = line == null
                ? new Line(at, at, supply.eta(), confirms(supply), supply.quantity(), 0, false)
                : line.stated(at, supply);
        open.put(order, now);
        remember(order, now);
        if (open.size() > MAX_OPEN) {
            close(first(open).orElseThrow(), at);
        }
    }

    /**
     * Units that came.
     *
     * @param id of the event with its source
     * @param statedDays the lead time the product states at this moment; null: none
     * @return the deliveries that are half complete by it; no more than there are open lines
     */
    List<Delivery> received(StockMovement receipt, String id, Instant at, ZoneId zone, Double statedDays) {
        if (receipt.delta() <= 0 || receipts.contains(id)) {
            return List.of();
        }
        receipts.addLast(id);
        if (receipts.size() > REMEMBERED) {
            receipts.removeFirst();
        }
        List<Delivery> learnt = new ArrayList<>();
        long left = receipt.delta();
        if (receipt.documentId() != null && open.containsKey(receipt.documentId())) {
            take(receipt.documentId(), left, at, zone, statedDays).ifPresent(learnt::add);
            return learnt;
        }
        LocalDate today = at.atZone(zone).toLocalDate();
        LocalDate earliest = today.minusDays(LATE_DAYS);
        LocalDate latest = today.plusDays(EARLY_DAYS);
        while (left > 0) {
            Map<String, Line> due = new TreeMap<>(open);
            due.values()
                    .removeIf(
                            line -> line.eta().isBefore(earliest) || line.eta().isAfter(latest));
            Optional<String> order = first(due);
            if (order.isEmpty()) {
                break;
            }
            Line line = open.get(order.get());
            long part = Math.min(left, line.ordered() - line.received());
            take(order.get(), part, at, zone, statedDays).ifPresent(learnt::add);
            left -= part;
        }
        return learnt;
    }

    /** Of what was stored before the last order was remembered: the newest of those under way. */
    private static LastOrder newest(Map<String, Line> open) {
        return open.entrySet().stream()
                .max(Comparator.comparing((Map.Entry<String, Line> entry) ->
                                entry.getValue().since())
                        .thenComparing(Map.Entry::getKey))
                .map(entry -> last(entry.getKey(), entry.getValue()))
                .orElse(null);
    }

    private static LastOrder last(String order, Line line) {
        return new LastOrder(order, line.since(), line.ordered(), line.eta(), line.received(), false);
    }

    /** Whether it is the one stated first after all others. */
    private void remember(String order, Line line) {
        if (last == null || last.purchaseOrder().equals(order) || line.since().isAfter(last.orderedAt())) {
            last = last(order, line);
        }
    }

    private void cancelled(String order) {
        if (last != null && last.purchaseOrder().equals(order) && last.received() == 0) {
            last = new LastOrder(order, last.orderedAt(), last.quantity(), last.eta(), 0, true);
        }
    }

    private Optional<Delivery> take(String order, long units, Instant at, ZoneId zone, Double statedDays) {
        Line line = open.get(order);
        long received = line.received() + units;
        if (last != null && last.purchaseOrder().equals(order)) {
            last = new LastOrder(order, last.orderedAt(), last.quantity(), last.eta(), received, false);
        }
        boolean half = !line.learnt() && 2 * received >= line.ordered();
        if (received >= line.ordered()) {
            close(order, at);
        } else {
            open.put(order, line.with(received, line.learnt() || half));
        }
        if (!half) {
            return Optional.empty();
        }
        double lead = Math.max(0, (at.toEpochMilli() - line.since().toEpochMilli()) / MILLIS_PER_DAY);
        double delay = at.atZone(zone).toLocalDate().toEpochDay() - line.eta().toEpochDay();
        return Optional.of(new Delivery(at, rounded(lead), statedDays, delay, line.confirmed()));
    }

    private void close(String order, Instant at) {
        open.remove(order);
        over.put(order, at);
        if (over.size() > REMEMBERED) {
            over.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .ifPresent(oldest -> over.remove(oldest.getKey()));
        }
    }

    private static Optional<String> first(Map<String, Line> lines) {
        return lines.entrySet().stream()
                .min(Comparator.comparing((Map.Entry<String, Line> entry) ->
                                entry.getValue().eta())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey);
    }

    private static boolean confirms(SupplyExpected supply) {
        return Boolean.TRUE.equals(supply.confirmed());
    }

    private static double rounded(double days) {
        return Math.round(days * 100) / 100.0;
    }
}
