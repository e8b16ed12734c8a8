package io.zapas.bench.decide;

import io.zapas.bench.decide.Shop.Order;
import io.zapas.bench.decide.Shop.Rule;
import io.zapas.bench.decide.Shop.Setting;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.domain.Deliveries;
import io.zapas.forecast.domain.Delivery;
import io.zapas.forecast.domain.DemandHistory;
import io.zapas.forecast.domain.OrderPolicy;
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
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.NormalDistribution;

/** Ways to decide what to order. */
final class Rules {
    private static final SmoothingEnsemble MODEL = new SmoothingEnsemble();
    private static final int HISTORY_DAYS = 730;
    private static final int WINDOW_DAYS = 90;
    private static final int LEARNT_DELIVERIES = 60;

    private Rules() {}

    /** The service's suggested order for a service level, from what it would know: sales, hours out of stock, orders on their way, past deliveries. */
    static Rule suggestions(double level) {
        return (shop, today) -> {
            Setting setting = shop.setting();
            DemandHistory history = new DemandHistory(
                            shop.series().first(), shop.soldUntil(today), shop.inStockUntil(today))
                    .last(HISTORY_DAYS);
            SkuState state = SkuState.fit(
                    history, MODEL, WeekdayProfile.UNIFORM, shop.series().first().plusDays(today));
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
                    false);
            OrderPolicy policy =
                    new OrderPolicy(Map.of("A", level, "B", level, "C", level), false, 0.25, setting.reviewDays(), 180);
            Instant now = shop.series()
                    .first()
                    .plusDays(today)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            DemandForecast forecast = Rotation.of(new RotationQuestion(
                    facts, state, 0, MODEL.name(), List.of(), "A", now, ZoneOffset.UTC, deliveries(shop), policy));
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
     * The text-book: mean and deviation of daily sales, μ (L + R) + z √((L + R) σ² + μ² σ_L²), less what is here and on its way (Silver, Pyke and
     * Thomas, Inventory and Production Management in Supply Chains, 6.7).
     */
    static Rule normal(double level) {
        double z = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(level);
        return (shop, today) -> {
            Setting setting = shop.setting();
            double days = setting.leadDays() + setting.reviewDays();
            double mean = shop.mean(today, WINDOW_DAYS);
            double sd = shop.sd(today, WINDOW_DAYS);
            double spread = Math.sqrt(days * sd * sd + mean * mean * setting.leadSdDays() * setting.leadSdDays());
            return Math.max(0, (long) Math.ceil(mean * days + z * spread - shop.position()));
        };
    }

    /** What a buyer keeps in a spreadsheet: below a minimum of so many times the sales of a lead time, order up to it and a review period's sales. */
    static Rule minimum(double times) {
        return (shop, today) -> {
            Setting setting = shop.setting();
            double mean = shop.mean(today, WINDOW_DAYS);
            double least = times * mean * setting.leadDays();
            return shop.position() > least
                    ? 0
                    : Math.max(0, (long) Math.ceil(least + mean * setting.reviewDays() - shop.position()));
        };
    }
}
