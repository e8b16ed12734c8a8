package io.zapas.bench.decide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * One SKU of a shop that looks at its stock every {@code reviewDays} and then orders what the rule says. Each day what is due comes in first, then
 * demand takes what is there; what is not is lost, not owed. Rules see sales, not demand. The lead time of an order depends on the day it is placed
 * on and the seed only, so every rule meets the same ones: lognormal around {@code leadDays}, at least a day.
 */
final class Shop {
    /** Stock of so many days at the start. */
    private static final int START_DAYS = 21;

    private final Series series;
    private final Setting setting;
    private final double[] sold;
    private final double[] inStock;
    private final List<Order> open = new ArrayList<>();
    private final List<Order> received = new ArrayList<>();
    private final int from;
    private long stock;
    private final Outcome outcome = new Outcome();

    /**
     * @param days simulated, at the end of each series
     * @param lateDays by which the supplier is later, on average, than the {@code leadDays} it states
     */
    record Setting(int days, int reviewDays, double leadDays, double leadSdDays, double lateDays, long seed) {}

    /** @param due day on which it comes, in days since the start of the series */
    record Order(int placed, int due, long quantity) {}

    /** Sums over days. */
    static final class Outcome {
        double demand;
        double sold;
        double stock;
        long days;
        long daysOut;
        long orders;

        void add(Outcome other) {
            demand += other.demand;
            sold += other.sold;
            stock += other.stock;
            days += other.days;
            daysOut += other.daysOut;
            orders += other.orders;
        }
    }

    /** Decides how many units to order. */
    @FunctionalInterface
    interface Rule {
        long order(Shop shop, int today);
    }

    Shop(Series series, Setting setting) {
        this.series = series;
        this.setting = setting;
        this.from = series.days() - setting.days();
        this.sold = series.sold();
        this.inStock = series.inStock();
        this.stock = Math.round(mean(from, 90) * START_DAYS);
    }

    /** Told how many units of a day were lost. */
    @FunctionalInterface
    interface Evening {
        void over(int today, double lost);
    }

    Outcome run(Rule rule) {
        return run(rule, (today, lost) -> {}, today -> {});
    }

    /** @param morning called after receipts, before orders and demand */
    Outcome run(Rule rule, Evening evening, IntConsumer morning) {
        for (int today = from; today < series.days(); today++) {
            receive(today);
            morning.accept(today);
            if ((today - from) % setting.reviewDays() == 0) {
                long quantity = rule.order(this, today);
                if (quantity > 0) {
                    open.add(new Order(today, today + leadTime(today), quantity));
                    outcome.orders++;
                }
            }
            double before = outcome.demand - outcome.sold;
            sell(today);
            evening.over(today, outcome.demand - outcome.sold - before);
        }
        return outcome;
    }

    private void receive(int today) {
        for (Order order : List.copyOf(open)) {
            if (order.due() <= today) {
                stock += order.quantity();
                open.remove(order);
                received.add(order);
            }
        }
    }

    private void sell(int today) {
        double demand = series.demand(today);
        double units = Math.min((double) stock, demand);
        sold[today] = units;
        inStock[today] = demand > units ? units / demand : stock > 0 ? 1 : 0;
        stock -= Math.round(units);
        outcome.demand += demand;
        outcome.sold += units;
        outcome.stock += stock;
        outcome.days++;
        outcome.daysOut += demand > units ? 1 : 0;
    }

    private int leadTime(int placed) {
        Random random = new Random(setting.seed() * 31 + series.id().hashCode() * 1_000_003L + placed);
        random.nextGaussian();
        double mean = setting.leadDays() + setting.lateDays();
        double variation = setting.leadSdDays() / mean;
        double sigma = Math.sqrt(Math.log1p(variation * variation));
        double days = mean * Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
        return (int) Math.max(1, Math.round(days));
    }

    Series series() {
        return series;
    }

    Setting setting() {
        return setting;
    }

    long stock() {
        return stock;
    }

    List<Order> open() {
        return open;
    }

    List<Order> received() {
        return received;
    }

    /** Units here and on their way. */
    long position() {
        return stock + open.stream().mapToLong(Order::quantity).sum();
    }

    double[] soldUntil(int today) {
        return Arrays.copyOf(sold, today);
    }

    double[] inStockUntil(int today) {
        return Arrays.copyOf(inStock, today);
    }

    /** Mean units sold a day over the newest {@code days} before {@code today}. */
    double mean(int today, int days) {
        return Arrays.stream(sold, Math.max(0, today - days), today).average().orElse(0);
    }

    double sold(int day) {
        return sold[day];
    }

    double inStock(int day) {
        return inStock[day];
    }
}
