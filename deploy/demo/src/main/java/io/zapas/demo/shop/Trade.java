package io.zapas.demo.shop;

import io.zapas.demo.door.Events;
import io.zapas.demo.door.OutEvent;
import io.zapas.demo.shop.Article.Role;
import io.zapas.stocksync.api.Order.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;

/**
 * Customers who buy: orders arrive as a Poisson process, are paid some seconds later and shipped some seconds after that; some are cancelled, some
 * never paid, a few come back. Buys only what a channel shows. One thread; at most {@link #MAX_OPEN} orders are open.
 */
final class Trade {
    static final int MAX_OPEN = 5_000;
    static final double MEAN_LINES = 1.08;
    static final double MEAN_QUANTITY = 1.10;
    /** Orders that never become a sale. */
    static final double LOST_SHARE = 0.07;

    private static final int CANCELLED_PERCENT = 5;
    private static final int UNPAID_PERCENT = 2;
    private static final int RETURNED_PERCENT = 1;
    private static final int MAX_BURST = 200;
    private static final int MAX_CHOICES = 20;
    private static final Duration SELL_OUT_EVERY = Duration.ofSeconds(7);
    private static final Map<String, Integer> CHANNEL_WEIGHTS =
            new TreeMap<>(Map.of("shop", 42, "allegro", 36, "amazon", 13, "empik", 9));

    private final Catalogue catalogue;
    private final Channels channels;
    private final Erp erp;
    private final Events events;
    private final Random random;
    private final String run;
    private final double ordersPerSecond;
    private final TreeMap<Double, Article> byVolume = new TreeMap<>();
    private final double volume;
    private final PriorityQueue<Step> steps =
            new PriorityQueue<>(Comparator.comparing(Step::at).thenComparingLong(Step::number));
    private Instant nextOrder;
    private Instant nextSellOut;
    private long numbers;
    private long placed;
    private long shipped;
    private long cancelled;

    private record Step(Instant at, long number, Status status, Sale sale) {}

    private record Sale(String orderId, String channel, Map<String, Long> units, Instant placedAt) {}

    Trade(
            Catalogue catalogue,
            Channels channels,
            Erp erp,
            Events events,
            Random random,
            String run,
            double ordersPerSecond,
            Instant now) {
        this.catalogue = catalogue;
        this.channels = channels;
        this.erp = erp;
        this.events = events;
        this.random = random;
        this.run = run;
        this.ordersPerSecond = ordersPerSecond;
        double sum = 0;
        for (Article article : catalogue.articles()) {
            byVolume.put(sum, article);
            sum += article.dailyUnits();
        }
        volume = sum;
        nextOrder = now;
        nextSellOut = now.plus(SELL_OUT_EVERY);
    }

    /** What the channels' customers did until now. After a pause of the process the missed orders are not made up for. */
    List<OutEvent> turn(Instant now) {
        List<OutEvent> turn = new ArrayList<>();
        sellOut(turn, now);
        for (int burst = 0; !nextOrder.isAfter(now); burst++) {
            if (burst == MAX_BURST) {
                nextOrder = now;
                break;
            }
            order(turn, nextOrder);
            double rate = ordersPerSecond
                    * Demand.weekday(now.atZone(HistoryFiles.ZONE).toLocalDate());
            nextOrder = nextOrder.plusMillis((long) (-Math.log(1 - random.nextDouble()) / rate * 1_000));
        }
        while (!steps.isEmpty() && !steps.peek().at().isAfter(now)) {
            step(turn, steps.poll());
        }
        return turn;
    }

    long placed() {
        return placed;
    }

    long shipped() {
        return shipped;
    }

    long cancelled() {
        return cancelled;
    }

    /** A basket that a customer of the channel could fill now; empty when nothing it wanted is shown. */
    Map<String, Long> basket(String channel) {
        Map<String, Long> units = new LinkedHashMap<>();
        int lines = random.nextInt(100) < 92 ? 1 : 2;
        for (int line = 0; line < lines; line++) {
            long quantity = quantity();
            for (int choice = 0; choice < MAX_CHOICES; choice++) {
                Article article =
                        byVolume.floorEntry(random.nextDouble() * volume).getValue();
                if (!units.containsKey(article.sku()) && channels.canBuy(channel, article.sku(), quantity)) {
                    units.put(article.sku(), quantity);
                    break;
                }
            }
        }
        return units;
    }

    private long quantity() {
        int chance = random.nextInt(100);
        return chance < 92 ? 1 : chance < 98 ? 2 : 3;
    }

    private void order(List<OutEvent> turn, Instant at) {
        if (steps.size() >= MAX_OPEN) {
            return;
        }
        String channel = channel();
        place(turn, channel, basket(channel), at);
    }

    /** The last pieces of some articles find a buyer quickly. */
    private void sellOut(List<OutEvent> turn, Instant now) {
        if (now.isBefore(nextSellOut)) {
            return;
        }
        nextSellOut = now.plus(SELL_OUT_EVERY);
        for (Article article : catalogue.withRole(Role.SELLS_OUT)) {
            long left = erp.onHand(article.sku());
            if (left > 0 && left <= StartingStock.SELLS_OUT_UNITS && channels.canBuy("shop", article.sku(), 1)) {
                place(turn, "shop", Map.of(article.sku(), 1L), now);
            }
        }
    }

    private void place(List<OutEvent> turn, String channel, Map<String, Long> units, Instant at) {
        if (units.isEmpty()) {
            return;
        }
        placed++;
        Sale sale = new Sale(prefix(channel) + run + "-" + placed, channel, units, at);
        units.forEach((sku, quantity) -> {
            channels.sold(channel, sku, quantity, at);
            erp.busy(sku, at);
        });
        turn.add(event(sale, Status.PLACED, at));
        int chance = random.nextInt(100);
        if (chance < CANCELLED_PERCENT) {
            later(sale, Status.CANCELLED, at, 3_000, 8_000);
        } else if (chance < CANCELLED_PERCENT + UNPAID_PERCENT) {
            later(sale, Status.CANCELLED, at, 40_000, 60_000);
        } else {
            later(sale, Status.PAID, at, 1_500, 5_000);
        }
    }

    private void step(List<OutEvent> turn, Step step) {
        Sale sale = step.sale();
        turn.add(event(sale, step.status(), step.at()));
        switch (step.status()) {
            case PAID -> later(sale, Status.SHIPPED, step.at(), 3_000, 8_000);
            case SHIPPED -> {
                shipped++;
                sale.units().forEach((sku, units) -> erp.taken(sku, units, step.at()));
                if (random.nextInt(100) < RETURNED_PERCENT) {
                    later(sale, Status.RETURNED, step.at(), 20_000, 40_000);
                }
            }
            case RETURNED -> sale.units().forEach((sku, units) -> erp.returned(sku, units, step.at()));
            default -> cancelled++;
        }
    }

    private void later(Sale sale, Status status, Instant from, int minMillis, int spreadMillis) {
        numbers++;
        steps.add(new Step(from.plusMillis(minMillis + random.nextInt(spreadMillis)), numbers, status, sale));
    }

    private OutEvent event(Sale sale, Status status, Instant at) {
        return events.order(at, sale.orderId(), sale.channel(), status, sale.units(), sale.placedAt(), null);
    }

    private String channel() {
        int chance = random.nextInt(
                CHANNEL_WEIGHTS.values().stream().mapToInt(Integer::intValue).sum());
        for (Map.Entry<String, Integer> weight : CHANNEL_WEIGHTS.entrySet()) {
            chance -= weight.getValue();
            if (chance < 0) {
                return weight.getKey();
            }
        }
        throw new IllegalStateException("weights");
    }

    private static String prefix(String channel) {
        return channel.substring(0, 2).toUpperCase(java.util.Locale.ROOT) + "-";
    }
}
