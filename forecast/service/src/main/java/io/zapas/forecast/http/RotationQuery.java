package io.zapas.forecast.http;

import io.vertx.ext.web.RoutingContext;
import io.zapas.forecast.domain.OrderBudget;
import io.zapas.forecast.kafka.RotationView.Entry;
import io.zapas.runtime.events.InvalidFieldException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Which SKUs a list shows, and in which order. SKUs without the figure come last, ties by SKU. A cursor holds the figure and the SKU of the
 * last one shown, so a page goes on where the one before ended, whatever came or went in between: what did not move is shown once.
 */
final class RotationQuery {
    private static final int DEFAULT_TOP = 50;
    private static final int MAX_TOP = 500;
    private static final int MAX_OFFSET = 1_000_000;
    private static final double LAST = Double.POSITIVE_INFINITY;
    private static final BigDecimal MAX_BUDGET = new BigDecimal("1000000000000");

    /** The smallest first. */
    private static final Map<String, ToDoubleFunction<Entry>> SORTS = new TreeMap<>(Map.of(
            "cover", entry -> rising(entry.daysOfCover()),
            "stockout", entry -> rising(day(entry.stockout())),
            "velocity", entry -> falling(entry.velocity()),
            "turnover", entry -> falling(number(entry.turnover())),
            "risk", entry -> falling(entry.risk()),
            "lost", entry -> falling(number(entry.lostValue())),
            "order", entry -> falling(number(entry.orderCost())),
            "excess", entry -> falling(number(entry.excessValue())),
            "sku", entry -> 0));

    private final String sort;
    private final Predicate<Entry> filter;
    private final BigDecimal budget;
    private final Position after;
    final int top;
    final int offset;

    private record Position(double key, String sku) {}

    private RotationQuery(RoutingContext ctx) {
        String asked = Replies.parameter(ctx, "sort");
        this.sort = asked == null ? "cover" : asked.toLowerCase(Locale.ROOT);
        if (!SORTS.containsKey(sort)) {
            throw new InvalidFieldException(
                    "sort", "must be one of " + String.join(", ", SORTS.keySet()) + ", was \"" + asked + "\"");
        }
        this.top = Replies.integer(ctx, "top", DEFAULT_TOP, 1, MAX_TOP);
        this.offset = Replies.integer(ctx, "offset", 0, 0, MAX_OFFSET);
        this.after = cursor(Replies.parameter(ctx, "cursor"));
        if (after != null && offset > 0) {
            throw new InvalidFieldException("offset", "must not be given with cursor");
        }
        this.budget = budget(ctx);
        this.filter = filter(ctx);
    }

    /** Throws {@link InvalidFieldException} with the name of the parameter that is wrong. */
    static RotationQuery of(RoutingContext ctx) {
        return new RotationQuery(ctx);
    }

    private static Predicate<Entry> filter(RoutingContext ctx) {
        String abc = oneOf(ctx, "class", List.of("A", "B", "C"));
        String xyz = oneOf(ctx, "xyz", List.of("X", "Y", "Z"));
        String pattern = oneOf(ctx, "pattern", List.of("SMOOTH", "ERRATIC", "INTERMITTENT", "LUMPY"));
        String search = Replies.parameter(ctx, "search");
        String owner = Replies.parameter(ctx, "owner");
        String supplier = Replies.parameter(ctx, "supplier");
        String currency = Replies.parameter(ctx, "currency");
        Predicate<Entry> all = entry -> (abc == null || abc.equals(entry.abc()))
                && (xyz == null || xyz.equals(entry.xyz()))
                && (pattern == null || pattern.equals(entry.pattern()))
                && (owner == null || owner.equalsIgnoreCase(entry.owner()))
                && (supplier == null || supplier.equalsIgnoreCase(entry.supplier()))
                && (currency == null || currency.equalsIgnoreCase(entry.currency()))
                && (search == null || contains(entry.sku(), search) || contains(entry.name(), search));
        return all.and(flag(ctx, "order", Entry::isToOrder))
                .and(flag(ctx, "tooLate", Entry::isTooLate))
                .and(signal(ctx))
                .and(flag(ctx, "overstock", Entry::isOverstocked))
                .and(flag(ctx, "dead", Entry::isDead));
    }

    private static Predicate<Entry> signal(RoutingContext ctx) {
        String kind = oneOf(ctx, "signal", List.of("ANY", "SPIKE", "SILENCE", "DRIFT_UP", "DRIFT_DOWN"));
        return entry -> kind == null
                || (kind.equals("ANY")
                        ? !entry.signals().isEmpty()
                        : entry.signals().contains(kind));
    }

    private static Predicate<Entry> flag(RoutingContext ctx, String name, Predicate<Entry> property) {
        String value = Replies.parameter(ctx, name);
        if (value == null) {
            return entry -> true;
        }
        return switch (value) {
            case "true" -> property;
            case "false" -> property.negate();
            default -> throw new InvalidFieldException(name, "must be true or false, was \"" + value + "\"");
        };
    }

    private static String oneOf(RoutingContext ctx, String name, List<String> allowed) {
        String value = Replies.parameter(ctx, name);
        if (value == null) {
            return null;
        }
        String upper = value.toUpperCase(Locale.ROOT);
        if (!allowed.contains(upper)) {
            throw new InvalidFieldException(
                    name, "must be one of " + String.join(", ", allowed) + ", was \"" + value + "\"");
        }
        return upper;
    }

    private static boolean contains(String text, String part) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static BigDecimal budget(RoutingContext ctx) {
        String text = Replies.parameter(ctx, "budget");
        if (text == null) {
            return null;
        }
        if (Replies.parameter(ctx, "currency") == null) {
            throw new InvalidFieldException("currency", "is required with budget");
        }
        for (String other : List.of("sort", "cursor")) {
            if (Replies.parameter(ctx, other) != null) {
                throw new InvalidFieldException(other, "must not be given with budget, which orders by worth");
            }
        }
        try {
            BigDecimal budget = new BigDecimal(text);
            if (budget.signum() >= 0 && budget.compareTo(MAX_BUDGET) <= 0) {
                return budget;
            }
        } catch (NumberFormatException e) {
            // answered below like an amount out of bounds
        }
        throw new InvalidFieldException(
                "budget", "must be an amount from 0 to " + MAX_BUDGET + ", was \"" + text + "\"");
    }

    /** Everything the query asks for, of all pages, in order. */
    List<Entry> select(Collection<Entry> entries) {
        if (budget != null) {
            return affordable(entries);
        }
        ToDoubleFunction<Entry> key = SORTS.get(sort);
        return entries.stream()
                .filter(filter)
                .sorted(Comparator.comparingDouble(key).thenComparing(Entry::sku))
                .toList();
    }

    private List<Entry> affordable(Collection<Entry> entries) {
        Map<String, Entry> bySku = new HashMap<>();
        entries.stream()
                .filter(filter)
                .filter(entry -> entry.orderCost() != null && entry.orderCost().signum() > 0)
                .filter(entry -> entry.avoidedLoss() != null)
                .forEach(entry -> bySku.put(entry.sku(), entry));
        List<OrderBudget.Candidate> candidates = bySku.values().stream()
                .map(entry -> new OrderBudget.Candidate(entry.sku(), entry.orderCost(), entry.avoidedLoss()))
                .toList();
        return OrderBudget.spend(candidates, budget).stream().map(bySku::get).toList();
    }

    /** The page of a selection. */
    List<Entry> page(List<Entry> selected) {
        ToDoubleFunction<Entry> key = SORTS.get(sort);
        return selected.stream()
                .filter(entry -> after == null || isBehind(key.applyAsDouble(entry), entry.sku()))
                .skip(offset)
                .limit(top)
                .toList();
    }

    private boolean isBehind(double key, String sku) {
        int byKey = Double.compare(key, after.key());
        return byKey > 0 || (byKey == 0 && sku.compareTo(after.sku()) > 0);
    }

    /** Where the page behind this one starts; null: there is none, or pages are asked for by offset because the order is by worth. */
    String next(List<Entry> selected, List<Entry> page) {
        if (page.isEmpty() || budget != null || page.get(page.size() - 1) == selected.get(selected.size() - 1)) {
            return null;
        }
        Entry last = page.get(page.size() - 1);
        String text = sort + ' ' + SORTS.get(sort).applyAsDouble(last) + ' ' + last.sku();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Position cursor(String text) {
        if (text == null) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 3);
            if (parts.length == 3 && parts[0].equals(sort)) {
                return new Position(Double.parseDouble(parts[1]), parts[2]);
            }
        } catch (IllegalArgumentException e) {
            // answered below like a cursor of another list
        }
        throw new InvalidFieldException(
                "cursor", "must be the next of a list with the same sort, was \"" + text + "\"");
    }

    private static double rising(Double figure) {
        return figure == null ? LAST : figure;
    }

    private static double falling(Double figure) {
        return figure == null ? LAST : -figure;
    }

    private static Double number(BigDecimal figure) {
        return figure == null ? null : (Double) figure.doubleValue();
    }

    private static Double day(LocalDate date) {
        return date == null ? null : (Double) (double) date.toEpochDay();
    }
}
