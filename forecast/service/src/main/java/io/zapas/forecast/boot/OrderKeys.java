package io.zapas.forecast.boot;

import io.zapas.forecast.domain.OrderPolicy;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How careful suggested orders are. */
final class OrderKeys {
    static final ConfigKey<Map<String, Double>> SERVICE_LEVEL = new ConfigKey<>(
            "forecast.service-level",
            "Percent of cases in which stock is to last until the next order is here, by ABC class",
            "A=98,B=95,C=90",
            false,
            OrderKeys::levels);
    static final ConfigKey<Boolean> NEWSVENDOR = ConfigKey.flag(
            "forecast.newsvendor",
            false,
            "Whether the service level follows from margin and holding cost where price and unit cost are known");
    static final ConfigKey<Integer> HOLDING_COST = ConfigKey.integer(
            "forecast.holding-cost", 25, 1, 1_000, "Cost of holding a unit for a year in percent of its unit cost");
    static final ConfigKey<Integer> REVIEW_DAYS = ConfigKey.integer(
            "forecast.review-days",
            7,
            1,
            90,
            "Days from one look at the orders to the next, which stock must last too");
    static final ConfigKey<Integer> OVERSTOCK_DAYS = ConfigKey.integer(
            "forecast.overstock-days", 180, 7, 365, "Stock beyond the demand of so many days is too much");

    private static final double PERCENT = 100;
    private static final double LEAST = 50;
    private static final double MOST = 99.9;

    private OrderKeys() {}

    static List<ConfigKey<?>> all() {
        return List.of(SERVICE_LEVEL, NEWSVENDOR, HOLDING_COST, REVIEW_DAYS, OVERSTOCK_DAYS);
    }

    static OrderPolicy policy(Config config) {
        return new OrderPolicy(
                config.get(SERVICE_LEVEL),
                config.get(NEWSVENDOR),
                config.get(HOLDING_COST) / PERCENT,
                config.get(REVIEW_DAYS),
                config.get(OVERSTOCK_DAYS));
    }

    private static Map<String, Double> levels(String text) {
        Map<String, Double> levels = new HashMap<>();
        for (String part : text.split(",", -1)) {
            String[] sides = part.strip().split("=", -1);
            String name = sides[0].strip();
            if (sides.length != 2 || !List.of("A", "B", "C").contains(name) || levels.containsKey(name)) {
                throw wrong();
            }
            double percent;
            try {
                percent = Double.parseDouble(sides[1].strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(wrong().getMessage(), e);
            }
            if (!(percent >= LEAST && percent <= MOST)) {
                throw new IllegalArgumentException("must be from 50 to 99.9 percent for class " + name);
            }
            levels.put(name, percent / PERCENT);
        }
        if (levels.size() != 3) {
            throw wrong();
        }
        return Map.copyOf(levels);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("must name a percentage for each class, such as A=98,B=95,C=90");
    }
}
