package io.zapas.bench.decide;

import io.zapas.bench.decide.Shop.Order;
import io.zapas.bench.decide.Shop.Rule;
import io.zapas.bench.decide.Shop.Setting;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.domain.Deliveries;
import io.zapas.forecast.domain.Delivery;
import io.zapas.forecast.domain.DemandHistory;
import io.zapas.forecast.domain.OrderPolicy;
import io.zapas.forecast.domain.PoolSample;
import io.zapas.forecast.domain.Rotation;
import io.zapas.forecast.domain.RotationQuestion;
import io.zapas.forecast.domain.SkuFacts;
import io.zapas.forecast.domain.SkuFacts.Receipt;
import io.zapas.forecast.domain.SkuState;
import io.zapas.forecast.domain.SmoothingEnsemble;
import io.zapas.forecast.domain.WeekdayProfile;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.NormalDistribution;

/** Ways to decide what to order. All but {@link #minimum} of sales see the same: what was sold, and on which days there was stock. */
final class Rules {
    private static final int HISTORY_DAYS = 730;
    private static final int WINDOW_DAYS = 90;
    private static final int LEARNT_DELIVERIES = 60;
    private static final double IN_STOCK = 0.99;
    private static final int WEEK = 7;

    private final SmoothingEnsemble model = new SmoothingEnsemble();
    private final WeekdayProfile week;

    /** @param all the pool is learnt from, as it was known on the first of the last {@code days} days */
    Rules(List<Series> all, int days) {
        PoolSample sample = new PoolSample();
        for (Series one : all) {
            int until = one.days() - days;
            if (until > 0) {
                sample.add(
                        one.id(),
                        new DemandHistory(
                                        one.first(),
                                        Arrays.copyOf(one.sold(), until),
                                        Arrays.copyOf(one.inStock(), until))
                                .last(HISTORY_DAYS));
            }
        }
        week = sample.week();
        sample.pool().ifPresent(model::learn);
    }

    /** What the service would know of a SKU: a fit to its sales and hours out of stock. */
    SkuState fit(Shop shop, int today) {
        DemandHistory history = new DemandHistory(
                        shop.series().first(), shop.soldUntil(today), shop.inStockUntil(today))
                .last(HISTORY_DAYS);
        return SkuState.fit(history, model, week, shop.series().first().plusDays(today));
    }

    /** The service's document, from what it would know besides: orders on their way, past deliveries. */
    DemandForecast document(Shop shop, SkuState state, int today, double level) {
        Setting setting = shop.setting();
        List<Receipt> receipts = new ArrayList<>();
        for (Order order : shop.open()) {
            long eta = order.placed() + Math.round(setting.leadDays());
            receipts.add(new Receipt(shop.series().first().plusDays(eta), order.quantity(), false));
        }
        SkuFacts facts = new SkuFacts(
                shop.series().id(),
                null,
                null,
                "supplier",
                shop.stock(),
                receipts,
                setting.leadDays(),
                setting.leadSdDays(),
                null,
                null,
                null,
                null,
                null,
                false,
                List.of());
        OrderPolicy policy =
                new OrderPolicy(Map.of("A", level, "B", level, "C", level), false, 0.25, setting.reviewDays(), 180);
        Instant now = shop.series()
                .first()
                .plusDays(today)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        return Rotation.of(new RotationQuestion(
                facts, state, 0, model.name(), List.of(), "A", now, ZoneOffset.UTC, deliveries(shop), policy));
    }

    /** The service's suggested order for a service level. */
    Rule suggestions(double level) {
        return (shop, today) -> {
            DemandForecast forecast = document(shop, fit(shop, today), today, level);
            return forecast.suggestedOrder() == null
                    ? 0
                    : forecast.suggestedOrder().quantity();
        };
    }

    private static Deliveries deliveries(Shop shop) {
        double stated = shop.setting().leadDays();
        List<Order> received = shop.received();
        List<Delivery> seen = new ArrayList<>();
        for (Order order : received.subList(Math.max(0, received.size() - LEARNT_DELIVERIES), received.size())) {
            LocalDate came = shop.series().first().plusDays(order.due());
            double took = order.due() - order.placed();
            seen.add(new Delivery(
                    came.atStartOfDay(ZoneOffset.UTC).toInstant(), took, stated, took - Math.round(stated), false));
        }
        return new Deliveries(seen);
    }

    /**
     * The text-book: mean and deviation of daily sales on days with stock, μ (L + R) + z √((L + R) σ² + μ² σ_L²), less what is here and on its way (Silver,
     * Pyke and Thomas, Inventory and Production Management in Supply Chains, 6.7).
     */
    static Rule normal(double level) {
        double z = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(level);
        return (shop, today) -> {
            Setting setting = shop.setting();
            double days = setting.leadDays() + setting.reviewDays();
            double[] seen = seen(shop, today);
            double mean = Arrays.stream(seen).average().orElse(0);
            double variance = Arrays.stream(seen)
                    .map(units -> (units - mean) * (units - mean))
                    .average()
                    .orElse(0);
            double spread = Math.sqrt(days * variance + mean * mean * setting.leadSdDays() * setting.leadSdDays());
            return Math.max(0, (long) Math.ceil(mean * days + z * spread - shop.position()));
        };
    }

    /** Units sold on the days with stock of the newest {@value #WINDOW_DAYS}; all of these when there was none. */
    private static double[] seen(Shop shop, int today) {
        int from = Math.max(0, today - WINDOW_DAYS);
        double[] units = Arrays.copyOfRange(shop.soldUntil(today), from, today);
        double[] inStock = Arrays.copyOfRange(shop.inStockUntil(today), from, today);
        int count = 0;
        double[] seen = new double[units.length];
        for (int i = 0; i < units.length; i++) {
            if (inStock[i] >= IN_STOCK) {
                seen[count++] = units[i];
            }
        }
        return count == 0 ? units : Arrays.copyOf(seen, count);
    }

    /**
     * What a buyer keeps in a spreadsheet: below a minimum of so many times the sales of a lead time, order up to it and a review period's sales.
     *
     * @param told on which days there was no stock, and leaves them out of the mean
     */
    static Rule minimum(double times, boolean told) {
        return (shop, today) -> {
            Setting setting = shop.setting();
            double mean = mean(shop, today, told);
            double least = times * mean * setting.leadDays();
            return shop.position() > least
                    ? 0
                    : Math.max(0, (long) Math.ceil(least + mean * setting.reviewDays() - shop.position()));
        };
    }

    static double mean(Shop shop, int today, boolean told) {
        return told ? Arrays.stream(seen(shop, today)).average().orElse(0) : shop.mean(today, WINDOW_DAYS);
    }

    /** Up to R's {@code ets} quantile of lead time and review period. Days out of stock count as the same weekday's mean of the days with stock. */
    static Rule ets(EtsProcess r, double level) {
        return (shop, today) -> {
            Setting setting = shop.setting();
            double target = r.quantile(
                    level, setting.reviewDays(), setting.leadDays(), setting.leadSdDays(), filled(shop, today));
            return Math.max(0, (long) Math.ceil(target - shop.position()));
        };
    }

    private static double[] filled(Shop shop, int today) {
        int from = Math.max(0, today - HISTORY_DAYS);
        double[] units = Arrays.copyOfRange(shop.soldUntil(today), from, today);
        double[] inStock = Arrays.copyOfRange(shop.inStockUntil(today), from, today);
        double[] sum = new double[WEEK];
        int[] days = new int[WEEK];
        for (int i = 0; i < units.length; i++) {
            if (inStock[i] >= IN_STOCK) {
                sum[i % WEEK] += units[i];
                days[i % WEEK]++;
            }
        }
        for (int i = 0; i < units.length; i++) {
            if (inStock[i] < IN_STOCK && days[i % WEEK] > 0) {
                units[i] = Math.max(units[i], sum[i % WEEK] / days[i % WEEK]);
            }
        }
        return units;
    }
}
