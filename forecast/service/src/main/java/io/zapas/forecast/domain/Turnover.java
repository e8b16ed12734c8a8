package io.zapas.forecast.domain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ABC classes: the SKUs that bring the first 80 % of turnover are A, up to 95 % B, the rest C. Each currency is ranked for itself.
 */
public final class Turnover {
    private static final double A_SHARE = 0.80;
    private static final double B_SHARE = 0.95;

    private Turnover() {}

    /** What a SKU turns over a day, in its currency (null: none named). */
    public record Item(String sku, BigDecimal perDay, String currency) {}

    /** The class of every SKU that sells. */
    public static Map<String, String> classes(List<Item> items) {
        Map<String, List<Item>> byCurrency = new HashMap<>();
        for (Item item : items) {
            if (item.perDay().signum() > 0) {
                byCurrency
                        .computeIfAbsent(String.valueOf(item.currency()), currency -> new ArrayList<>())
                        .add(item);
            }
        }
        Map<String, String> classes = new HashMap<>();
        byCurrency.values().forEach(list -> classify(list, classes));
        return classes;
    }

    private static void classify(List<Item> items, Map<String, String> classes) {
        items.sort((a, b) -> {
            int byTurnover = b.perDay().compareTo(a.perDay());
            return byTurnover != 0 ? byTurnover : a.sku().compareTo(b.sku());
        });
        double total =
                items.stream().mapToDouble(item -> item.perDay().doubleValue()).sum();
        double before = 0;
        for (Item item : items) {
            double share = before / total;
            classes.put(item.sku(), share < A_SHARE ? "A" : share < B_SHARE ? "B" : "C");
            before += item.perDay().doubleValue();
        }
    }
}
