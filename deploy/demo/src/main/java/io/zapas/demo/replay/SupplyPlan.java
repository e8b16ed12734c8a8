package io.zapas.demo.replay;

import io.zapas.demo.replay.SupplyPolicy.Terms;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Follows {@link SupplyPolicy} day by day: what is listed, ordered, late and received each morning. Told of every unit that moves; asks
 * nobody. One thread; memory grows with the SKUs, not with the days.
 */
final class SupplyPlan {
    private static final Comparator<Delivery> BY_DAY =
            Comparator.comparing(Delivery::arrives).thenComparing(Delivery::purchaseOrder);

    private final Map<LocalDate, List<FileProfile.Goods>> toList = new TreeMap<>();
    private final Map<String, Shelf> shelves = new LinkedHashMap<>();
    private final PriorityQueue<Delivery> announced =
            new PriorityQueue<>(Comparator.comparing(Delivery::agreed).thenComparing(Delivery::purchaseOrder));
    private final PriorityQueue<Delivery> underWay = new PriorityQueue<>(BY_DAY);

    SupplyPlan(Map<String, FileProfile.Goods> goods) {
        goods.values().forEach(one -> toList.computeIfAbsent(one.firstDay(), day -> new ArrayList<>())
                .add(one));
    }

    /** One thing that happens on a morning. */
    sealed interface Action {
        /** A SKU comes into the range with its opening stock. */
        record Listed(FileProfile.Goods goods, Terms terms, long opening) implements Action {}

        record Ordered(Delivery delivery) implements Action {}

        /** The agreed day has come without the goods. */
        record Late(Delivery delivery) implements Action {}

        record Received(Delivery delivery) implements Action {}
    }

    /** A purchase order of one SKU. */
    record Delivery(String sku, String purchaseOrder, long quantity, LocalDate agreed, LocalDate arrives) {
        boolean late() {
            return arrives.isAfter(agreed);
        }
    }

    /** What happens on the morning of {@code day}; call it once for every calendar day in turn. */
    List<Action> morning(LocalDate day) {
        List<Action> actions = new ArrayList<>();
        list(day, actions);
        receive(day, actions);
        announceLate(day, actions);
        review(day, actions);
        return actions;
    }

    void sold(String sku, long units, LocalDate day) {
        Shelf shelf = shelves.get(sku);
        shelf.onHand -= units;
        shelf.sales.add(day, units);
    }

    /** A return (above 0) or a write-off (below 0). */
    void moved(String sku, long delta) {
        shelves.get(sku).onHand += delta;
    }

    private void list(LocalDate day, List<Action> actions) {
        for (FileProfile.Goods goods : toList.getOrDefault(day, List.of())) {
            Terms terms = SupplyPolicy.terms(goods.sku());
            long opening = SupplyPolicy.opening(terms, goods.earlyUnits());
            shelves.put(goods.sku(), new Shelf(goods.sku(), terms, opening, day));
            actions.add(new Action.Listed(goods, terms, opening));
        }
        toList.remove(day);
    }

    private void receive(LocalDate day, List<Action> actions) {
        while (!underWay.isEmpty() && !underWay.peek().arrives().isAfter(day)) {
            Delivery delivery = underWay.poll();
            Shelf shelf = shelves.get(delivery.sku());
            shelf.onHand += delivery.quantity();
            shelf.onOrder -= delivery.quantity();
            actions.add(new Action.Received(delivery));
        }
    }

    private void announceLate(LocalDate day, List<Action> actions) {
        while (!announced.isEmpty() && !announced.peek().agreed().isAfter(day)) {
            actions.add(new Action.Late(announced.poll()));
        }
    }

    private void review(LocalDate day, List<Action> actions) {
        for (Shelf shelf : shelves.values()) {
            if (shelf.terms.reviewDay() != day.getDayOfWeek()) {
                continue;
            }
            long quantity = SupplyPolicy.order(shelf.terms, shelf.sales.ratePerDay(day), shelf.onHand + shelf.onOrder);
            if (quantity > 0) {
                order(shelf, quantity, day, actions);
            }
        }
    }

    private void order(Shelf shelf, long quantity, LocalDate day, List<Action> actions) {
        shelf.orders++;
        shelf.onOrder += quantity;
        String purchaseOrder = "PO-" + shelf.sku + "-" + shelf.orders;
        LocalDate agreed = day.plusDays(shelf.terms.leadDays());
        Delivery delivery = new Delivery(
                shelf.sku, purchaseOrder, quantity, agreed, agreed.plusDays(SupplyPolicy.delayDays(purchaseOrder)));
        underWay.add(delivery);
        if (delivery.late()) {
            announced.add(delivery);
        }
        actions.add(new Action.Ordered(delivery));
    }

    private static final class Shelf {
        private final String sku;
        private final Terms terms;
        private final TrailingSales sales;
        private long onHand;
        private long onOrder;
        private int orders;

        Shelf(String sku, Terms terms, long onHand, LocalDate since) {
            this.sku = sku;
            this.terms = terms;
            this.onHand = onHand;
            sales = new TrailingSales(since);
        }
    }
}
