package io.zapas.demo.shop;

import io.zapas.demo.door.Events;
import io.zapas.demo.door.OutEvent;
import io.zapas.demo.shop.Article.Role;
import io.zapas.demo.shop.StartingStock.Delivery;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.StockMovement.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The shop's ERP and warehouse: knows what is on the shelves, counts them from time to time, takes deliveries in, orders anew. One
 * thread; memory: one number per article and the open purchase orders.
 */
final class Erp {
    static final String LOCATION = "WAW";
    private static final Duration COUNT_EVERY = Duration.ofSeconds(5);
    private static final Duration DELIVERY_EVERY = Duration.ofSeconds(15);
    private static final Duration REPLENISH_EVERY = Duration.ofSeconds(30);
    /** A shelf is only counted when nothing was taken from it for so long: nothing of it is on its way through the systems. */
    private static final Duration CALM = Duration.ofSeconds(30);

    private static final Duration SOLD_OUT_FOR = Duration.ofMinutes(4);
    private static final int MISCOUNT_PERCENT = 10;
    private static final int REFILL_DAYS = 14;

    private final Catalogue catalogue;
    private final Events events;
    private final Random random;
    private final String run;
    private final Map<String, Long> onHand = new LinkedHashMap<>();
    private final Map<String, Instant> lastTaken = new HashMap<>();
    private final Map<String, Instant> emptySince = new LinkedHashMap<>();
    private final Deque<Delivery> dueToday = new ArrayDeque<>();
    private final List<String> toCount;
    private int counted;
    private Instant nextCount;
    private Instant nextDelivery;
    private Instant nextReplenishment;
    private long documents;
    private long deliveries;

    Erp(
            Catalogue catalogue,
            Map<String, Long> levels,
            List<Delivery> expected,
            Events events,
            Random random,
            String run,
            Instant now) {
        this.catalogue = catalogue;
        this.events = events;
        this.random = random;
        this.run = run;
        onHand.putAll(levels);
        LocalDate today = now.atZone(HistoryFiles.ZONE).toLocalDate();
        expected.stream().filter(delivery -> !delivery.eta().isAfter(today)).forEach(dueToday::add);
        toCount = catalogue.goods().stream()
                .filter(article -> article.role() == Role.STEADY || article.role() == Role.SLOW)
                .sorted(Comparator.comparingDouble(Article::dailyUnits))
                .map(Article::sku)
                .toList();
        nextCount = now.plus(COUNT_EVERY);
        nextDelivery = now.plus(DELIVERY_EVERY);
        nextReplenishment = now.plus(REPLENISH_EVERY);
    }

    /** Units left the shelf; a kit's components leave theirs. */
    void taken(String sku, long units, Instant now) {
        Article article = catalogue.bySku(sku);
        if (article.kit()) {
            for (Product.KitComponent part : article.product().kit()) {
                taken(part.sku(), part.quantity() * units, now);
            }
            return;
        }
        lastTaken.put(sku, now);
        if (onHand.merge(sku, -units, Long::sum) <= 0) {
            emptySince.putIfAbsent(sku, now);
        }
    }

    /** Something touched the article without taking from it yet: it is not counted for a while. */
    void busy(String sku, Instant now) {
        lastTaken.put(sku, now);
    }

    void returned(String sku, long units, Instant now) {
        taken(sku, -units, now);
    }

    long onHand(String sku) {
        return onHand.getOrDefault(sku, 0L);
    }

    long deliveries() {
        return deliveries;
    }

    /** A pallet is damaged: that many units are written off. */
    OutEvent damage(String sku, long units, Instant now) {
        onHand.merge(sku, -units, Long::sum);
        return events.movement(next("MM"), now, sku, LOCATION, -units, Reason.ADJUSTMENT, "MM/" + run);
    }

    List<OutEvent> turn(Instant now) {
        List<OutEvent> turn = new ArrayList<>();
        if (!now.isBefore(nextCount)) {
            nextCount = now.plus(COUNT_EVERY);
            count(turn, now);
        }
        if (!now.isBefore(nextDelivery)) {
            nextDelivery = now.plus(DELIVERY_EVERY);
            receive(turn, now);
        }
        if (!now.isBefore(nextReplenishment)) {
            nextReplenishment = now.plus(REPLENISH_EVERY);
            replenish(turn, now);
        }
        return turn;
    }

    private void count(List<OutEvent> turn, Instant now) {
        for (int tries = 0; tries < toCount.size(); tries++) {
            String sku = toCount.get(counted++ % toCount.size());
            if (lastTaken.getOrDefault(sku, Instant.EPOCH).isBefore(now.minus(CALM))) {
                long found = onHand(sku);
                if (found > 2 && random.nextInt(100) < MISCOUNT_PERCENT) {
                    found -= 1 + random.nextInt(2);
                    onHand.put(sku, found);
                }
                turn.add(events.level(next("IN"), now, sku, LOCATION, found));
                return;
            }
        }
    }

    private void receive(List<OutEvent> turn, Instant now) {
        Delivery delivery = dueToday.poll();
        if (delivery != null) {
            add(turn, delivery, now);
        }
    }

    private void add(List<OutEvent> turn, Delivery delivery, Instant now) {
        deliveries++;
        onHand.merge(delivery.sku(), delivery.quantity(), Long::sum);
        emptySince.remove(delivery.sku());
        turn.add(events.movement(
                next("PZ"),
                now,
                delivery.sku(),
                LOCATION,
                delivery.quantity(),
                Reason.RECEIPT,
                delivery.purchaseOrder()));
        turn.add(events.supply(
                next("ZD"), now, delivery.sku(), LOCATION, 0, delivery.eta(), delivery.purchaseOrder(), true));
    }

    /** Keeps a shop that trades for days from running dry: what has been empty for a while comes in, and the shelf that lasts shortest is filled up. */
    private void replenish(List<OutEvent> turn, Instant now) {
        for (Map.Entry<String, Instant> empty : Map.copyOf(emptySince).entrySet()) {
            if (empty.getValue().isBefore(now.minus(SOLD_OUT_FOR))) {
                refill(turn, catalogue.bySku(empty.getKey()), 2, now);
                return;
            }
        }
        catalogue.withRole(Role.STEADY).stream()
                .filter(article -> !article.kit())
                .min(Comparator.comparingDouble(this::coverDays))
                .filter(article -> coverDays(article) < article.product().leadTimeDays() * 1.3 + 4)
                .ifPresent(article -> refill(turn, article, REFILL_DAYS, now));
    }

    private double coverDays(Article article) {
        return onHand(article.sku()) / article.dailyUnits();
    }

    private void refill(List<OutEvent> turn, Article article, int days, Instant now) {
        long quantity = Math.max(article.product().moq(), Math.round(article.dailyUnits() * days));
        LocalDate today = now.atZone(HistoryFiles.ZONE).toLocalDate();
        add(turn, new Delivery(article.sku(), "ZD/" + run + "/" + documents, quantity, today), now);
    }

    private String next(String kind) {
        documents++;
        return kind + "-" + run + "-" + documents;
    }
}
